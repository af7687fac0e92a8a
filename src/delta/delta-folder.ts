/** Folds a chain of deltas into one patch, and applies that once. */
import { copyBytes } from './apply.js';
import { invalidPatch } from './invalid-patch.js';
import { HUNK_HEADER_BYTES } from './layout.js';

/** Numbers per hunk: start and end in the old text, start and length of the new bytes in the arena. */
const STRIDE = 4;
/** Scratch memory above this many bytes is not kept for the next chain. */
const KEEP_BYTES = 4 << 20;

/**
 * Collects deltas in the order they apply and folds neighbours pairwise, which costs O(hunks * log(deltas)) whatever the
 * size of the texts. All new bytes lie in one arena; hunks are quadruples in one `Int32Array` per generation; nothing
 * is allocated per hunk. Reusable: {@link reset} starts the next chain. Not re-entrant.
 */
export class DeltaFolder {
  #arena = new Uint8Array(1 << 14);
  #arenaLength = 0;
  #view = new DataView(this.#arena.buffer);
  #hunks = new Int32Array(1 << 10);
  #spare = new Int32Array(1 << 10);
  /** Numbers used in `#hunks`. */
  #used = 0;
  /** Where the hunks of each patch end, in `#hunks`. */
  #ends: number[] = [];

  reset(): void {
    this.#arenaLength = 0;
    this.#used = 0;
    this.#ends.length = 0;
    if (this.#arena.length > KEEP_BYTES) {
      this.#arena = new Uint8Array(1 << 14);
      this.#view = new DataView(this.#arena.buffer);
    }
    if (this.#hunks.length * 4 > KEEP_BYTES) this.#hunks = new Int32Array(1 << 10);
    if (this.#spare.length * 4 > KEEP_BYTES) this.#spare = new Int32Array(1 << 10);
  }

  /**
   * Adds the next delta; its bytes are copied.
   * @throws HgError `corruption` when it does not parse.
   */
  add(delta: Uint8Array, start: number, end: number): void {
    const length = end - start;
    let at = this.#arenaLength;
    const stop = at + length;
    if (stop > this.#arena.length) this.#growArena(stop);
    copyBytes(delta, start, end, this.#arena, at);
    this.#arenaLength = stop;
    const view = this.#view;
    let last = 0;
    while (at < stop) {
      if (stop - at < HUNK_HEADER_BYTES) throw invalidPatch('patch cannot be decoded');
      const from = view.getInt32(at);
      const to = view.getInt32(at + 4);
      const count = view.getInt32(at + 8);
      at += HUNK_HEADER_BYTES;
      if (from < last || to < from || count < 0 || count > stop - at) throw invalidPatch('invalid patch');
      if (this.#used + STRIDE > this.#hunks.length) this.#growHunks();
      const hunks = this.#hunks;
      const used = this.#used;
      hunks[used] = from;
      hunks[used + 1] = to;
      hunks[used + 2] = at;
      hunks[used + 3] = count;
      this.#used = used + STRIDE;
      last = to;
      at += count;
    }
    this.#ends.push(this.#used);
  }

  #growArena(least: number): void {
    const arena = new Uint8Array(Math.max(this.#arena.length * 2, least));
    arena.set(this.#arena.subarray(0, this.#arenaLength));
    this.#arena = arena;
    this.#view = new DataView(arena.buffer);
  }

  #growHunks(): void {
    const hunks = new Int32Array(this.#hunks.length * 2);
    hunks.set(this.#hunks);
    this.#hunks = hunks;
  }

  /**
   * Folds everything added into one patch.
   * @returns the length of the text it makes of a base of `baseLength` bytes.
   * @throws HgError `corruption` when a delta reaches beyond the text it applies to.
   */
  fold(baseLength: number): number {
    while (this.#ends.length > 1) this.#foldPairs();
    const hunks = this.#hunks;
    let length = baseLength;
    let last = 0;
    for (let i = 0; i < this.#used; i += STRIDE) {
      const from = hunks[i] as number;
      const to = hunks[i + 1] as number;
      if (from < last || to < from || to > baseLength) throw invalidPatch('invalid patch');
      length += (hunks[i + 3] as number) - (to - from);
      last = to;
    }
    return length;
  }

  /** One round: patches 0 and 1 become one, 2 and 3, and so on. */
  #foldPairs(): void {
    const ends = this.#ends;
    // Every hunk of the later patch splits at most two of the earlier one's.
    const most = this.#used * 3;
    if (this.#spare.length < most) this.#spare = new Int32Array(Math.max(most, this.#spare.length * 2));
    const target = this.#spare;
    let out = 0;
    let start = 0;
    let count = 0;
    for (let i = 0; i < ends.length; i += 2) {
      const middle = ends[i] as number;
      if (i + 1 === ends.length) {
        target.set(this.#hunks.subarray(start, middle), out);
        out += middle - start;
        start = middle;
      } else {
        const end = ends[i + 1] as number;
        out = combine(this.#hunks, start, middle, end, target, out);
        start = end;
      }
      ends[count++] = out;
    }
    ends.length = count;
    this.#spare = this.#hunks;
    this.#hunks = target;
    this.#used = out;
  }

  /**
   * Applies the folded patch to `base[baseStart, baseEnd)`. Call {@link fold} with that length first, and give a
   * target with as much room as it said.
   */
  apply(base: Uint8Array, baseStart: number, baseEnd: number, target: Uint8Array, targetStart: number): void {
    const hunks = this.#hunks;
    const arena = this.#arena;
    let from = baseStart;
    let out = targetStart;
    for (let i = 0; i < this.#used; i += STRIDE) {
      const hunkStart = baseStart + (hunks[i] as number);
      const data = hunks[i + 2] as number;
      const count = hunks[i + 3] as number;
      copyBytes(base, from, hunkStart, target, out);
      out += hunkStart - from;
      copyBytes(arena, data, data + count, target, out);
      out += count;
      from = baseStart + (hunks[i + 1] as number);
    }
    copyBytes(base, from, baseEnd, target, out);
  }
}

/**
 * Writes into `target` at `out` one patch that does what the patch `hunks[start, middle)` and then the patch
 * `hunks[middle, end)` do; returns the end of what was written.
 *
 * Walks both in order. `shift` is (position in the middle text) - (position in the old text) after the earlier hunks
 * consumed so far; positions of a later hunk are in the middle text. An earlier hunk that a later one cuts is divided:
 * the first part carries the whole range of the old text, the rest is an insertion behind it, which says the same.
 */
function combine(
  hunks: Int32Array,
  start: number,
  middle: number,
  end: number,
  target: Int32Array,
  out: number,
): number {
  let a = start;
  let shift = 0;
  // The earlier hunk under the cursor, as far as it is not used up.
  let from = 0;
  let to = 0;
  let data = 0;
  let count = 0;
  let held = a < middle;
  if (held) {
    from = hunks[a] as number;
    to = hunks[a + 1] as number;
    data = hunks[a + 2] as number;
    count = hunks[a + 3] as number;
  }
  for (let b = middle; b < end; b += STRIDE) {
    const cutStart = hunks[b] as number;
    const cutEnd = hunks[b + 1] as number;
    // Earlier hunks that end before the cut pass unchanged.
    while (held && from + shift + count <= cutStart) {
      // An insertion or deletion exactly at the cut's start may pass, too: it stays before the new bytes.
      target[out] = from;
      target[out + 1] = to;
      target[out + 2] = data;
      target[out + 3] = count;
      out += STRIDE;
      shift += count - (to - from);
      a += STRIDE;
      held = a < middle;
      if (held) {
        from = hunks[a] as number;
        to = hunks[a + 1] as number;
        data = hunks[a + 2] as number;
        count = hunks[a + 3] as number;
      }
    }
    let newStart: number;
    if (held && from + shift < cutStart) {
      // The cut begins inside this hunk's bytes: keep those before it.
      const keep = cutStart - (from + shift);
      target[out] = from;
      target[out + 1] = to;
      target[out + 2] = data;
      target[out + 3] = keep;
      out += STRIDE;
      shift += keep - (to - from);
      from = to;
      data += keep;
      count -= keep;
      newStart = to;
    } else newStart = cutStart - shift;
    // Earlier hunks swallowed by the cut, whole or in part.
    let newEnd = newStart;
    while (held && from + shift < cutEnd) {
      const covered = cutEnd - (from + shift);
      if (covered < count) {
        // The rest of this hunk's bytes survives behind the cut, as an insertion.
        shift += covered - (to - from);
        newEnd = to;
        from = to;
        data += covered;
        count -= covered;
        break;
      }
      shift += count - (to - from);
      newEnd = to;
      a += STRIDE;
      held = a < middle;
      if (held) {
        from = hunks[a] as number;
        to = hunks[a + 1] as number;
        data = hunks[a + 2] as number;
        count = hunks[a + 3] as number;
      }
    }
    const plainEnd = cutEnd - shift;
    if (plainEnd > newEnd) newEnd = plainEnd;
    target[out] = newStart;
    target[out + 1] = newEnd;
    target[out + 2] = hunks[b + 2] as number;
    target[out + 3] = hunks[b + 3] as number;
    out += STRIDE;
  }
  if (held) {
    target[out] = from;
    target[out + 1] = to;
    target[out + 2] = data;
    target[out + 3] = count;
    out += STRIDE;
    for (a += STRIDE; a < middle; a++) target[out++] = hunks[a] as number;
  }
  return out;
}
