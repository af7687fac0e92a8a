/** All obsolescence markers of a repository, found by the nodes that they connect. */
import { bytesOfHex, NODE_BYTES, type NodeId } from '../../bytes/index.js';
import { type FileSystem, type LazyBytes, loadedBytes, readFile } from '../../platform/index.js';
import { CompactRadixlink } from '../../radixlink/index.js';
import { PagedFile } from '../../revlog/index.js';
import { indexMarkers } from './marker-index.js';
import { MarkerKeys } from './marker-keys.js';
import { type ObsMarker, ObsMarkers } from './markers.js';

const FILE = 'obsstore';
/** Shorter files are read whole. */
const LEAST_PAGED = 1 << 16;
const NONE: readonly number[] = [];

/** Where an index over all markers may come from other than from reading them. */
export interface MarkerIndexCache {
  /** An index that covers exactly the file given, or undefined: then one is built in memory. */
  open(source: LazyBytes, markers: ObsMarkers): CompactRadixlink | undefined;
}

/**
 * Read on first use and as far as needed; a repository without `obsstore` costs one look. Markers are named by the offset at
 * which they start; the same marker may come twice.
 */
export class ObsStore {
  readonly #fs: FileSystem | undefined;
  readonly #cache: MarkerIndexCache | undefined;
  #source: LazyBytes | undefined;
  #pages: PagedFile | undefined;
  #markers: ObsMarkers | undefined;
  #index: CompactRadixlink | undefined;
  #prunedChildren: ReadonlyMap<NodeId, readonly number[]> | undefined;

  /** @param source the store directory, or a file's bytes at hand. */
  constructor(source: FileSystem | Uint8Array, cache?: MarkerIndexCache) {
    if (source instanceof Uint8Array) this.#source = loadedBytes(source);
    else this.#fs = source;
    this.#cache = cache;
  }

  get #bytes(): LazyBytes {
    this.#source ??= this.#open(this.#fs as FileSystem);
    return this.#source;
  }

  #open(fs: FileSystem): LazyBytes {
    const size = fs.stat(FILE)?.size ?? 0;
    if (size < LEAST_PAGED) return loadedBytes(size === 0 ? new Uint8Array(0) : readFile(fs, FILE));
    this.#pages = new PagedFile(fs, FILE, size);
    return this.#pages;
  }

  get markers(): ObsMarkers {
    this.#markers ??= new ObsMarkers(this.#bytes);
    return this.#markers;
  }

  /** True when there are no markers. O(1). */
  get isEmpty(): boolean {
    return this.markers.isEmpty;
  }

  /** Number of markers: reads them all. hg warns when there are some but `experimental.evolution` is off. */
  get length(): number {
    return this.markers.length;
  }

  marker(marker: number): ObsMarker {
    return this.markers.marker(marker);
  }

  /** Runs `action` with at most one opening of the file: many questions in a row are cheaper so. */
  reading<T>(action: () => T): T {
    void this.#bytes;
    return this.#pages === undefined ? action() : this.#pages.keepOpen(action);
  }

  get #byNode(): CompactRadixlink {
    this.#index ??= this.reading(() => this.#cache?.open(this.#bytes, this.markers) ?? this.#build());
    return this.#index;
  }

  #build(): CompactRadixlink {
    const { markers } = this;
    const index = CompactRadixlink.empty(new MarkerKeys(this.#bytes), FILE);
    markers.wholeBytes();
    indexMarkers(index, markers, 1);
    return index;
  }

  /** Markers that name a node in some role, in file order, each once. */
  #naming(key: Uint8Array): number[] {
    const { markers } = this;
    const toMarker = markers.predecessorOffset(0);
    const found: number[] = [];
    let last = -1;
    for (const value of this.#byNode.values(key)) {
      if (value !== last) found.push(value - toMarker);
      last = value;
    }
    return found.reverse();
  }

  /** Whether the node was rewritten or pruned. */
  hasSuccessorMarkers(node: NodeId): boolean {
    return this.successorMarkers(node).length > 0;
  }

  /** Markers whose predecessor is the node, in file order. O(markers of the node). */
  successorMarkers(node: NodeId): number[] {
    const key = this.#key(node);
    if (key === undefined) return [];
    const { markers } = this;
    return this.#naming(key).filter((marker) => markers.isNode(markers.predecessorOffset(marker), key));
  }

  /** Markers that have the node among their successors, in file order. O(markers of the node). */
  predecessorMarkers(node: NodeId): number[] {
    const key = this.#key(node);
    if (key === undefined) return [];
    const { markers } = this;
    return this.#naming(key).filter((marker) => {
      const count = markers.successorCount(marker);
      for (let i = 0; i < count; i++)
        if (markers.isNode(markers.successorOffset(marker, i), key)) return true;
      return false;
    });
  }

  /** Markers that pruned a child of the node (as far as they recorded parents), in file order. */
  prunedChildMarkers(node: NodeId): readonly number[] {
    const key = this.#key(node);
    if (key === undefined) return NONE;
    const { markers } = this;
    if (markers.version === 0) return this.#prunedChildrenOfV0().get(node) ?? NONE;
    return this.#naming(key).filter(
      (marker) =>
        markers.successorCount(marker) === 0 &&
        markers.parentOffsets(marker).some((at) => markers.isNode(at, key)),
    );
  }

  /** Parents are texts in format 0, which no index refers to. */
  #prunedChildrenOfV0(): ReadonlyMap<NodeId, readonly number[]> {
    if (this.#prunedChildren === undefined) {
      const found = new Map<NodeId, number[]>();
      for (const marker of this.markers.offsets) {
        if (this.markers.successorCount(marker) > 0) continue;
        for (const parent of new Set(this.marker(marker).parents ?? [])) {
          const others = found.get(parent);
          if (others === undefined) found.set(parent, [marker]);
          else others.push(marker);
        }
      }
      this.#prunedChildren = found;
    }
    return this.#prunedChildren;
  }

  /** The node's bytes, when there can be markers of it. */
  #key(node: NodeId): Uint8Array | undefined {
    return this.isEmpty || node.length !== 2 * NODE_BYTES ? undefined : bytesOfHex(node);
  }
}
