/** Bits from pieces, the most significant one of each byte first. */
import type { Pieces } from '../../platform/index.js';

const ENDED = new Error('the stream has ended');

export class BitReader {
  /** Thrown at the end of the pieces; caught by whoever decodes. */
  static readonly ENDED = ENDED;
  readonly #pieces: Iterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Up to 31 bits, right-aligned. */
  #held = 0;
  #count = 0;

  constructor(pieces: Pieces) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  #byte(): number {
    while (this.#at === this.#piece.length) {
      const { done, value } = this.#pieces.next();
      if (done === true) throw ENDED;
      this.#piece = value;
      this.#at = 0;
    }
    return this.#piece[this.#at++] as number;
  }

  /** Up to 24 bits. */
  read(count: number): number {
    while (this.#count < count) {
      this.#held = ((this.#held << 8) | this.#byte()) & 0x7fffffff;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#held >>> this.#count) & ((1 << count) - 1);
  }

  /** 32 bits, signed. */
  read32(): number {
    const high = this.read(16);
    return (high << 16) | this.read(16);
  }
}
