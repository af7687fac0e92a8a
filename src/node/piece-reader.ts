/** Runs of bytes from pieces of any size. */
import type { Pieces } from '../platform/index.js';

/** What is taken is good until the next call. */
export class PieceReader {
  readonly #pieces: Iterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #at = 0;
  #joined = new Uint8Array(1 << 10);

  constructor(pieces: Pieces) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** Undefined when the pieces end before. */
  take(count: number): Uint8Array | undefined {
    if (this.#at + count <= this.#piece.length) {
      this.#at += count;
      return this.#piece.subarray(this.#at - count, this.#at);
    }
    if (this.#joined.length < count) this.#joined = new Uint8Array(2 * count);
    for (let got = 0; ; ) {
      const part = this.#piece.subarray(this.#at, this.#at + count - got);
      this.#joined.set(part, got);
      got += part.length;
      this.#at += part.length;
      if (got === count) return this.#joined.subarray(0, count);
      if (!this.#next()) return undefined;
    }
  }

  /** False when the pieces end before. */
  skip(count: number): boolean {
    for (let left = count; ; ) {
      const part = Math.min(left, this.#piece.length - this.#at);
      this.#at += part;
      left -= part;
      if (left === 0) return true;
      if (!this.#next()) return false;
    }
  }

  #next(): boolean {
    const { done, value } = this.#pieces.next();
    if (done === true) return false;
    this.#piece = value;
    this.#at = 0;
    return true;
  }
}
