import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../../src/bytes/index.js';
import { mergeTags } from '../../../../src/repo/merge/merge-tags.js';

const merged = (base: string, local: string, other: string): string | undefined => {
  const result = mergeTags(bytesOf(base), bytesOf(local), bytesOf(other));
  return result === undefined ? undefined : byteStringOf(result);
};

describe('mergeTags', () => {
  it('adds what the other side has tagged', () => {
    expect(merged('1 a\n', '1 a\n2 b\n', '1 a\n3 c\n')).toBe('1 a\n2 b\n3 c\n');
  });
  it('takes a tag that only the other side has moved', () => {
    expect(merged('1 a\n', '1 a\n', '1 a\n1 a\n2 a\n')).toBe('1 a\n2 a\n');
  });
  it('keeps one that only this side has moved', () => {
    expect(merged('1 a\n', '1 a\n2 a\n', '1 a\n')).toBe('1 a\n2 a\n');
  });
  it('gives up when both have moved one', () => {
    expect(merged('1 a\n', '1 a\n2 a\n', '1 a\n3 a\n')).toBeUndefined();
  });
});
