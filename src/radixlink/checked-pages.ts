/** A file that is read page by page, each page compared with the check that was kept of it. */
import type { ByteString } from '../bytes/index.js';
import { type FileSystem, type Hasher, readFully, ScopedFile } from '../platform/index.js';
import { corrupt } from './index-interface.js';

export const PAGE_BYTES = 4096;
/** The first bytes of a page's SHA-1. */
export const CHECK_BYTES = 4;

/** The checks of all pages of some bytes. O(bytes). */
export function checksOf(bytes: Uint8Array, hasher: Hasher): Uint8Array {
  const pages = Math.ceil(bytes.length / PAGE_BYTES);
  const checks = new Uint8Array(pages * CHECK_BYTES);
  for (let page = 0; page < pages; page++) {
    const start = page * PAGE_BYTES;
    const digest = hasher.sha1(bytes, start, Math.min(start + PAGE_BYTES, bytes.length));
    checks.set(digest.subarray(0, CHECK_BYTES), page * CHECK_BYTES);
  }
  return checks;
}

/** Where the bytes of an index come from, as far as they are looked at. */
export interface PageSource {
  readonly length: number;
  /** Page `number` (of 4096 bytes; the last one may be shorter). @throws CorruptionError, FileSystemError */
  page(number: number): DataView;
  /** Everything, in one buffer of its own. @throws CorruptionError, FileSystemError */
  all(): Uint8Array;
}

/**
 * Pages are read and checked when they are first looked at: a lookup touches about six of an index over a million keys. They are
 * kept one by one, as a buffer of the file's size costs a millisecond even when it is not touched.
 */
export class CheckedPages implements PageSource {
  readonly length: number;
  readonly #file: ScopedFile;
  readonly #checks: Uint8Array;
  readonly #hasher: Hasher;
  readonly #pages = new Map<number, DataView>();

  /** @param length bytes of the file that count; `checks` covers them. */
  constructor(fs: FileSystem, path: ByteString, length: number, checks: Uint8Array, hasher: Hasher) {
    this.length = length;
    this.#file = new ScopedFile(fs, path);
    this.#checks = checks;
    this.#hasher = hasher;
  }

  page(number: number): DataView {
    let page = this.#pages.get(number);
    if (page === undefined) {
      const start = number * PAGE_BYTES;
      const bytes = this.#read(start, Math.min(PAGE_BYTES, this.length - start));
      this.#check(bytes, start);
      page = new DataView(bytes.buffer);
      this.#pages.set(number, page);
    }
    return page;
  }

  all(): Uint8Array {
    const bytes = this.#read(0, this.length);
    for (let at = 0; at < bytes.length; at += PAGE_BYTES)
      this.#check(bytes.subarray(at, Math.min(at + PAGE_BYTES, bytes.length)), at);
    return bytes;
  }

  #read(start: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    const got = this.keepOpen(() => readFully(this.#file.handle, bytes, start));
    if (got < length) throw corrupt(this.#file.path, start + got, 'the file ends too early');
    return bytes;
  }

  #check(page: Uint8Array, start: number): void {
    const digest = this.#hasher.sha1(page);
    const at = (start / PAGE_BYTES) * CHECK_BYTES;
    for (let i = 0; i < CHECK_BYTES; i++)
      if (digest[i] !== this.#checks[at + i]) throw corrupt(this.#file.path, start, 'damaged page');
  }

  /** Runs `action` with at most one opening of the file. */
  keepOpen<T>(action: () => T): T {
    return this.#file.keepOpen(action);
  }
}
