import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { type ConflictStyle, mergeFavouring, mergeTexts } from '../../../src/diff/index.js';

const lines = (text: string, newline = '\n') => bytesOf([...text].map((line) => line + newline).join(''));
const labels = { a: 'local', b: 'other', base: 'base' };

function merged(base: string, a: string, b: string, style: ConflictStyle = 'merge', newline = '\n'): string {
  const result = mergeTexts(lines(base, newline), lines(a, newline), lines(b, newline), style, labels);
  return byteStringOf(result.text).replaceAll(newline, '|');
}

// Expected values were printed by hg.
describe('mergeTexts', () => {
  it('joins changes that do not touch', () => {
    const result = mergeTexts(lines('abcde'), lines('Xabcde'), lines('abcdY'));
    expect(result.conflicts).toBe(false);
    expect(byteStringOf(result.text)).toBe('X\na\nb\nc\nd\nY\n');
  });
  it('marks conflicts in each style', () => {
    expect(merged('abc', 'axqc', 'ayqc')).toBe('a|<<<<<<< local|x|=======|y|>>>>>>> other|q|c|');
    expect(merged('abc', 'axc', 'ayc', 'merge3')).toBe(
      'a|<<<<<<< local|x|||||||| base|b|=======|y|>>>>>>> other|c|',
    );
    expect(merged('abcd', 'ad', 'axcd', 'mergediff')).toBe(
      'a|<<<<<<<|======= local|------- base|+++++++ other|-b|+x| c|>>>>>>>|d|',
    );
    expect(merged('abc', 'axc', 'ayc', 'mergediff', '\r\n')).toBe(
      'a|<<<<<<<|------- base|+++++++ local|-b|+x|======= other|y|>>>>>>>|c|',
    );
  });
  it('prints a line twice that belongs to both ends of a conflict', () => {
    expect(merged('zZ', 'zxxZ', 'zxxxZ')).toBe('z|x|x|<<<<<<< local|=======|>>>>>>> other|x|x|Z|');
  });
  it('takes sides', () => {
    const merge = (favour: 'a' | 'b' | 'union') =>
      byteStringOf(mergeFavouring(lines('abc'), lines('axc'), lines('aycd'), favour)).replaceAll('\n', '');
    expect([merge('a'), merge('b')]).toEqual(
      ['axc', 'aycd'].map((text, at) => (at === 0 ? `${text}d` : text)),
    );
    expect(merge('union')).toBe('axycd');
  });
});
