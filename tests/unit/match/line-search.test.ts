import { describe, expect, it } from 'vitest';
import { LineSearch } from '../../../src/match/index.js';

const found = (source: string, text: string, ignoreCase = false) =>
  new LineSearch(source, { ignoreCase })
    .lines(text)
    .map(
      ({ number, line, start, end }) =>
        `${number} ${line.slice(0, start)}[${line.slice(start, end)}]${line.slice(end)}`,
    );

describe('searching for lines', () => {
  it('finds the first match of each line', () => {
    expect(found('o', 'one\ntwo two\nthree\nfoo')).toEqual(['1 [o]ne', '2 tw[o] two', '4 f[o]o']);
    expect(found('^t', 'one\ntwo\n')).toEqual(['2 [t]wo']);
    expect(found('o$', 'oo\nto ')).toEqual(['1 o[o]']);
    expect(found('', 'a\n\nb\n')).toEqual(['1 []a', '2 []', '3 []b']);
    expect(found('TWO|E+', 'one\ntwo', true)).toEqual(['1 on[e]', '2 [two]']);
  });

  it('lets matches go on in the next line', () => {
    expect(found('a\\nb', 'xa\nby\na\n')).toEqual(['1 x[a\nb]y']);
    expect(found('a\\s+b', 'a\n\nb c\na b')).toEqual(['1 [a\n\nb] c', '2 [a b]']);
    expect(found('d\\Z', 'd\nd')).toEqual(['2 [d]']);
    expect(found('\\Ad', 'd\nd')).toEqual(['1 [d]']);
  });

  it('gives the same with every engine', () => {
    const long = `${'ab '.repeat(500)}x1\n${'b'.repeat(3000)}\nx 22 x33`;
    expect(found('x\\d+', long)).toEqual([`1 ${'ab '.repeat(500)}[x1]`, '3 x 22 [x33]']);
    expect(found('x\\s*\\d+', long)).toEqual([`1 ${'ab '.repeat(500)}[x1]`, '3 [x 22] x33']);
    expect(found('(?:x[0-9]*)*3', long)).toEqual(['3 x 22 [x33]']);
    expect(found('(?:x|y)\\w*\\d', long)).toEqual([`1 ${'ab '.repeat(500)}[x1]`, '3 x 22 [x33]']);
  });

  it('knows all matches of a line', () => {
    const search = new LineSearch('o*');
    const [line] = search.lines('foo o');
    expect([...search.spans(line as NonNullable<typeof line>)]).toEqual([
      [0, 0],
      [1, 3],
      [4, 5],
    ]);
  });

  it('refuses what is no expression', () => {
    expect(() => new LineSearch('*a')).toThrow('nothing to repeat');
  });
});
