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

/** Start and end of every stretch of the base that a delta keeps, and how far it moves; reused, see {@link applyInPlace}. */
let kept = new Int32Array(3 << 8);

/**
 * As {@link applyDelta}, but the new text takes the place of the old one `text[start, textEnd)`: only what lies behind a
 * hunk that changes the length is moved. The text's array must have room for the new length, and not be the delta's.
 * O(size of the delta + bytes moved).
 */
export function applyInPlace(
  delta: Uint8Array,
  deltaStart: number,
  deltaEnd: number,
  text: Uint8Array,
  start: number,
  textEnd: number,
): void {
  let used = 0;
  let from = start;
  let shift = 0;
  for (let at = deltaStart; at < deltaEnd; ) {
    const hunkStart = start + word(delta, at);
    const hunkEnd = start + word(delta, at + 4);
    const count = word(delta, at + 8);
    at += HUNK_HEADER_BYTES + count;
    if (shift !== 0 && hunkStart > from) used = keep(used, from, hunkStart, shift);
    shift += count - (hunkEnd - hunkStart);
    from = hunkEnd;
  }
  if (shift !== 0 && textEnd > from) used = keep(used, from, textEnd, shift);
  // What moves up must not be written over by what lies below it and moves up, too: from the end. What moves down, from
  // the start. One kind never writes over the other, as order and distances stay those of a text.
  for (let i = used - 3; i >= 0; i -= 3) if ((kept[i + 2] as number) > 0) move(text, i);
  for (let i = 0; i < used; i += 3) if ((kept[i + 2] as number) < 0) move(text, i);
  // New content goes in last: its place may have been the source of a move.
  shift = start;
  for (let at = deltaStart; at < deltaEnd; ) {
    const hunkStart = word(delta, at);
    const hunkEnd = word(delta, at + 4);
    const count = word(delta, at + 8);
    at += HUNK_HEADER_BYTES;
    copyBytes(delta, at, at + count, text, hunkStart + shift);
    at += count;
    shift += count - (hunkEnd - hunkStart);
  }
}

function keep(used: number, from: number, end: number, shift: number): number {
  if (used === kept.length) {
    const grown = new Int32Array(used * 2);
    grown.set(kept);
    kept = grown;
  }
  kept[used] = from;
  kept[used + 1] = end;
  kept[used + 2] = shift;
  return used + 3;
}

function move(text: Uint8Array, i: number): void {
  const from = kept[i] as number;
  text.copyWithin(from + (kept[i + 2] as number), from, kept[i + 1]);
}
