/**
 * A text from a base and its deltas in order, in one of two ways. What is made has {@link HASH_HEADROOM} bytes free before
 * it, in memory of its own.
 */
import { applyInPlace, copyBytes, DeltaFolder, patchedLength } from '../delta/index.js';
import { HASH_HEADROOM } from './node-hash.js';

const NOTHING = new Uint8Array(0);
const FIRST_BYTES = 1 << 14;
const KEEP_BYTES = 4 << 20;

/** Applies each delta at once, moving only what lies behind a hunk that changes the length: least work for usual texts. */
export class TextInPlace {
  #buffer = NOTHING;
  #length = 0;

  /** @param longest bytes of the longest text on the way, as far as known. */
  begin(bytes: Uint8Array, start: number, end: number, longest: number): void {
    this.#length = end - start;
    this.#buffer = new Uint8Array(HASH_HEADROOM + Math.max(this.#length, longest));
    copyBytes(bytes, start, end, this.#buffer, HASH_HEADROOM);
  }

  /** @throws HgError `corruption` when the delta does not parse or does not fit. */
  add(delta: Uint8Array, start: number, end: number): void {
    const length = patchedLength(delta, start, end, this.#length);
    if (HASH_HEADROOM + length > this.#buffer.length) {
      const grown = new Uint8Array(HASH_HEADROOM + 2 * length);
      grown.set(this.#buffer.subarray(0, HASH_HEADROOM + this.#length));
      this.#buffer = grown;
    }
    applyInPlace(delta, start, end, this.#buffer, HASH_HEADROOM, HASH_HEADROOM + this.#length);
    this.#length = length;
  }

  finish(): Uint8Array {
    return this.#buffer.subarray(HASH_HEADROOM, HASH_HEADROOM + this.#length);
  }

  /** Forgets the text, which belongs to others now. */
  release(): void {
    this.#buffer = NOTHING;
  }
}

/** Folds all deltas into one, applied at the end: for texts so large that moving their parts for every delta takes long. */
export class FoldedText {
  readonly #folder = new DeltaFolder();
  #base = new Uint8Array(FIRST_BYTES);
  #baseLength = 0;

  begin(bytes: Uint8Array, start: number, end: number): void {
    this.#folder.reset();
    this.#baseLength = end - start;
    if (this.#baseLength > this.#base.length) this.#base = new Uint8Array(this.#baseLength);
    copyBytes(bytes, start, end, this.#base, 0);
  }

  /** @throws HgError `corruption` when the delta does not parse. */
  add(delta: Uint8Array, start: number, end: number): void {
    this.#folder.add(delta, start, end);
  }

  /** @throws HgError `corruption` when a delta does not fit. */
  finish(): Uint8Array {
    const length = this.#folder.fold(this.#baseLength);
    const buffer = new Uint8Array(HASH_HEADROOM + length);
    this.#folder.apply(this.#base, 0, this.#baseLength, buffer, HASH_HEADROOM);
    return buffer.subarray(HASH_HEADROOM);
  }

  release(): void {
    if (this.#base.length > KEEP_BYTES) this.#base = new Uint8Array(FIRST_BYTES);
  }
}
