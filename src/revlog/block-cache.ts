/** Small pages of a file, read when they are first looked at and then kept. */
import type { ByteString } from '../bytes/index.js';
import { isNotFound } from '../errors/index.js';
import { type FileHandle, type FileSystem, readFully, ScopedFile } from '../platform/index.js';

const PAGE_SHIFT = 12;
const PAGE_BYTES = 1 << PAGE_SHIFT;
/** Pages that memory is set aside for at once: about as many as one search looks at. */
const SLAB_PAGES = 8;
const NOTHING = new DataView(new ArrayBuffer(0));

/** For lookups that touch a few places of a large file: memory grows with what was touched, not with the file. */
export class BlockCache {
  readonly path: ByteString;
  readonly #file: ScopedFile;
  readonly #length: number;
  // A map: an array with a few far members would be one anyway, and a slower one.
  readonly #pages = new Map<number, DataView>();
  /** Where pages come from; many small buffers of their own would cost more than the reading. */
  #slab = new Uint8Array(0);
  #slabUsed = 0;

  /** @param length bytes of the file that count. */
  constructor(fs: FileSystem, path: ByteString, length: number) {
    this.#file = new ScopedFile(fs, path);
    this.path = path;
    this.#length = length;
  }

  /** The signed big-endian 32-bit number at `position` (a multiple of 4); undefined beyond the end, and without a file. */
  int32(position: number): number | undefined {
    if (position < 0 || position + 4 > this.#length) return undefined;
    const page = this.#pages.get(position >> PAGE_SHIFT) ?? this.#load(position >> PAGE_SHIFT);
    const at = position & (PAGE_BYTES - 1);
    return at + 4 <= page.byteLength ? page.getInt32(at) : undefined;
  }

  #load(page: number): DataView {
    return this.keepOpen(() => {
      const handle = this.#open();
      if (handle === undefined) return NOTHING;
      if (this.#slabUsed === this.#slab.length) {
        this.#slab = new Uint8Array(SLAB_PAGES * PAGE_BYTES);
        this.#slabUsed = 0;
      }
      const at = this.#slabUsed;
      const start = page * PAGE_BYTES;
      const wanted = Math.min(PAGE_BYTES, this.#length - start);
      const got = readFully(handle, this.#slab.subarray(at, at + wanted), start);
      const view = new DataView(this.#slab.buffer, at, got);
      this.#slabUsed = at + PAGE_BYTES;
      this.#pages.set(page, view);
      return view;
    });
  }

  #open(): FileHandle | undefined {
    try {
      return this.#file.handle;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return undefined;
    }
  }

  /** Runs `action` with at most one opening of the file. */
  keepOpen<T>(action: () => T): T {
    return this.#file.keepOpen(action);
  }
}
