/** Gathering small writes into pieces of a stream. */
import { bytesOfHex, NODE_BYTES, type NodeId } from '../bytes/index.js';

const PIECE_BYTES = 1 << 17;

/**
 * Bytes are appended until {@link isFull}; then {@link take} gives them out, good until the next append. One long append makes
 * the buffer longer, for that piece only.
 */
export class OutputBuffer {
  #bytes = new Uint8Array(PIECE_BYTES + (PIECE_BYTES >> 2));
  #length = 0;
  #taken = 0;

  /** Bytes appended so far, with those that were given out. */
  get total(): number {
    return this.#taken + this.#length;
  }

  get isFull(): boolean {
    return this.#length >= PIECE_BYTES;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Makes room and returns where it is in {@link bytes}. */
  reserve(count: number): number {
    const at = this.#length;
    const end = at + count;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    this.#length = end;
    return at;
  }

  /** Where {@link reserve} makes room; replaced by it. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  int32(value: number): void {
    const at = this.reserve(4);
    const bytes = this.#bytes;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
  }

  /** `source[start, end)`. */
  append(source: Uint8Array, start = 0, end = source.length): void {
    const at = this.reserve(end - start);
    this.#bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), at);
  }

  node(node: NodeId): void {
    const at = this.reserve(NODE_BYTES);
    this.#bytes.set(bytesOfHex(node) as Uint8Array, at);
  }

  take(): Uint8Array {
    const piece = this.#bytes.subarray(0, this.#length);
    this.#taken += this.#length;
    this.#length = 0;
    if (this.#bytes.length > 8 * PIECE_BYTES) this.#bytes = new Uint8Array(PIECE_BYTES + (PIECE_BYTES >> 2));
    return piece;
  }
}
