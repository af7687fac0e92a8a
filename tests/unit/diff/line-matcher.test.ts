import { describe, expect, it } from 'vitest';
import { LineMatcher } from '../../../src/diff/index.js';

const ones = (length: number) => new Array<number>(length).fill(1);
const blocks = (a: number[], b: number[]) => [
  ...new LineMatcher().match(Int32Array.from(a), Int32Array.from(b), 10),
];

// Expected values were printed by hg's own implementation.
describe('LineMatcher, where a line is too frequent to find runs', () => {
  it('starts at the corner when nothing else is found', () => {
    expect(blocks(ones(1200), ones(1200))).toEqual([0, 1200, 0, 1200, 1200, 1200, 1200, 1200]);
    expect(blocks([2, ...ones(1200)], [3, ...ones(1200)])).toEqual([1201, 1201, 1201, 1201]);
    expect(blocks(ones(2000), ones(1200))).toEqual([0, 1200, 0, 1200, 2000, 2000, 1200, 1200]);
  });
  it('stops at the first line, which counts as seen', () => {
    const text = [...ones(1200), 5];
    expect(blocks(text, text)).toEqual([0, 1201, 0, 1201, 1201, 1201, 1201, 1201, 1201, 1201, 1201, 1201]);
    const b = [...ones(1200), 7, ...ones(1200)];
    expect(blocks([1, 1, 1, 7, 1, 1], b)).toEqual([0, 3, 0, 3, 3, 6, 1200, 1203, 6, 6, 2401, 2401]);
  });
  it.each([
    [999, 999],
    [1001, 998],
    [1500, 666],
    [31000, 31],
    [50000, 50],
  ])('counts lines of a text of %i lines as frequent above %i', (length, most) => {
    const text = (times: number) =>
      Int32Array.from({ length }, (_, line) => (line < length - times ? line + 10 : 1));
    const matcher = new LineMatcher();
    const a = Int32Array.of(2, 1, 3);
    expect(matcher.match(a, text(most), length + 10).length).toBe(8);
    if (most < length) expect(matcher.match(a, text(most + 1), length + 10).length).toBe(4);
  });
});
