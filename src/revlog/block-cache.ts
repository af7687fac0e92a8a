/** Small pages of a file, read when they are first looked at and then kept. */
import type { ByteString } from '../bytes/index.js';
import { isNotFound } from '../errors/index.js';
import { type FileHandle, type FileSystem, readFully } from '../platform/index.js';

const PAGE_SHIFT = 12;
const PAGE_BYTES = 1 << PAGE_SHIFT;
const NOTHING = new DataView(new ArrayBuffer(0));

/** For lookups that touch a few places of a large file: memory grows with what was touched, not with the file. */
export class BlockCache {
  readonly path: ByteString;
  readonly #fs: FileSystem;
  readonly #length: number;
  readonly #pages: (DataView | undefined)[] = [];
  #handle: FileHandle | undefined;
  #scopes = 0;

  /** @param length bytes of the file that count. */
  constructor(fs: FileSystem, path: ByteString, length: number) {
    this.#fs = fs;
    this.path = path;
    this.#length = length;
  }

  /** The signed big-endian 32-bit number at `position` (a multiple of 4); undefined beyond the end, and without a file. */
  int32(position: number): number | undefined {
    if (position < 0 || position + 4 > this.#length) return undefined;
    const page = this.#pages[position >> PAGE_SHIFT] ?? this.#load(position >> PAGE_SHIFT);
    const at = position & (PAGE_BYTES - 1);
    return at + 4 <= page.byteLength ? page.getInt32(at) : undefined;
  }

  #load(page: number): DataView {
    return this.keepOpen(() => {
      const handle = this.#open();
      if (handle === undefined) return NOTHING;
      const start = page * PAGE_BYTES;
      const bytes = new Uint8Array(Math.min(PAGE_BYTES, this.#length - start));
      const got = readFully(handle, bytes, start);
      const view = new DataView(bytes.buffer, 0, got);
      this.#pages[page] = view;
      return view;
    });
  }

  #open(): FileHandle | undefined {
    try {
      this.#handle ??= this.#fs.open(this.path, 'read');
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return this.#handle;
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
