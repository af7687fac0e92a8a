/**
 * How far two texts agree from some place on, or back from their ends; words at a time. `| 0` spares the checks for sums
 * that do not fit a small integer.
 */

/** First position in `a[at, end)` where the texts differ, `b` being looked at `shift` bytes further; or `end`. */
export function firstDifference(a: DataView, b: DataView, at: number, end: number, shift: number): number {
  const last = (end - 32) | 0;
  let other = (at + shift) | 0;
  while (
    at <= last &&
    ((a.getInt32(at, true) ^ b.getInt32(other, true)) |
      (a.getInt32((at + 4) | 0, true) ^ b.getInt32((other + 4) | 0, true)) |
      (a.getInt32((at + 8) | 0, true) ^ b.getInt32((other + 8) | 0, true)) |
      (a.getInt32((at + 12) | 0, true) ^ b.getInt32((other + 12) | 0, true)) |
      (a.getInt32((at + 16) | 0, true) ^ b.getInt32((other + 16) | 0, true)) |
      (a.getInt32((at + 20) | 0, true) ^ b.getInt32((other + 20) | 0, true)) |
      (a.getInt32((at + 24) | 0, true) ^ b.getInt32((other + 24) | 0, true)) |
      (a.getInt32((at + 28) | 0, true) ^ b.getInt32((other + 28) | 0, true))) ===
      0
  ) {
    at = (at + 32) | 0;
    other = (other + 32) | 0;
  }
  while (at + 4 <= end && a.getInt32(at, true) === b.getInt32(at + shift, true)) at += 4;
  while (at < end && a.getUint8(at) === b.getUint8(at + shift)) at++;
  return at;
}

/** The least position in `a[start, at]` from which on both agree up to `at`; `b` is looked at `shift` bytes further. */
export function lastDifference(a: DataView, b: DataView, start: number, at: number, shift: number): number {
  const last = (start + 32) | 0;
  let other = (at + shift) | 0;
  while (
    at >= last &&
    ((a.getInt32((at - 4) | 0, true) ^ b.getInt32((other - 4) | 0, true)) |
      (a.getInt32((at - 8) | 0, true) ^ b.getInt32((other - 8) | 0, true)) |
      (a.getInt32((at - 12) | 0, true) ^ b.getInt32((other - 12) | 0, true)) |
      (a.getInt32((at - 16) | 0, true) ^ b.getInt32((other - 16) | 0, true)) |
      (a.getInt32((at - 20) | 0, true) ^ b.getInt32((other - 20) | 0, true)) |
      (a.getInt32((at - 24) | 0, true) ^ b.getInt32((other - 24) | 0, true)) |
      (a.getInt32((at - 28) | 0, true) ^ b.getInt32((other - 28) | 0, true)) |
      (a.getInt32((at - 32) | 0, true) ^ b.getInt32((other - 32) | 0, true))) ===
      0
  ) {
    at = (at - 32) | 0;
    other = (other - 32) | 0;
  }
  while (at - 4 >= start && a.getInt32(at - 4, true) === b.getInt32(at + shift - 4, true)) at -= 4;
  while (at > start && a.getUint8(at - 1) === b.getUint8(at + shift - 1)) at--;
  return at;
}
