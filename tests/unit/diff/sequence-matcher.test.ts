import { describe, expect, it } from 'vitest';
import { replacedItems } from '../../../src/diff/index.js';

const replaced = (first: string, second: string) =>
  replacedItems([...first], [...second]).map(
    ({ start1, end1, start2, end2 }) => `${first.slice(start1, end1)}>${second.slice(start2, end2)}`,
  );

describe('comparing lists', () => {
  it('keeps the longest common run first', () => {
    expect(replaced('', '')).toEqual([]);
    expect(replaced('abc', 'abc')).toEqual([]);
    expect(replaced('', 'ab')).toEqual(['>ab']);
    expect(replaced('ab', '')).toEqual(['ab>']);
    expect(replaced('qabxcd', 'abycdf')).toEqual(['q>', 'x>y', '>f']);
    expect(replaced('abcbd', 'bdabc')).toEqual(['>bd', 'bd>']);
  });

  it('does not begin runs with what is in long lists too often', () => {
    const many = Array.from({ length: 300 }, () => 'x');
    expect(replacedItems(['x', 'a'], [...many, 'a'])).toEqual([{ start1: 0, end1: 0, start2: 0, end2: 299 }]);
    expect(replacedItems(['x'], many)).toEqual([{ start1: 1, end1: 1, start2: 1, end2: 300 }]);
  });
});
