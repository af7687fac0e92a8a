/** Big-endian 32-bit numbers in a buffer that grows; what was loaded is copied only when it is first changed. */
import type { PageSource } from './checked-pages.js';

const PAGE_SHIFT = 12;
const PAGE_MASK = (1 << PAGE_SHIFT) - 1;
const NOTHING = new Uint8Array(0);

export class GrowingBuffer {
  #bytes: Uint8Array;
  #view: DataView;
  #length: number;
  #owned: boolean;
  /** Where bytes are read page by page; undefined when all are in `#bytes`. */
  #source: PageSource | undefined;

  private constructor(bytes: Uint8Array, owned: boolean, source?: PageSource) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#length = source?.length ?? bytes.length;
    this.#owned = owned;
    this.#source = source;
  }

  /** Zeros. */
  static empty(length: number): GrowingBuffer {
    return new GrowingBuffer(new Uint8Array(length), true);
  }

  /** Bytes that are used in place until the first change. */
  static over(source: Uint8Array | PageSource): GrowingBuffer {
    return source instanceof Uint8Array
      ? new GrowingBuffer(source, false)
      : new GrowingBuffer(NOTHING, false, source);
  }

  get length(): number {
    return this.#length;
  }
  bytes(): Uint8Array {
    this.#complete();
    return this.#bytes.subarray(0, this.#length);
  }

  /** Callers make sure that four bytes are there. @throws CorruptionError, FileSystemError from pages that are read. */
  number(at: number): number {
    return this.#source === undefined ? this.#view.getUint32(at) : this.#numberInPage(this.#source, at);
  }
  byte(at: number): number {
    return this.#source === undefined
      ? (this.#bytes[at] as number)
      : this.#source.page(at >>> PAGE_SHIFT).getUint8(at & PAGE_MASK);
  }

  #numberInPage(source: PageSource, at: number): number {
    if ((at & PAGE_MASK) <= PAGE_MASK - 3) return source.page(at >>> PAGE_SHIFT).getUint32(at & PAGE_MASK);
    // Entries of the first variant have any length, so a number may reach into the next page.
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + this.byte(at + i);
    return value;
  }

  #complete(): void {
    if (this.#source === undefined) return;
    const bytes = this.#source.all();
    this.#source = undefined;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#owned = true;
  }

  setNumber(at: number, value: number): void {
    if (!this.#owned) this.#reserve(this.#length);
    this.#view.setUint32(at, value);
  }
  setByte(at: number, value: number): void {
    if (!this.#owned) this.#reserve(this.#length);
    this.#bytes[at] = value;
  }
  fill(start: number, end: number): void {
    if (!this.#owned) this.#reserve(this.#length);
    this.#bytes.fill(0, start, end);
  }

  /** Adds zeros at the end and returns where they start. Amortised O(count). */
  extend(count: number): number {
    const at = this.#length;
    if (!this.#owned || at + count > this.#bytes.length) this.#reserve(at + count);
    this.#length = at + count;
    return at;
  }

  #reserve(least: number): void {
    this.#complete();
    if (this.#owned && least <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(least, this.#length * 2, 1024));
    grown.set(this.bytes());
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
    this.#owned = true;
  }
}
