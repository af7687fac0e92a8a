import { describe, expect, it } from 'vitest';
import { Config, parseBool, parseList, parseSize } from '../../../src/config/index.js';

describe('parseList', () => {
  it.each([
    ['', []],
    [' ,\n ', []],
    ['a b', ['a', 'b']],
    [' a,, b ,', ['a', 'b']],
    ['a "b c" d', ['a', 'b c', 'd']],
    ['"a\\"b" c', ['a"b', 'c']],
    ['a\\"b', ['a"b']],
    ['a"b" c', ['a"b"', 'c']],
    ['"a b', ['"a', 'b']],
    ['"a"b', ['a', 'b']],
    ['"a","b"', ['a', 'b']],
    ['""', ['', '']],
    ['"b\n"\n', ['b\n', '']],
  ])('%j', (text, parts) => {
    expect(parseList(text)).toEqual(parts);
  });
});

describe('parseSize', () => {
  it.each([
    ['10', 10],
    ['10 k', 10240],
    ['1.5 MB', 1572864],
    ['2g', 2147483648],
    ['1.5', undefined],
    ['x', undefined],
    ['', undefined],
  ])('%j', (text, size) => {
    expect(parseSize(text)).toBe(size);
  });
});

describe('Config', () => {
  it('reads words for true and false in any case', () => {
    expect([parseBool('Yes'), parseBool('NEVER'), parseBool('maybe')]).toEqual([true, false, undefined]);
  });

  it('moves a name that is set again to the end of its section', () => {
    const config = new Config();
    config.set('a', 'x', '1', 'f:1');
    config.set('a', 'y', '2', 'f:2');
    config.set('a', 'x', '3', 'f:3');
    expect(config.items('a').map(({ name, value, source }) => [name, value, source])).toEqual([
      ['y', '2', 'f:2'],
      ['x', '3', 'f:3'],
    ]);
  });

  it('refuses values of the wrong kind by name', () => {
    const config = new Config();
    config.set('ui', 'verbose', 'perhaps', 'f:1');
    config.set('ui', 'timeout', 'long', 'f:2');
    expect(() => config.getBool('ui', 'verbose')).toThrow("ui.verbose is not a boolean ('perhaps')");
    expect(() => config.getInt('ui', 'timeout', 1)).toThrow("ui.timeout is not a valid integer ('long')");
  });

  it('keeps what strangers set apart from what counts', () => {
    const config = new Config();
    config.set('ui', 'a', '1', 'own:1');
    config.splitUntrusted().set('ui', 'b', '2', 'theirs:1');
    config.set('ui', 'c', '3', '--config');
    expect(config.items('ui').map((item) => item.name)).toEqual(['a', 'c']);
    expect(
      config
        .untrusted()
        .items('ui')
        .map((item) => item.name),
    ).toEqual(['a', 'b', 'c']);
  });
});
