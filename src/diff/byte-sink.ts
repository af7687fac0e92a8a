/** Output that grows: diff text is appended as bytes, without a string per line. */
import type { ByteString } from '../bytes/index.js';

export class ByteSink {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 1 << 14) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Drops everything after the first `length` bytes. */
  truncate(length: number): void {
    if (length < this.#length) this.#length = length;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  text(text: ByteString): void {
    const size = text.length;
    if (this.#length + size > this.#bytes.length) this.#grow(size);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < size; i++) bytes[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  /** Puts a short text in the middle. */
  insert(at: number, text: ByteString): void {
    const end = this.#length;
    if (end + text.length > this.#bytes.length) this.#grow(text.length);
    this.#bytes.copyWithin(at + text.length, at, end);
    this.#length = at;
    this.text(text);
    this.#length = end + text.length;
  }

  /** Appends `source[start, end)`. */
  range(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    if (size <= 0) return;
    if (this.#length + size > this.#bytes.length) this.#grow(size);
    if (size > 96) this.#bytes.set(source.subarray(start, end), this.#length);
    else {
      const bytes = this.#bytes;
      let at = this.#length;
      for (let i = start; i < end; i++) bytes[at++] = source[i];
    }
    this.#length += size;
  }

  /** What was written; the array is overwritten by later output unless {@link take} is called. */
  view(from = 0): Uint8Array {
    return this.#bytes.subarray(from, this.#length);
  }

  /** A copy of what was written; the sink is empty afterwards. */
  take(): Uint8Array {
    const out = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return out;
  }

  #grow(size: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
