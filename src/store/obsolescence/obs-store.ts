/** All obsolescence markers of a repository, found by the nodes that they connect. */
import { bytesOfHex, NODE_BYTES, type NodeId } from '../../bytes/index.js';
import { type FileSystem, type LazyBytes, loadedBytes, readFile } from '../../platform/index.js';
import type { LinkCache } from '../../radixlink/index.js';
import { PagedFile } from '../../revlog/index.js';
import { MarkerIndex } from './marker-index.js';
import { type ObsMarker, ObsMarkers } from './markers.js';

const FILE = 'obsstore';
/** Shorter files are read whole. */
const LEAST_PAGED = 1 << 16;
/** A page read on its own costs as much as this many bytes of a long read. */
const BYTES_PER_QUESTION = 1 << 15;
const NONE: readonly number[] = [];

/**
 * Read on first use and as far as needed; a repository without `obsstore` costs one look. Markers are named by the offset at
 * which they start; the same marker may come twice.
 */
export class ObsStore {
  readonly #fs: FileSystem | undefined;
  readonly #cache: LinkCache | undefined;
  #source: LazyBytes | undefined;
  #pages: PagedFile | undefined;
  #markers: ObsMarkers | undefined;
  #index: MarkerIndex | undefined;
  #prunedChildren: ReadonlyMap<NodeId, readonly number[]> | undefined;

  /**
   * @param source the store directory, or markers at hand.
   * @param cache where an index over the markers is kept.
   */
  constructor(source: FileSystem | Uint8Array | ObsMarkers, cache?: LinkCache) {
    if (source instanceof Uint8Array) this.#source = loadedBytes(source);
    else if (source instanceof ObsMarkers) this.#source = loadedBytes(source.wholeBytes());
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

  /** Tells that so many nodes will be asked for: beyond some, reading all at once is cheaper than page after page. */
  expectQuestions(count: number): void {
    if (this.isEmpty || count * BYTES_PER_QUESTION < this.markers.byteLength) return;
    this.markers.wholeBytes();
    this.#byNode.loadAll();
  }

  get #byNode(): MarkerIndex {
    this.#index ??= this.reading(() => new MarkerIndex(this.#bytes, this.markers, this.#cache));
    return this.#index;
  }

  /** Markers that name a node in some role, in file order, each once. */
  #naming(key: Uint8Array): number[] {
    const values = this.#byNode.values(key);
    if (values.length === 0) return [];
    const { markers } = this;
    const toMarker = markers.predecessorOffset(0);
    const found: number[] = [];
    let last = -1;
    for (const value of values) {
      if (value !== last) found.push(value - toMarker);
      last = value;
    }
    return found.reverse();
  }

  /** Whether some marker names a node, in whatever role. @param key its 20 bytes. O(depth). */
  isNamed(key: Uint8Array): boolean {
    return !this.isEmpty && this.#byNode.has(key);
  }

  /** Whether the node was rewritten or pruned. */
  hasSuccessorMarkers(node: NodeId): boolean {
    const key = this.#key(node);
    if (key === undefined) return false;
    const { markers } = this;
    for (const value of this.#byNode.values(key)) if (markers.isNode(value, key)) return true;
    return false;
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
