/** Bits into bytes, the most significant one of each byte first. */

const PIECE_BYTES = 1 << 16;

export class BitWriter {
  #bytes = new Uint8Array(PIECE_BYTES * 2);
  #length = 0;
  #held = 0;
  #count = 0;

  get isFull(): boolean {
    return this.#length >= PIECE_BYTES;
  }

  /** Up to 24 bits. */
  write(count: number, value: number): void {
    this.#held = (this.#held << count) | value;
    this.#count += count;
    while (this.#count >= 8) {
      this.#count -= 8;
      if (this.#length === this.#bytes.length) {
        const grown = new Uint8Array(2 * this.#length);
        grown.set(this.#bytes);
        this.#bytes = grown;
      }
      this.#bytes[this.#length++] = this.#held >>> this.#count;
    }
    this.#held &= (1 << this.#count) - 1;
  }

  write32(value: number): void {
    this.write(16, value >>> 16);
    this.write(16, value & 0xffff);
  }

  /** Fills the last byte with zeros. */
  align(): void {
    if (this.#count > 0) this.write(8 - this.#count, 0);
  }

  /** Whole bytes so far, good until the next write. */
  take(): Uint8Array {
    const piece = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return piece;
  }
}
