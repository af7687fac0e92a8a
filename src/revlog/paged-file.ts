/** A large file that is read where it is looked at, and nowhere else. */
import type { ByteString } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';
import { type FileSystem, readFully, ScopedFile } from '../platform/index.js';

const PAGE_SHIFT = 12;
const PAGE_BYTES = 1 << PAGE_SHIFT;

/**
 * One buffer as long as the file, whose pages of 4 KiB are filled on demand. The buffer itself costs nothing until it
 * is touched: allocators hand out large zeroed blocks as untouched pages. {@link ensure} before every look at `bytes`.
 */
export class PagedFile {
  readonly bytes: Uint8Array;
  readonly path: ByteString;
  readonly #file: ScopedFile;
  readonly #loaded: Uint8Array;
  #missing: number;

  constructor(fs: FileSystem, path: ByteString, size: number) {
    this.#file = new ScopedFile(fs, path);
    this.path = path;
    this.bytes = new Uint8Array(size);
    this.#missing = Math.ceil(size / PAGE_BYTES);
    this.#loaded = new Uint8Array(this.#missing);
  }

  /** True once every byte is there. */
  get complete(): boolean {
    return this.#missing === 0;
  }

  /** Makes `bytes[start, end)` readable. @throws CorruptionError when the file has become shorter. */
  ensure(start: number, end: number): void {
    const first = start >>> PAGE_SHIFT;
    const last = (end - 1) >>> PAGE_SHIFT;
    const loaded = this.#loaded;
    for (let page = first; page <= last; page++) {
      if (loaded[page] !== 0) continue;
      let stop = page + 1;
      while (stop <= last && loaded[stop] === 0) stop++;
      this.#load(page, stop);
      page = stop - 1;
    }
  }

  #load(page: number, stop: number): void {
    const start = page * PAGE_BYTES;
    const end = Math.min(stop * PAGE_BYTES, this.bytes.length);
    this.keepOpen(() => {
      const got = readFully(this.#file.handle, this.bytes.subarray(start, end), start);
      if (got < end - start)
        throw new CorruptionError(this.path, `partial read of ${this.path}`, { offset: start + got });
    });
    this.#loaded.fill(1, page, stop);
    this.#missing -= stop - page;
  }

  /** Runs `action` with at most one opening of the file, whatever it loads. */
  keepOpen<T>(action: () => T): T {
    return this.#file.keepOpen(action);
  }
}
