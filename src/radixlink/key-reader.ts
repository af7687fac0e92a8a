/** Resolves the key references of a compact index. */
export interface KeyReader {
  /** Nibbles of a key; -1 when there is none with that reference (the index is damaged, or of another source). */
  nibbles(reference: number): number;
  /** Nibble `index` of a key, the high one of each byte first. */
  nibble(reference: number, index: number): number;
}

/** Keys of one length that lie in a buffer: key `reference` starts at `first + reference * stride`. */
export class FixedKeyReader implements KeyReader {
  readonly #bytes: Uint8Array;
  readonly #first: number;
  readonly #stride: number;
  readonly #keyBytes: number;

  constructor(bytes: Uint8Array, first: number, stride: number, keyBytes: number) {
    this.#bytes = bytes;
    this.#first = first;
    this.#stride = stride;
    this.#keyBytes = keyBytes;
  }

  nibbles(reference: number): number {
    const at = this.#first + reference * this.#stride;
    return at + this.#keyBytes <= this.#bytes.length ? this.#keyBytes * 2 : -1;
  }

  nibble(reference: number, index: number): number {
    const byte = this.#bytes[this.#first + reference * this.#stride + (index >> 1)] as number;
    return (index & 1) === 0 ? byte >> 4 : byte & 15;
  }
}
