import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/errors/index.js';
import { sizePredicate } from '../../../src/repo/fileset/file-size.js';
import { parseFileset } from '../../../src/repo/fileset/parse-fileset.js';

const symbol = (value: string) => ({ op: 'symbol', value });

describe('parseFileset', () => {
  it('binds as hg does', () => {
    expect(parseFileset('a or b and not c - d')).toEqual({
      op: 'or',
      left: symbol('a'),
      right: {
        op: 'minus',
        left: { op: 'and', left: symbol('b'), right: { op: 'not', operand: symbol('c') } },
        right: symbol('d'),
      },
    });
  });

  it('reads names with wildcards, quoted names, kinds and calls', () => {
    expect(parseFileset(`**.c | r'\\x' & path:'a b'`)).toEqual({
      op: 'or',
      left: symbol('**.c'),
      right: {
        op: 'and',
        left: { op: 'string', value: '\\x' },
        right: { op: 'pattern', kind: 'path', value: 'a b' },
      },
    });
    expect(parseFileset('f(x, "y\\n")')).toEqual({
      op: 'call',
      name: 'f',
      args: [symbol('x'), { op: 'string', value: 'y\n' }],
    });
    expect(parseFileset('f()')).toEqual({ op: 'call', name: 'f', args: [] });
  });

  it.each([
    '',
    '(',
    ')',
    'a and',
    '"open',
    'a,b',
    'a b',
    '#',
    'a:b:c',
    '"f"()',
    '('.repeat(10_000),
    '!'.repeat(10_000),
  ])('refuses %j', (text) => {
    expect(() => parseFileset(text)).toThrow(ParseError);
  });
});

describe('sizePredicate', () => {
  const fits = (expression: string, ...sizes: number[]) => sizes.map(sizePredicate(expression));

  it('takes one size with all that is shown as it', () => {
    expect(fits('1k', 1023, 1024, 2047, 2048)).toEqual([false, true, true, false]);
    expect(fits('10', 9, 10, 11)).toEqual([false, true, false]);
  });

  it('compares, and takes ranges', () => {
    expect(fits('< 2k', 2047, 2048)).toEqual([true, false]);
    expect(fits('<=1', 1, 2)).toEqual([true, false]);
    expect(fits('>= .5MB', 524_287, 524_288)).toEqual([false, true]);
    expect(fits('> 3b', 3, 4)).toEqual([false, true]);
    expect(fits('4k - 1MB', 4095, 4096, 1_048_576, 2_097_152)).toEqual([false, true, true, false]);
  });

  it.each(['x', '1x', '', '-', '1-2-3', '< '])('refuses %j', (text) => {
    expect(() => sizePredicate(text)).toThrow(ParseError);
  });
});
