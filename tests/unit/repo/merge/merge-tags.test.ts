import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../../src/bytes/index.js';
import { mergeTags } from '../../../../src/repo/merge/merge-tags.js';

/** Of a node, one digit stands for all. */
const long = (text: string): Uint8Array => bytesOf(text.replace(/^\d(?= )/gm, (digit) => digit.repeat(40)));
const merged = (base: string, local: string, other: string): string | readonly string[] => {
  const { content, conflicts } = mergeTags(long(base), long(local), long(other));
  return conflicts.length > 0 ? conflicts : byteStringOf(content).replace(/^(\d)\1{39}(?= )/gm, '$1');
};

describe('mergeTags', () => {
  it('adds what the other side has tagged, and leaves out lines that are no tags', () => {
    expect(merged('1 a\n', '1 a\nno tag\n2 b\n', '1 a\nshort x\n3 c\n')).toBe('3 c\n1 a\n2 b\n');
  });
  it('takes a tag that only the other side has moved', () => {
    expect(merged('1 a\n', '1 a\n2 b\n', '1 a\n1 a\n2 a\n')).toBe('1 a\n1 a\n2 a\n2 b\n');
  });
  it('keeps one that only this side has moved', () => {
    expect(merged('1 a\n', '1 a\n2 a\n', '1 a\n')).toBe('1 a\n2 a\n');
  });
  it('gives up when both have moved one', () => {
    expect(merged('1 a\n', '1 a\n2 a\n', '1 a\n3 a\n')).toEqual(['a']);
  });
});
