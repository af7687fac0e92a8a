/** Applying one delta to one text, in one pass, without building anything in between. */
import { invalidPatch } from './invalid-patch.js';
import { HUNK_HEADER_BYTES } from './layout.js';

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

// A typed-array view costs more than the copy itself for the short runs that most hunks hold.
const SHORT_COPY = 48;

/** Copies `source[from, to)` to `target` at `at`; the ranges may overlap only when the arrays differ. */
export function copyBytes(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
): void {
  if (to - from > SHORT_COPY) target.set(source.subarray(from, to), at);
  else for (let i = from, j = at; i < to; ) target[j++] = source[i++] as number;
}

/**
 * The length of the text that a delta makes of a text of `baseLength` bytes. Checks every hunk, so that
 * {@link applyDelta} may then write without looking. O(hunks).
 * @throws HgError `corruption` when the delta does not parse or does not fit.
 */
export function patchedLength(delta: Uint8Array, start: number, end: number, baseLength: number): number {
  let at = start;
  let last = 0;
  let length = baseLength;
  while (at < end) {
    if (end - at < HUNK_HEADER_BYTES) throw invalidPatch('patch cannot be decoded');
    const from = word(delta, at);
    const to = word(delta, at + 4);
    const count = word(delta, at + 8);
    if (from < last || to < from || to > baseLength || count < 0 || count > end - at - HUNK_HEADER_BYTES)
      throw invalidPatch('invalid patch');
    last = to;
    length += count - (to - from);
    at += HUNK_HEADER_BYTES + count;
  }
  return length;
}

/**
 * Applies `delta[start, end)` to `base[baseStart, baseEnd)`, writing the new text into `target` at `targetStart`. The
 * delta must have passed {@link patchedLength}, and the target must have that much room and not overlap the base.
 * O(size of the new text).
 */
export function applyDelta(
  delta: Uint8Array,
  start: number,
  end: number,
  base: Uint8Array,
  baseStart: number,
  baseEnd: number,
  target: Uint8Array,
  targetStart: number,
): void {
  let from = baseStart;
  let out = targetStart;
  for (let at = start; at < end; ) {
    const hunkStart = baseStart + word(delta, at);
    const hunkEnd = baseStart + word(delta, at + 4);
    const count = word(delta, at + 8);
    at += HUNK_HEADER_BYTES;
    copyBytes(base, from, hunkStart, target, out);
    out += hunkStart - from;
    copyBytes(delta, at, at + count, target, out);
    out += count;
    at += count;
    from = hunkEnd;
  }
  copyBytes(base, from, baseEnd, target, out);
}
