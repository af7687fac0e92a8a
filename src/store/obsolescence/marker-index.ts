/** Finds markers by a node that they name: a compact radixlink over the nodes where they lie in the file. */
import { NODE_BYTES } from '../../bytes/index.js';
import { CorruptionError, FileSystemError } from '../../errors/index.js';
import type { LazyBytes } from '../../platform/index.js';
import { CompactRadixlink, type LinkCache, quietly, type StoredLinks } from '../../radixlink/index.js';
import { MarkerKeys } from './marker-keys.js';
import type { ObsMarkers } from './markers.js';

const NAME = 'obsolescence index';

/** A cached index is extended when the file has grown by this part of what it covers; below that, the rest has an index of its own. */
const GROWTH = 16;

/**
 * The values of a node are the markers in which it is the predecessor, a successor, or a parent of what was pruned. A
 * value is where the predecessor's node is: for predecessors that is the key's own reference, which needs no leaf.
 */
function indexMarkers(index: CompactRadixlink, markers: ObsMarkers, first: number): void {
  for (const marker of markers.from(first)) {
    if (markers.nodeBytes(marker) !== NODE_BYTES) continue;
    const value = markers.predecessorOffset(marker);
    index.insert(value, value);
    const count = markers.successorCount(marker);
    for (let i = 0; i < count; i++) {
      const at = markers.successorOffset(marker, i);
      if (markers.isNullNode(at))
        throw new CorruptionError('obsstore', 'bad obsolescence marker detected: invalid successors nullid', {
          offset: at,
        });
      index.insert(at, value);
    }
    if (count === 0) for (const at of markers.parentOffsets(marker)) index.insert(at, value);
  }
}

/**
 * With a cache, what lies in it and is sound is used page by page, without reading the markers; what it does not cover yet is
 * indexed in memory, and the cache is extended when that has become much. Without one everything is.
 */
export class MarkerIndex {
  readonly #markers: ObsMarkers;
  readonly #cache: LinkCache | undefined;
  readonly #keys: MarkerKeys;
  #index: CompactRadixlink;
  /** True while `#index` is what was found in the cache. */
  #isStored = false;
  /** Over markers behind those in `#index`. */
  #rest: CompactRadixlink | undefined;

  /** @throws CorruptionError for damaged markers, as far as they are read. */
  constructor(source: LazyBytes, markers: ObsMarkers, cache: LinkCache | undefined) {
    this.#markers = markers;
    this.#cache = cache?.isWorth(markers.byteLength) === true ? cache : undefined;
    this.#keys = new MarkerKeys(source);
    const stored = this.#cache?.open();
    this.#index = (stored !== undefined && this.#use(stored)) || this.#build();
  }

  #use(stored: StoredLinks): CompactRadixlink | undefined {
    const covered = stored.sourceOfTruthSize;
    const { byteLength } = this.#markers;
    if (covered < 1 || covered > byteLength || !stored.isCurrent()) return undefined;
    try {
      const index = CompactRadixlink.load(stored.pages, this.#keys, NAME);
      if ((byteLength - covered) * GROWTH > covered) {
        indexMarkers(index, this.#markers, covered);
        this.#write(index);
        return index;
      }
      if (covered < byteLength) {
        this.#rest = CompactRadixlink.empty(this.#keys, NAME);
        indexMarkers(this.#rest, this.#markers, covered);
      }
      this.#isStored = true;
      return index;
    } catch (error) {
      if (isOfCache(error)) return undefined;
      throw error;
    }
  }

  #build(): CompactRadixlink {
    this.#rest = undefined;
    this.#isStored = false;
    const index = CompactRadixlink.empty(this.#keys, NAME);
    this.#markers.wholeBytes();
    indexMarkers(index, this.#markers, 1);
    this.#write(index);
    return index;
  }

  #write(index: CompactRadixlink): void {
    if (this.#cache === undefined) return;
    const bytes = this.#markers.wholeBytes();
    index.sourceOfTruthSize = bytes.length;
    this.#cache.write(index, bytes);
  }

  /** Reads the whole index. */
  loadAll(): void {
    if (this.#isStored && quietly(() => this.#index.bytes()) === undefined) this.#index = this.#build();
  }

  /** Where the predecessors of the markers that name a node are, newest first; one may come twice. O(depth + values). */
  values(key: Uint8Array): readonly number[] {
    const found = this.#ask((index) => index.values(key));
    return this.#rest === undefined ? found : [...this.#rest.values(key), ...found];
  }

  /** Whether there are values. O(depth). */
  has(key: Uint8Array): boolean {
    return this.#ask((index) => index.has(key)) || this.#rest?.has(key) === true;
  }

  /** A damaged cache is replaced, and the question asked again. */
  #ask<T>(question: (index: CompactRadixlink) => T): T {
    if (!this.#isStored) return question(this.#index);
    try {
      return question(this.#index);
    } catch (error) {
      if (!isOfCache(error)) throw error;
      this.#index = this.#build();
      return question(this.#index);
    }
  }
}

/** Damage of the index, or its file gone; anything else is about the markers. */
function isOfCache(error: unknown): boolean {
  return (error instanceof CorruptionError || error instanceof FileSystemError) && error.path !== 'obsstore';
}
