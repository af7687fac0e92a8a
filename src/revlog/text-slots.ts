/** Reusable memory for full texts while a whole revlog is visited. */
import { HASH_HEADROOM } from './node-hash.js';

const SMALLEST_SHIFT = 10;
/** Free slots are kept up to this many bytes in all. */
const MOST_FREE_BYTES = 64 << 20;

/** Hands out arrays with room for a text and {@link HASH_HEADROOM}; sizes are powers of two, so that they fit again. */
export class TextSlots {
  readonly #free: Uint8Array[][] = [];
  #freeBytes = 0;

  acquire(textLength: number): Uint8Array {
    const shift = Math.max(SMALLEST_SHIFT, 32 - Math.clz32(HASH_HEADROOM + textLength - 1));
    const slot = this.#free[shift]?.pop();
    if (slot === undefined) return new Uint8Array(2 ** shift);
    this.#freeBytes -= slot.length;
    return slot;
  }

  release(slot: Uint8Array): void {
    if (this.#freeBytes + slot.length > MOST_FREE_BYTES) return;
    this.#freeBytes += slot.length;
    const shift = 31 - Math.clz32(slot.length);
    (this.#free[shift] ??= []).push(slot);
  }
}
