/** A radixlink kept in a directory of caches, beside the append-only file that it is an index of. */
import { type ByteString, equalBytes } from '../bytes/index.js';
import { CorruptionError, FileSystemError } from '../errors/index.js';
import {
  type Clock,
  type FileStat,
  type FileSystem,
  type Hasher,
  readFully,
  replaceFile,
  tryReadFile,
} from '../platform/index.js';
import { CheckedPages, checksOf } from './checked-pages.js';
import type { LinkIndex } from './index-interface.js';
import { decodeDocket, encodeDocket, type LinkDocket, NO_STAMP, stampOf } from './link-docket.js';

/** A file written in the last seconds may be written again without a visible change of its times. */
const SETTLED_SECONDS = 2;

export interface LinkCachePlace {
  /** `.hg/cache`; it need not exist. */
  readonly fs: FileSystem;
  /** Name of the index's file; the docket's has `-docket` behind it. Another format gets another name. */
  readonly name: ByteString;
  readonly hasher: Hasher;
  readonly clock: Clock;
  readonly source: LinkSource;
  /** Sources shorter than this are read faster than their cache. */
  readonly leastBytes: number;
}

/** The append-only file. */
export interface LinkSource {
  readonly fs: FileSystem;
  readonly path: ByteString;
  /** Bytes of the file that an index of a `sourceOfTruthSize` covers. */
  coveredBytes(sourceOfTruthSize: number): number;
}

/** Runs what may fail because of the file system or damage; undefined then. */
export function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof FileSystemError || error instanceof CorruptionError) return undefined;
    throw error;
  }
}

/** An index found in the cache: whole or damaged pages show when they are looked at, a stale one when {@link isCurrent} is asked. */
export class StoredLinks {
  readonly pages: CheckedPages;
  readonly sourceOfTruthSize: number;
  readonly #cache: LinkCache;
  readonly #docket: LinkDocket;
  #isCurrent: boolean | undefined;

  constructor(cache: LinkCache, docket: LinkDocket, pages: CheckedPages) {
    this.#cache = cache;
    this.#docket = docket;
    this.pages = pages;
    this.sourceOfTruthSize = docket.sourceOfTruthSize;
  }

  /**
   * Whether the source still begins with what the index was made from. One `stat` when its file has not been touched since that was
   * last found out; otherwise it is read and hashed as far as it is covered, and the next one gets by with the `stat`.
   */
  isCurrent(): boolean {
    this.#isCurrent ??= quietly(() => this.#cache.compareSource(this.#docket)) ?? false;
    return this.#isCurrent;
  }
}

/** Never fails and never says anything: without a cache, or without the right to write one, work is merely slower. */
export class LinkCache {
  readonly #place: LinkCachePlace;

  constructor(place: LinkCachePlace) {
    this.#place = place;
  }

  /** Whether a source of that length should have a cache. */
  isWorth(sourceBytes: number): boolean {
    return sourceBytes >= this.#place.leastBytes;
  }

  /** Made whenever it could be used, whatever that costs. */
  get isEager(): boolean {
    return this.#place.leastBytes === 0;
  }

  get #indexPath(): ByteString {
    return this.#place.name;
  }
  get #docketPath(): ByteString {
    return `${this.#place.name}-docket`;
  }

  /** Reads the docket only. */
  open(): StoredLinks | undefined {
    return quietly(() => {
      const { fs, hasher } = this.#place;
      const bytes = tryReadFile(fs, this.#docketPath);
      const docket = bytes === undefined ? undefined : decodeDocket(bytes, hasher);
      if (docket === undefined) return undefined;
      const pages = new CheckedPages(fs, this.#indexPath, docket.length, docket.checks, hasher);
      return new StoredLinks(this, docket, pages);
    });
  }

  /**
   * Replaces the cache. Two processes that do so at once may leave files that do not fit each other, which the next reader notices.
   * @param covered the bytes of the source that the index was made from.
   */
  write(index: LinkIndex, covered: Uint8Array): void {
    const { fs, hasher } = this.#place;
    const bytes = index.bytes();
    quietly(() => {
      if (fs.stat('')?.kind !== 'directory') fs.makeDirectory('', true);
      replaceFile(fs, this.#indexPath, bytes);
      this.#writeDocket({
        length: bytes.length,
        sourceOfTruthSize: index.sourceOfTruthSize,
        sourceDigest: hasher.sha1(covered),
        stamp: NO_STAMP,
        checks: checksOf(bytes, hasher),
      });
    });
  }

  #writeDocket(docket: LinkDocket): void {
    replaceFile(this.#place.fs, this.#docketPath, encodeDocket(docket, this.#place.hasher));
  }

  /** For {@link StoredLinks}. @throws FileSystemError, CorruptionError */
  compareSource(docket: LinkDocket): boolean {
    const { source, hasher } = this.#place;
    const covered = source.coveredBytes(docket.sourceOfTruthSize);
    const stat = source.fs.stat(source.path);
    if (stat === undefined || stat.size < covered) return false;
    const stamp = stampOf(stat);
    if (equalBytes(stamp, docket.stamp)) return true;
    const bytes = this.#readSource(covered);
    if (bytes === undefined || !equalBytes(hasher.sha1(bytes), docket.sourceDigest)) return false;
    if (this.#isSettled(stat, stamp)) quietly(() => this.#writeDocket({ ...docket, stamp }));
    return true;
  }

  #readSource(covered: number): Uint8Array | undefined {
    const { source } = this.#place;
    const handle = source.fs.open(source.path, 'read');
    try {
      const bytes = new Uint8Array(covered);
      return readFully(handle, bytes, 0) < covered ? undefined : bytes;
    } finally {
      handle.close();
    }
  }

  /** Whether whatever is written from now on will show in the file's times. */
  #isSettled(stat: FileStat, stamp: Uint8Array): boolean {
    const { source, clock } = this.#place;
    const now = source.fs.stat(source.path);
    const latest = Math.max(stat.mtimeSeconds, stat.ctimeSeconds);
    return now !== undefined && equalBytes(stampOf(now), stamp) && clock.now() > latest + 1 + SETTLED_SECONDS;
  }
}
