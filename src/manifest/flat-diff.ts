/** Which lines differ between two manifest texts, in one pass over the bytes. */
import type { ByteString } from '../bytes/index.js';
import { checkedNul, checkManifestEnd, lineEnd } from './manifest-lines.js';

/** Gets the start of a line on each side, or -1 where the path is absent. In order of the path. */
export type DifferenceVisitor = (leftStart: number, rightStart: number) => void;

const LF = 0x0a;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Bytes that both have in common at the start, four at a time. */
function commonPrefix(left: Uint8Array, right: Uint8Array): number {
  const limit = Math.min(left.length, right.length);
  const a = viewOf(left);
  const b = viewOf(right);
  let at = 0;
  while (at + 4 <= limit && a.getInt32(at) === b.getInt32(at)) at += 4;
  while (at < limit && left[at] === right[at]) at++;
  return at;
}

/** Bytes that both have in common at the end, not more than `limit`. */
function commonSuffix(left: Uint8Array, right: Uint8Array, limit: number): number {
  const a = viewOf(left);
  const b = viewOf(right);
  let count = 0;
  while (count + 4 <= limit && a.getInt32(left.length - count - 4) === b.getInt32(right.length - count - 4))
    count += 4;
  while (count < limit && left[left.length - count - 1] === right[right.length - count - 1]) count++;
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
  const prefix = commonPrefix(left, right);
  if (prefix === left.length && prefix === right.length) return;
  // Back to the start of the line in which they part.
  let a = prefix === 0 ? 0 : left.lastIndexOf(LF, prefix - 1) + 1;
  let b = a;
  const suffix = commonSuffix(left, right, Math.min(left.length, right.length) - a);
  // The first whole line inside the common end.
  const leftEnd = suffix === 0 ? left.length : lineEnd(left, left.length - suffix);
  const rightEnd = right.length - (left.length - leftEnd);
  while (a < leftEnd && b < rightEnd) {
    let i = 0;
    let byte = left[a];
    let differsInPath = true;
    while (byte === right[b + i] && byte !== LF) {
      if (byte === 0) differsInPath = false;
      byte = left[a + ++i];
    }
    if (byte === LF && right[b + i] === LF) {
      a += i + 1;
      b += i + 1;
      continue;
    }
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
