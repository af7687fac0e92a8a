import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorruptionError } from '../../../src/errors/index.js';
import { ChangesetText, decodeExtra, encodeChangeset, encodeExtra } from '../../../src/store/index.js';

const NODE = '1'.repeat(40);
const entry = (dateLine: string, rest = '\n\ndesc') =>
  new ChangesetText(`${NODE}\nuser\n${dateLine}${rest}`, 7);
const fail = (message: string): never => {
  throw new Error(message);
};
const extra = (text: string) => Object.fromEntries(decodeExtra(text, fail));

describe('changelog entries', () => {
  it('have parts', () => {
    const c = entry('1.5 -3600 branch:stable\0close:1', '\na\nb c\n\nline\n\nmore\n');
    expect(c.manifestNode).toBe(NODE);
    expect(c.user).toBe('user');
    expect(c.date).toEqual({ seconds: 1.5, offset: -3600 });
    expect(c.branch).toBe('stable');
    expect(c.closesBranch).toBe(true);
    expect(c.files).toEqual(['a', 'b c']);
    expect(c.description).toBe('line\n\nmore\n');
  });

  // What hg decodes from the same.
  it.each([
    ['1e3 3600', 1000, 3600],
    ['-5 3600', -5, 3600],
    ['1_0 0', 10, 0],
    ['0 x', 0, 0],
    ['0 0.5', 0, 0],
    ['99999999999999999999999 0', 1e23, 0],
    ['12  3600', 12, 0],
  ])('date %j', (line, seconds, offset) => {
    expect(entry(line).date).toEqual({ seconds, offset });
  });

  it.each([
    ['x y', "could not convert string to float: b'x'"],
    ['', "could not convert string to float: b''"],
    ['nan 0', "could not convert string to float: b'nan'"],
    ['0', 'list index out of range'],
  ])('date %j is refused', (line, message) => {
    expect(() => entry(line).date).toThrow(
      expect.objectContaining({ message, rev: 7, path: '00changelog.i' }),
    );
  });

  it('lack parts', () => {
    for (const text of [
      '',
      NODE,
      `${NODE}\nu`,
      `${NODE}\nu\n0 0`,
      `${NODE}\nu\n0 0\na`,
      `${NODE}\nu\n0 0\na\n`,
    ])
      expect(() => new ChangesetText(text, 0)).toThrow('subsection not found');
    expect(() => new ChangesetText(`zz${NODE.slice(2)}\nu\n0 0\n\n`, 0).manifestNode).toThrow(
      'Non-hexadecimal',
    );
    expect(() => new ChangesetText(`${NODE.slice(2)}\nu\n0 0\n\n`, 0).manifestNode).toThrow(CorruptionError);
    expect(() => entry('0 0 a').extra).toThrow('not enough values to unpack');
    expect(() => entry('0 0 a:b\\').extra).toThrow('Trailing \\ in string');
    expect(() => entry('0 0 a:\\xz').extra).toThrow('invalid \\x escape');
  });

  it.each([
    ['a:b\0c:d', { branch: 'default', a: 'b', c: 'd' }],
    ['branch:', { branch: '' }],
    ['a:x\\\\0y', { branch: 'default', a: 'x\\0y' }],
    ['a:b\\\\\\0c', { branch: 'default', a: 'b\\\0c' }],
    ['a:\\x41\\101\\t', { branch: 'default', a: 'AA\t' }],
    ['a:\\8\\1', { branch: 'default', a: '\\8\x01' }],
    ['a:b:c\0\0:x', { branch: 'default', a: 'b:c', '': 'x' }],
  ])('extra %j', (text, wanted) => {
    expect(extra(text)).toEqual(wanted);
  });

  it('come back as they were written', () => {
    const text = fc
      .array(fc.constantFrom('\\', '\0', '\n', '\r', '0', 'n', 'a', ' ', '\xff', 'x41'), { minLength: 1 })
      .map((chars) => chars.join(''));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'close'), text)), (pairs) => {
        const map = new Map([['branch', 'default'], ...pairs]);
        expect(decodeExtra(encodeExtra(map), fail)).toEqual(map);
        const parts = {
          manifestNode: NODE,
          user: 'u',
          date: { seconds: 12, offset: 0 },
          files: ['b', 'a'],
          description: 'd\n\ne',
          extra: map,
        };
        const decoded = new ChangesetText(encodeChangeset(parts), 0);
        expect(decoded.extra).toEqual(map);
        expect(decoded.files).toEqual(['a', 'b']);
        expect(decoded.description).toBe('d\n\ne');
      }),
    );
  });
});
