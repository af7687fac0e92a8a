/** Big-endian 32-bit numbers in a buffer that grows; what was loaded is copied only when it is first changed. */
import type { LazyBytes } from '../platform/index.js';

const PAGE_SHIFT = 12;
const NONE = new Uint8Array(0);

export class GrowingBuffer {
  #bytes: Uint8Array;
  #view: DataView;
  #length: number;
  #owned: boolean;
  /** Where bytes that are not there yet come from, and which pages are; undefined when all are. */
  #source: LazyBytes | undefined;
  #present: Uint8Array;

  private constructor(bytes: Uint8Array, owned: boolean, source: LazyBytes | undefined) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#length = bytes.length;
    this.#owned = owned;
    this.#source = source;
    this.#present = source === undefined ? NONE : new Uint8Array((bytes.length >> PAGE_SHIFT) + 1);
  }

  /** Zeros. */
  static empty(length: number): GrowingBuffer {
    return new GrowingBuffer(new Uint8Array(length), true, undefined);
  }

  /** Bytes that are used in place until the first change. */
  static over(source: Uint8Array | LazyBytes): GrowingBuffer {
    if (source instanceof Uint8Array) return new GrowingBuffer(source, false, undefined);
    return new GrowingBuffer(source.bytes, false, source);
  }

  get length(): number {
    return this.#length;
  }
  bytes(): Uint8Array {
    this.#completeSource();
    return this.#bytes.subarray(0, this.#length);
  }

  /** Callers make sure that four bytes are there. @throws CorruptionError, FileSystemError from a lazy source. */
  number(at: number): number {
    if (this.#source !== undefined) {
      if (this.#present[at >>> PAGE_SHIFT] === 0) this.#load(at);
      // Entries of the first variant have any length, so a number may reach into the next page.
      if (this.#present[(at + 3) >>> PAGE_SHIFT] === 0) this.#load(at + 3);
    }
    return this.#view.getUint32(at);
  }
  byte(at: number): number {
    if (this.#source !== undefined && this.#present[at >>> PAGE_SHIFT] === 0) this.#load(at);
    return this.#bytes[at] as number;
  }

  /** The page of a position. */
  #load(at: number): void {
    const page = at >>> PAGE_SHIFT;
    const start = page * (1 << PAGE_SHIFT);
    (this.#source as LazyBytes).ensure(start, Math.min(start + (1 << PAGE_SHIFT), this.#bytes.length));
    this.#present[page] = 1;
  }

  #completeSource(): void {
    if (this.#source === undefined) return;
    this.#source.ensure(0, this.#bytes.length);
    this.#source = undefined;
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
    const grown = new Uint8Array(Math.max(least, this.#length * 2, 1024));
    grown.set(this.bytes());
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
    this.#owned = true;
  }
}
