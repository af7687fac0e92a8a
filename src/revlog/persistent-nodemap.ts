/**
 * hg's persistent node map, read in place.
 *
 * Docket `<radix>.n`:
 *
 *     0         1          2           10            18        26              34
 *     +---------+----------+-----------+-------------+---------+---------------+-----+-----------+
 *     | version | uid size | tip rev   | data length | unused  | tip node size | uid | tip node  |
 *     +---------+----------+-----------+-------------+---------+---------------+-----+-----------+
 *       1 byte    1 byte     8 bytes     8             8         8
 *
 * Data file `<radix>-<uid>.nd`: blocks of 16 signed 32-bit numbers, one per nibble: -1 is empty, a number from 0 on is
 * the number of another block, a smaller one than -1 a leaf: -(rev + 2). The last block within `data length` is
 * the root. All numbers are big-endian.
 */
import { type ByteString, byteStringOf, hexOf, type NodeId } from '../bytes/index.js';
import { isNotFound } from '../errors/index.js';
import type { FileHandle, FileSystem } from '../platform/index.js';
import { BlockCache } from './block-cache.js';
import { AMBIGUOUS, NOT_FOUND, nibbleAt } from './node-tree.js';
import type { RevlogIndex } from './revlog-index.js';
import type { StoredNodemap } from './stored-nodemap.js';

const DOCKET_VERSION = 1;
const DOCKET_HEADER_BYTES = 34;
const BLOCK_BYTES = 64;
const NIBBLES = 40;

export interface NodemapDocket {
  readonly uid: ByteString;
  readonly tipRev: number;
  readonly tipNode: NodeId;
  /** Bytes of the data file that count. */
  readonly dataLength: number;
  /** Bytes among them that no block refers to any more. */
  readonly dataUnused: number;
}

/** Undefined for what is not a docket of the known version. */
export function decodeDocket(bytes: Uint8Array): NodemapDocket | undefined {
  if (bytes.length < DOCKET_HEADER_BYTES || bytes[0] !== DOCKET_VERSION) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const long = (at: number): number => view.getUint32(at) * 0x1_0000_0000 + view.getUint32(at + 4);
  const uidEnd = DOCKET_HEADER_BYTES + (bytes[1] as number);
  const tipNodeSize = long(26);
  if (tipNodeSize !== 20 || bytes.length < uidEnd + tipNodeSize) return undefined;
  return {
    uid: byteStringOf(bytes, DOCKET_HEADER_BYTES, uidEnd),
    tipRev: long(2),
    tipNode: hexOf(bytes, uidEnd, 20),
    dataLength: long(10),
    dataUnused: long(18),
  };
}

/** A docket is at most 34 + 255 + 20 bytes. Decoding copies what it keeps. */
const docketBytes = new Uint8Array(512);

/** Undefined without a file, too. */
export function readDocket(fs: FileSystem, path: ByteString): NodemapDocket | undefined {
  let handle: FileHandle;
  try {
    handle = fs.open(path, 'read');
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  try {
    // One read, and what a short read leaves out is no docket.
    return decodeDocket(docketBytes.subarray(0, handle.readAt(docketBytes, 0, docketBytes.length, 0)));
  } finally {
    handle.close();
  }
}

/**
 * The map as far as the file goes: revisions above `tipRev` are not in it. Derived data: whatever is wrong with it shows
 * as "no map", or as `undefined` from a search, and the caller does without.
 */
export class PersistentNodemap implements StoredNodemap {
  readonly docket: NodemapDocket;
  readonly dataPath: ByteString;
  readonly #index: RevlogIndex;
  readonly #pages: BlockCache;
  readonly #blocks: number;
  readonly #generation: number;

  private constructor(index: RevlogIndex, docket: NodemapDocket, pages: BlockCache) {
    this.#index = index;
    this.docket = docket;
    this.dataPath = pages.path;
    this.#pages = pages;
    this.#blocks = Math.floor(docket.dataLength / BLOCK_BYTES);
    this.#generation = index.generation;
  }

  /** The map of `radix` (index path without `.i`), or undefined when there is none that fits the index. */
  static open(fs: FileSystem, radix: ByteString, index: RevlogIndex): PersistentNodemap | undefined {
    const docket = readDocket(fs, `${radix}.n`);
    if (docket === undefined || docket.tipRev >= index.length) return undefined;
    if (docket.dataLength < BLOCK_BYTES || docket.uid.includes('/') || docket.uid.includes('\0'))
      return undefined;
    if (index.node(docket.tipRev) !== docket.tipNode) return undefined;
    // Whether the data file is there and long enough shows when it is read.
    const pages = new BlockCache(fs, `${radix}-${docket.uid}.nd`, docket.dataLength);
    return new PersistentNodemap(index, docket, pages);
  }

  readonly misses = 'cheap';

  get tipRev(): number {
    return this.docket.tipRev;
  }

  /** As {@link NodeTree.isInvalidated}. */
  get isInvalidated(): boolean {
    return this.#index.generation !== this.#generation;
  }

  /** Value of the slot for `nibble` in a block; undefined when the file is damaged. */
  #slot(block: number, nibble: number): number | undefined {
    if (block < 0 || block >= this.#blocks) return undefined;
    return this.#pages.int32(block * BLOCK_BYTES + nibble * 4);
  }

  /** A revision, {@link NOT_FOUND}, {@link AMBIGUOUS}; undefined when the file is damaged. Reads O(depth) pages. */
  findKey(key: Uint8Array, nibbles: number): number | undefined {
    return this.#pages.keepOpen(() => {
      let block = this.#blocks - 1;
      for (let level = 0; level < nibbles; level++) {
        const value = this.#slot(block, nibbleAt(key, level));
        if (value === undefined) return undefined;
        if (value >= 0) {
          block = value;
          continue;
        }
        if (value === -1) return NOT_FOUND;
        const rev = -value - 2;
        if (rev > this.docket.tipRev) return undefined;
        const common = this.#index.commonNibbles(rev, key);
        // A leaf that does not even share the path to it is damage.
        if (common <= level) return undefined;
        return common >= nibbles ? rev : NOT_FOUND;
      }
      // Two nodes never agree in all digits, so a whole node cannot lead to a block.
      return nibbles === NIBBLES ? undefined : this.#only(block);
    });
  }

  #only(block: number): number | undefined {
    let found = NOT_FOUND;
    for (let nibble = 0; nibble < 16; nibble++) {
      const value = this.#slot(block, nibble);
      if (value === undefined) return undefined;
      if (value === -1) continue;
      if (value >= 0 || found !== NOT_FOUND) return AMBIGUOUS;
      found = -value - 2;
    }
    return found > this.docket.tipRev ? undefined : found;
  }

  /** As {@link NodeTree.shortestKey}; undefined when the file is damaged. */
  shortestKey(key: Uint8Array): number | undefined {
    return this.#pages.keepOpen(() => {
      let block = this.#blocks - 1;
      for (let level = 0; level < NIBBLES; level++) {
        const value = this.#slot(block, nibbleAt(key, level));
        if (value === undefined) return undefined;
        if (value >= 0) {
          block = value;
          continue;
        }
        if (value === -1) return level + 1;
        const rev = -value - 2;
        if (rev > this.docket.tipRev) return undefined;
        const common = this.#index.commonNibbles(rev, key);
        if (common <= level) return undefined;
        return common === NIBBLES ? level + 1 : common + 1;
      }
      return undefined;
    });
  }
}
