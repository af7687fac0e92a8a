/** Reading numbers and runs of bytes from a stream that comes in pieces of any size. */
import { HgError } from '../errors/index.js';

/**
 * A stream: pieces in order, each good until the next one is asked for. Synchronous, so that whoever reads can be written
 * straight down; those who get bytes asynchronously gather them in a file first.
 */
export type ByteStream = Iterable<Uint8Array>;

const FIRST_BYTES = 1 << 16;

/** hg's words for a stream that ends where something was announced. */
export function endedEarly(got: number, expected: number): HgError {
  return new HgError('abort', `stream ended unexpectedly (got ${got} bytes, expected ${expected})`);
}

/**
 * What is asked for lies in {@link bytes} at {@link at} afterwards, until the next call. Memory is set aside as bytes arrive,
 * never because a length says so: about twice the longest run that was asked for.
 */
export class ByteReader {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** Position in `bytes` after the last byte that was taken. */
  #next = 0;
  #end = 0;
  #buffer: Uint8Array = new Uint8Array(0);
  #consumed = 0;
  /** The source says that it ended before its time. */
  #isCut = false;
  readonly #pieces: Iterator<Uint8Array>;

  constructor(stream: ByteStream) {
    this.#pieces = stream[Symbol.iterator]();
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#consumed;
  }

  /** Gets `count` bytes together without taking them; false when the stream ends before. */
  has(count: number): boolean {
    while (this.#end - this.#next < count) if (!this.#more()) return false;
    return true;
  }

  /** @throws HgError when the stream ends before. */
  take(count: number): void {
    if (this.#end - this.#next < count && !this.has(count)) throw endedEarly(this.#end - this.#next, count);
    this.at = this.#next;
    this.#next += count;
    this.#consumed += count;
  }

  uint8(): number {
    this.take(1);
    return this.bytes[this.at] as number;
  }

  uint16(): number {
    this.take(2);
    return ((this.bytes[this.at] as number) << 8) | (this.bytes[this.at + 1] as number);
  }

  /** Big-endian and signed. */
  int32(): number {
    this.take(4);
    const { bytes, at } = this;
    return (
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
    );
  }

  /** Whatever is at hand, at most `limit` bytes; undefined at the end. For passing long runs on. */
  some(limit: number): Uint8Array | undefined {
    if (!this.has(1)) return undefined;
    const count = Math.min(limit, this.#end - this.#next);
    this.take(count);
    return this.bytes.subarray(this.at, this.at + count);
  }

  /** Passes over `count` bytes. @throws HgError when the stream ends before. */
  skip(count: number): void {
    for (let left = count; left > 0; ) {
      const piece = this.some(left);
      if (piece === undefined) throw endedEarly(count - left, count);
      left -= piece.length;
    }
  }

  /**
   * Called when all that is wanted has been read: compressed streams may be cut behind it. Looks at most at the next piece.
   * @throws HgError
   */
  checkEnd(): void {
    if (this.#end === this.#next) this.has(1);
    if (this.#isCut) throw new HgError('abort', 'compressed stream ended unexpectedly');
  }

  /** Ends the stream: its source may let go of what it holds. */
  close(): void {
    this.#pieces.return?.();
  }

  /** Gets one more piece behind what is left. */
  #more(): boolean {
    const left = this.#end - this.#next;
    // What is left of a piece goes bad when the next one comes.
    if (left > 0 && this.bytes !== this.#buffer) this.#moveTo(this.#bufferFor(left), left);
    const { done, value } = this.#pieces.next();
    if (done === true) {
      this.#isCut ||= (value as unknown) === false;
      return false;
    }
    if (left === 0) {
      this.bytes = value;
      this.#next = 0;
      this.#end = value.length;
      return true;
    }
    if (this.#end + value.length > this.#buffer.length)
      this.#moveTo(this.#bufferFor(left + value.length), left);
    this.#buffer.set(value, this.#end);
    this.#end += value.length;
    return true;
  }

  #bufferFor(count: number): Uint8Array {
    return count <= this.#buffer.length ? this.#buffer : new Uint8Array(Math.max(FIRST_BYTES, 2 * count));
  }

  #moveTo(target: Uint8Array, left: number): void {
    if (target === this.bytes) target.copyWithin(0, this.#next, this.#end);
    else target.set(this.bytes.subarray(this.#next, this.#end));
    this.#buffer = target;
    this.bytes = target;
    this.#next = 0;
    this.#end = left;
  }
}
