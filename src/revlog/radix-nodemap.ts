/** A node map in a cached radixlink, for indexes that have no persistent one. */
import { NODE_BYTES } from '../bytes/index.js';
import { CorruptionError, FileSystemError } from '../errors/index.js';
import {
  AMBIGUOUS_KEY,
  CompactRadixlink,
  type KeyReader,
  type LinkCache,
  quietly,
  type StoredLinks,
} from '../radixlink/index.js';
import { ENTRY_BYTES, NODE_AT } from './layout.js';
import { AMBIGUOUS, NOT_FOUND } from './node-tree.js';
import type { RevlogIndex } from './revlog-index.js';
import type { NodemapSource, StoredNodemap } from './stored-nodemap.js';

const NAME = 'node index';
/** The cache is extended when the index has grown by this part of what it covers. */
const GROWTH = 16;

/** Nodes where they lie in the index; the reference of a node is its revision. */
class IndexKeys implements KeyReader {
  readonly #index: RevlogIndex;
  readonly #bytes: Uint8Array;
  readonly #count: number;

  constructor(index: RevlogIndex) {
    const { bytes, count } = index.entriesOnDisk();
    this.#index = index;
    this.#bytes = bytes;
    this.#count = count;
  }

  nibbles(reference: number): number {
    if (reference >= this.#count || reference >= this.#index.length) return -1;
    // Loads the page.
    this.#index.nodeWord(reference);
    return NODE_BYTES * 2;
  }

  nibble(reference: number, index: number): number {
    const byte = this.#bytes[reference * ENTRY_BYTES + NODE_AT + (index >> 1)] as number;
    return (index & 1) === 0 ? byte >> 4 : byte & 15;
  }
}

/**
 * A node that is found is right, whatever the cache covers: it was compared with the index. A node that is not found, and
 * whatever is said about prefixes, counts only when the cache is known to be of this index.
 */
class RadixNodemap implements StoredNodemap {
  readonly tipRev: number;
  readonly misses = 'dear';
  readonly #index: RevlogIndex;
  readonly #generation: number;
  readonly #links: CompactRadixlink;
  /** Absent for a map that has just been made. */
  readonly #stored: StoredLinks | undefined;

  constructor(index: RevlogIndex, links: CompactRadixlink, size: number, stored?: StoredLinks) {
    this.#index = index;
    this.#generation = index.generation;
    this.#links = links;
    this.#stored = stored;
    this.tipRev = size - 1;
  }

  get isInvalidated(): boolean {
    return this.#index.generation !== this.#generation;
  }

  get #isCurrent(): boolean {
    return this.#stored?.isCurrent() ?? true;
  }

  #search<T>(question: () => T): T | undefined {
    const { pages } = this.#stored ?? {};
    try {
      return pages === undefined ? question() : pages.keepOpen(question);
    } catch (error) {
      if (
        error instanceof CorruptionError
          ? error.path === NAME || pages !== undefined
          : error instanceof FileSystemError
      )
        return undefined;
      throw error;
    }
  }

  findKey(key: Uint8Array, nibbles: number): number | undefined {
    const found = this.#search(() =>
      nibbles === NODE_BYTES * 2
        ? (this.#links.newest(key) ?? NOT_FOUND)
        : (this.#links.newestByPrefix({ key, nibbles }) ?? NOT_FOUND),
    );
    if (found === undefined) return undefined;
    if (typeof found === 'number' && found >= 0 && nibbles === NODE_BYTES * 2) return found;
    if (!this.#isCurrent) return undefined;
    return found === AMBIGUOUS_KEY ? AMBIGUOUS : (found as number);
  }

  shortestKey(key: Uint8Array): number | undefined {
    return this.#isCurrent ? this.#search(() => this.#links.shortestPrefix(key)) : undefined;
  }
}

/** The cached radixlink of an index that lies in a file of its own, in version 1 layout. */
export class RadixNodemapSource implements NodemapSource {
  readonly #index: RevlogIndex;
  readonly #cache: LinkCache;

  constructor(index: RevlogIndex, cache: LinkCache) {
    this.#index = index;
    this.#cache = cache;
  }

  /** The map in the cache, extended if it has fallen far behind. O(1) otherwise. */
  open(): StoredNodemap | undefined {
    const { count } = this.#index.entriesOnDisk();
    if (!this.#cache.isWorth(count * ENTRY_BYTES)) return undefined;
    const stored = this.#cache.open();
    if (stored === undefined) return undefined;
    const covered = stored.sourceOfTruthSize;
    if (covered === 0 || covered > count) return undefined;
    return quietly(() => {
      const links = CompactRadixlink.load(stored.pages, new IndexKeys(this.#index), NAME);
      if ((count - covered) * GROWTH <= covered) return new RadixNodemap(this.#index, links, covered, stored);
      return stored.isCurrent() ? this.#complete(links, covered, count) : undefined;
    });
  }

  build(): StoredNodemap | undefined {
    const { count } = this.#index.entriesOnDisk();
    if (!this.#cache.isWorth(count * ENTRY_BYTES)) return undefined;
    return this.#complete(CompactRadixlink.empty(new IndexKeys(this.#index), NAME), 0, count);
  }

  #complete(links: CompactRadixlink, start: number, count: number): StoredNodemap {
    this.#index.loadAll();
    for (let rev = start; rev < count; rev++) links.insert(rev, rev);
    links.sourceOfTruthSize = count;
    this.#cache.write(links, this.#index.entriesOnDisk().bytes.subarray(0, count * ENTRY_BYTES));
    return new RadixNodemap(this.#index, links, count);
  }
}
