/** A file that is read page by page, each page compared with the check that was kept of it. */
import type { ByteString } from '../bytes/index.js';
import {
  type FileHandle,
  type FileSystem,
  type Hasher,
  type LazyBytes,
  readFully,
} from '../platform/index.js';
import { corrupt } from './index-interface.js';

const PAGE_SHIFT = 12;
export const PAGE_BYTES = 1 << PAGE_SHIFT;
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

/** Pages are read and checked when they are first looked at: a lookup touches about six of an index over a million keys. */
export class CheckedPages implements LazyBytes {
  readonly bytes: Uint8Array;
  readonly #fs: FileSystem;
  readonly #path: ByteString;
  readonly #checks: Uint8Array;
  readonly #hasher: Hasher;
  readonly #loaded: Uint8Array;
  #handle: FileHandle | undefined;
  #scopes = 0;

  /** @param length bytes of the file that count; `checks` covers them. */
  constructor(fs: FileSystem, path: ByteString, length: number, checks: Uint8Array, hasher: Hasher) {
    this.bytes = new Uint8Array(length);
    this.#fs = fs;
    this.#path = path;
    this.#checks = checks;
    this.#hasher = hasher;
    this.#loaded = new Uint8Array(Math.ceil(length / PAGE_BYTES));
  }

  /** @throws CorruptionError when the file is too short or not what was written, FileSystemError. */
  ensure(start: number, end: number): void {
    const last = (end - 1) >>> PAGE_SHIFT;
    for (let page = start >>> PAGE_SHIFT; page <= last; page++) {
      if (this.#loaded[page] !== 0) continue;
      let stop = page + 1;
      while (stop <= last && this.#loaded[stop] === 0) stop++;
      this.#load(page, stop);
      page = stop - 1;
    }
  }

  #load(first: number, stop: number): void {
    const start = first * PAGE_BYTES;
    const end = Math.min(stop * PAGE_BYTES, this.bytes.length);
    const got = this.keepOpen(() => {
      this.#handle ??= this.#fs.open(this.#path, 'read');
      return readFully(this.#handle, this.bytes.subarray(start, end), start);
    });
    if (got < end - start) throw corrupt(this.#path, start + got, 'the file ends too early');
    for (let page = first; page < stop; page++) {
      const at = page * PAGE_BYTES;
      const digest = this.#hasher.sha1(this.bytes, at, Math.min(at + PAGE_BYTES, end));
      for (let i = 0; i < CHECK_BYTES; i++)
        if (digest[i] !== this.#checks[page * CHECK_BYTES + i]) throw corrupt(this.#path, at, 'damaged page');
      this.#loaded[page] = 1;
    }
  }

  /** Runs `action` with at most one opening of the file. */
  keepOpen<T>(action: () => T): T {
    this.#scopes++;
    try {
      return action();
    } finally {
      if (--this.#scopes === 0) {
        const handle = this.#handle;
        this.#handle = undefined;
        handle?.close();
      }
    }
  }
}
