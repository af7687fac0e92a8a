/** Bytes for the end of a file, gathered in memory and written in large pieces. */
import type { ByteString } from '../../bytes/index.js';
import { type FileSystem, openOwn } from '../../platform/index.js';
import type { FileTail } from '../data-file.js';
import type { RevlogOutput } from './revlog-output.js';

const FIRST_BYTES = 1 << 12;
/** Memory that is kept after writing. */
const KEEP_BYTES = 1 << 20;

/**
 * `bytes[0, length)` belong at `start` of the file; those before `written` are there already. Whoever reads the file meanwhile
 * takes this as its {@link FileTail}.
 */
export class AppendBuffer implements FileTail {
  readonly path: ByteString;
  readonly #fs: FileSystem;
  readonly #output: RevlogOutput;
  readonly #keepsAll: boolean;
  bytes: Uint8Array;
  start: number;
  length: number;
  /** File length as far as written. */
  written: number;

  /**
   * @param output where bytes are written; cutting and removing is done on `fs`.
   * @param content what the file holds, if it is to stay in memory as a whole; otherwise its length.
   */
  constructor(fs: FileSystem, output: RevlogOutput, path: ByteString, content: Uint8Array | number) {
    this.#fs = fs;
    this.#output = output;
    this.path = path;
    this.#keepsAll = typeof content !== 'number';
    this.bytes = typeof content === 'number' ? new Uint8Array(0) : content;
    this.start = typeof content === 'number' ? content : 0;
    this.length = this.bytes.length;
    this.written = this.start + this.length;
  }

  /** File length with everything appended. */
  get end(): number {
    return this.start + this.length;
  }

  get unwritten(): number {
    return this.end - this.written;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  appendByte(byte: number): void {
    this.#reserve(1);
    this.bytes[this.length++] = byte;
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(FIRST_BYTES, needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Writes what has not been written, creating the file and its directory where needed. */
  flush(): void {
    if (this.unwritten === 0) return;
    this.#output.write(this.path, this.bytes.subarray(this.written - this.start, this.length), this.written);
    this.written = this.end;
    if (this.#keepsAll) return;
    this.start = this.written;
    this.length = 0;
    if (this.bytes.length > KEEP_BYTES) this.bytes = new Uint8Array(0);
  }

  /** Forgets everything from a file position on, on disk too if it is there already. */
  cutTo(end: number): void {
    if (end < this.written) {
      const handle = openOwn(this.#fs, this.path, 'update');
      try {
        handle.truncate(end);
      } finally {
        handle.close();
      }
      this.written = end;
    }
    if (end < this.start) {
      this.start = end;
      this.length = 0;
    } else this.length = Math.min(this.length, end - this.start);
  }

  /** Removes the file, and forgets everything. */
  remove(): void {
    this.#fs.remove(this.path);
    this.start = this.length = this.written = 0;
  }
}
