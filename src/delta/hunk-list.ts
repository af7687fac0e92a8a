/** The hunks of a delta while it is being computed, as positions in both texts. */
import { HUNK_HEADER_BYTES } from './layout.js';

/** Numbers per hunk: bytes `[0], [1]` of the old text become bytes `[2], [3]` of the new one. */
const STRIDE = 4;

/** Small deltas share buffers of this many bytes: a buffer each costs more than the rest of the work. */
const SLAB_BYTES = 16_384;
const SMALL_BYTES = 1024;
let slab = new ArrayBuffer(0);
let slabUsed = 0;

function allocate(length: number): Uint8Array {
  if (length > SMALL_BYTES) return new Uint8Array(length);
  if (slabUsed + length > slab.byteLength) {
    slab = new ArrayBuffer(SLAB_BYTES);
    slabUsed = 0;
  }
  slabUsed += length;
  return new Uint8Array(slab, slabUsed - length, length);
}

/** Hunks must be added in ascending order. */
export class HunkList {
  #hunks = new Int32Array(64 * STRIDE);
  #used = 0;

  clear(): void {
    this.#used = 0;
    if (this.#hunks.length > 1 << 18) this.#hunks = new Int32Array(64 * STRIDE);
  }

  /**
   * Adds "old `[from, to)` becomes new `[start, end)`". Equal bytes between two hunks that take no more room than a
   * hunk's header are taken into the one hunk: that is not longer, and sooner applied.
   */
  add(from: number, to: number, start: number, end: number): void {
    if (from === to && start === end) return;
    const hunks = this.#hunks;
    const last = this.#used - STRIDE;
    if (last >= 0 && from - (hunks[last + 1] as number) <= HUNK_HEADER_BYTES) {
      hunks[last + 1] = to;
      hunks[last + 3] = end;
      return;
    }
    if (this.#used + STRIDE > hunks.length) {
      this.#hunks = new Int32Array(hunks.length * 2);
      this.#hunks.set(hunks);
    }
    const target = this.#hunks;
    target[this.#used] = from;
    target[this.#used + 1] = to;
    target[this.#used + 2] = start;
    target[this.#used + 3] = end;
    this.#used += STRIDE;
  }

  /** The delta, with new bytes from `text`. */
  encode(text: Uint8Array): Uint8Array {
    const hunks = this.#hunks;
    let length = 0;
    for (let i = 0; i < this.#used; i += STRIDE)
      length += HUNK_HEADER_BYTES + (hunks[i + 3] as number) - (hunks[i + 2] as number);
    const delta = allocate(length);
    let at = 0;
    for (let i = 0; i < this.#used; i += STRIDE) {
      const start = hunks[i + 2] as number;
      const end = hunks[i + 3] as number;
      at = putWord(delta, at, hunks[i] as number);
      at = putWord(delta, at, hunks[i + 1] as number);
      at = putWord(delta, at, end - start);
      if (end - start > 64) delta.set(text.subarray(start, end), at);
      else for (let k = start, to = at; k < end; ) delta[to++] = text[k++] as number;
      at += end - start;
    }
    return delta;
  }
}

function putWord(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
  return at + 4;
}
