/** Which lines differ between two manifest texts, in one pass over the bytes. */
import type { ByteString } from '../bytes/index.js';
import { checkedNul, checkManifestEnd, lineEnd } from './manifest-lines.js';

/** Gets the start of a line on each side, or -1 where the path is absent. In order of the path. */
export type DifferenceVisitor = (leftStart: number, rightStart: number) => void;

const LF = 0x0a;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Bytes that both have in common from `a` and `b` on, not more than `limit`; sixteen at a time. */
function commonBytes(left: DataView, a: number, right: DataView, b: number, limit: number): number {
  let at = 0;
  while (
    at + 16 <= limit &&
    ((left.getInt32(a + at) ^ right.getInt32(b + at)) |
      (left.getInt32(a + at + 4) ^ right.getInt32(b + at + 4)) |
      (left.getInt32(a + at + 8) ^ right.getInt32(b + at + 8)) |
      (left.getInt32(a + at + 12) ^ right.getInt32(b + at + 12))) ===
      0
  )
    at += 16;
  while (at < limit && left.getUint8(a + at) === right.getUint8(b + at)) at++;
  return at;
}

/** Bytes that both have in common at the end, not more than `limit`; sixteen at a time. */
function commonSuffix(left: DataView, right: DataView, limit: number): number {
  const a = left.byteLength;
  const b = right.byteLength;
  let count = 0;
  while (
    count + 16 <= limit &&
    ((left.getInt32(a - count - 4) ^ right.getInt32(b - count - 4)) |
      (left.getInt32(a - count - 8) ^ right.getInt32(b - count - 8)) |
      (left.getInt32(a - count - 12) ^ right.getInt32(b - count - 12)) |
      (left.getInt32(a - count - 16) ^ right.getInt32(b - count - 16))) ===
      0
  )
    count += 16;
  while (count < limit && left.getUint8(a - count - 1) === right.getUint8(b - count - 1)) count++;
  return count;
}

/**
 * Compares two texts. O(n) in bytes; skips what they share at both ends without looking for lines.
 * @throws CorruptionError when a line that differs is damaged.
 */
export function diffManifestTexts(
  left: Uint8Array,
  right: Uint8Array,
  names: readonly [ByteString, ByteString],
  visit: DifferenceVisitor,
): void {
  checkManifestEnd(left, names[0]);
  checkManifestEnd(right, names[1]);
  const leftView = viewOf(left);
  const rightView = viewOf(right);
  const prefix = commonBytes(leftView, 0, rightView, 0, Math.min(left.length, right.length));
  if (prefix === left.length && prefix === right.length) return;
  // Back to the start of the line in which they part.
  let a = prefix === 0 ? 0 : left.lastIndexOf(LF, prefix - 1) + 1;
  let b = a;
  const suffix = commonSuffix(leftView, rightView, Math.min(left.length, right.length) - a);
  // The first whole line inside the common end.
  const leftEnd = suffix === 0 ? left.length : lineEnd(left, left.length - suffix);
  const rightEnd = right.length - (left.length - leftEnd);
  while (a < leftEnd && b < rightEnd) {
    // Both stand at the start of a line; what they share from here on may be many lines.
    const same = commonBytes(leftView, a, rightView, b, Math.min(leftEnd - a, rightEnd - b));
    if (same > 0) {
      const line = left.lastIndexOf(LF, a + same - 1) + 1;
      if (line > a) {
        b += line - a;
        a = line;
        continue;
      }
    }
    const i = same;
    const nul = left.indexOf(0, a);
    const differsInPath = nul < 0 || nul >= a + i;
    const aEnd = lineEnd(left, a + i);
    const bEnd = lineEnd(right, b + i);
    checkedNul(left, a, aEnd, names[0]);
    checkedNul(right, b, bEnd, names[1]);
    if (!differsInPath) {
      visit(a, b);
      a = aEnd;
      b = bEnd;
    } else if ((left[a + i] as number) < (right[b + i] as number)) {
      visit(a, -1);
      a = aEnd;
    } else {
      visit(-1, b);
      b = bEnd;
    }
  }
  for (let end: number; a < leftEnd; a = end) {
    checkedNul(left, a, (end = lineEnd(left, a)), names[0]);
    visit(a, -1);
  }
  for (let end: number; b < rightEnd; b = end) {
    checkedNul(right, b, (end = lineEnd(right, b)), names[1]);
    visit(-1, b);
  }
}
