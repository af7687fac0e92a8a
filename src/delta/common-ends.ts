/** How far two texts agree from some place on, or back from their ends; a word at a time. */

/** First position in `a[at, end)` where the texts differ, `b` being looked at `shift` bytes further; or `end`. */
export function firstDifference(a: DataView, b: DataView, at: number, end: number, shift: number): number {
  while (
    at + 16 <= end &&
    ((a.getInt32(at, true) ^ b.getInt32(at + shift, true)) |
      (a.getInt32(at + 4, true) ^ b.getInt32(at + shift + 4, true)) |
      (a.getInt32(at + 8, true) ^ b.getInt32(at + shift + 8, true)) |
      (a.getInt32(at + 12, true) ^ b.getInt32(at + shift + 12, true))) ===
      0
  )
    at += 16;
  while (at + 4 <= end && a.getInt32(at, true) === b.getInt32(at + shift, true)) at += 4;
  while (at < end && a.getUint8(at) === b.getUint8(at + shift)) at++;
  return at;
}

/** The least position in `a[start, at]` from which on both agree up to `at`; `b` is looked at `shift` bytes further. */
export function lastDifference(a: DataView, b: DataView, start: number, at: number, shift: number): number {
  while (
    at - 16 >= start &&
    ((a.getInt32(at - 4, true) ^ b.getInt32(at + shift - 4, true)) |
      (a.getInt32(at - 8, true) ^ b.getInt32(at + shift - 8, true)) |
      (a.getInt32(at - 12, true) ^ b.getInt32(at + shift - 12, true)) |
      (a.getInt32(at - 16, true) ^ b.getInt32(at + shift - 16, true))) ===
      0
  )
    at -= 16;
  while (at - 4 >= start && a.getInt32(at - 4, true) === b.getInt32(at + shift - 4, true)) at -= 4;
  while (at > start && a.getUint8(at - 1) === b.getUint8(at + shift - 1)) at--;
  return at;
}
