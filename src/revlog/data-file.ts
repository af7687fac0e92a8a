/** The bytes of a revlog's chunks, read through a window. */
import type { ByteString } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';
import { type FileSystem, readFully, ScopedFile } from '../platform/index.js';

/** The end of a file that is (also) in memory, because it has not been written yet. */
export interface FileTail {
  /** Position in the file of the first byte of `bytes`. */
  readonly start: number;
  /** Room that may be longer than what is used. */
  readonly bytes: Uint8Array;
  /** Bytes used. */
  readonly length: number;
}

const NOTHING = new Uint8Array(0);

/** The least that is read at once: a page costs no more than a part of it. */
const PAGE_BYTES = 4096;
/** Longer reads are compared with the file's size before memory is set aside for them. */
const CHECKED_BYTES = 1 << 20;

/**
 * After `load(start, length)` the bytes are `bytes[at, at + length)`, valid until the next load. A read that continues
 * the last one, forwards or backwards, fetches `readAhead` bytes; any other fetches what it needs.
 */
export class DataFile {
  /** Holds what was loaded last; may be replaced by every load. */
  bytes: Uint8Array;
  /** Where in `bytes` the last loaded range starts. */
  at = 0;
  readonly path: ByteString;
  readonly #file: ScopedFile;
  readonly #readAhead: number;
  readonly #whole: boolean;
  #windowStart = 0;
  #windowLength: number;
  /** `bytes` are the tail's. */
  #borrowed = false;
  /** Kept up to date by whoever appends to the file; an inline file's tail is all of it. */
  tail: FileTail | undefined;

  /** @param whole the file's content when it is in memory already (inline revlogs). */
  constructor(fs: FileSystem, path: ByteString, readAhead: number, whole: Uint8Array | undefined) {
    this.#file = new ScopedFile(fs, path);
    this.path = path;
    this.#readAhead = readAhead;
    this.#whole = whole !== undefined;
    this.bytes = whole ?? new Uint8Array(0);
    this.#windowLength = this.bytes.length;
  }

  /** Keeps the file open while `action` runs; scopes nest. */
  keepOpen<T>(action: () => T): T {
    return this.#file.keepOpen(action);
  }

  /** To be called when the file has been written to: one that had other names has become another file by that. */
  reopen(): void {
    this.#file.reopen();
  }

  /** Forgets the window, so that the next read sees the file as it is then. */
  clear(): void {
    if (this.#whole) return;
    this.#windowLength = 0;
    if (this.bytes.length > CHECKED_BYTES) this.bytes = new Uint8Array(0);
  }

  /** @throws CorruptionError when the file does not have these bytes. */
  load(start: number, length: number): void {
    const end = start + length;
    const { tail } = this;
    if (tail !== undefined && end > tail.start) {
      this.#loadTail(tail, start, end);
      return;
    }
    const windowEnd = this.#windowStart + this.#windowLength;
    if (start >= this.#windowStart && end <= windowEnd) {
      this.at = start - this.#windowStart;
      return;
    }
    if (this.#borrowed) {
      this.#borrowed = false;
      this.bytes = NOTHING;
    }
    if (this.#whole) this.#partial(start, length, Math.max(0, Math.min(end, windowEnd) - start));
    let from = start;
    let count = Math.max(length, PAGE_BYTES);
    if (this.#windowLength > 0 && start >= this.#windowStart && start <= windowEnd + PAGE_BYTES)
      count = Math.max(length, this.#readAhead);
    else if (start < this.#windowStart && end >= this.#windowStart - PAGE_BYTES && end <= windowEnd) {
      count = Math.max(length, this.#readAhead);
      from = Math.max(0, end - count);
      count = end - from;
    }
    this.keepOpen(() => {
      const { handle } = this.#file;
      if (count > this.bytes.length) {
        if (count > CHECKED_BYTES) {
          const size = handle.size();
          if (size < end) this.#partial(start, length, Math.max(0, size - start));
        }
        this.bytes = new Uint8Array(count);
      }
      this.#windowLength = 0;
      const target = count === this.bytes.length ? this.bytes : this.bytes.subarray(0, count);
      const got = readFully(handle, target, from);
      this.#windowStart = from;
      this.#windowLength = got;
      if (from + got < end) this.#partial(start, length, Math.max(0, from + got - start));
    });
    this.at = start - from;
  }

  /** Bytes that lie in the tail, or partly before it. */
  #loadTail(tail: FileTail, start: number, end: number): void {
    const have = tail.start + tail.length;
    if (end > have) this.#partial(start, end - start, Math.max(0, have - start));
    if (start >= tail.start) {
      // Only until the next load: the tail's own memory must not be read into.
      this.bytes = tail.bytes;
      this.at = start - tail.start;
      this.#windowLength = 0;
      this.#borrowed = true;
      return;
    }
    const joined = new Uint8Array(end - start);
    this.load(start, tail.start - start);
    joined.set(this.bytes.subarray(this.at, this.at + tail.start - start));
    joined.set(tail.bytes.subarray(0, end - tail.start), tail.start - start);
    this.bytes = joined;
    this.at = 0;
    this.#windowLength = 0;
  }

  #partial(start: number, length: number, got: number): never {
    throw new CorruptionError(
      this.path,
      `partial read of revlog ${this.path}; expected ${length} bytes from offset ${start}, got ${got}`,
      { offset: start },
    );
  }
}
