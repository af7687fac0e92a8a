/** All obsolescence markers of a repository, found by the nodes that they connect. */
import { NODE_BYTES, type NodeId } from '../../bytes/index.js';
import { CorruptionError } from '../../errors/index.js';
import { type FileSystem, tryReadFile } from '../../platform/index.js';
import { MarkerIndex } from './marker-index.js';
import { type ObsMarker, ObsMarkers } from './markers.js';

/**
 * Read on first use; a repository without `obsstore` costs one failed open. Markers are named by their number in the
 * file; the same marker may come twice.
 */
export class ObsStore {
  readonly #store: FileSystem | undefined;
  #markers: ObsMarkers | undefined;
  #byPredecessor: MarkerIndex | undefined;
  #bySuccessor: MarkerIndex | undefined;

  /** @param source the store directory, or markers at hand. */
  constructor(source: FileSystem | ObsMarkers) {
    if (source instanceof ObsMarkers) this.#markers = source;
    else this.#store = source;
  }

  get markers(): ObsMarkers {
    if (this.#markers === undefined) {
      const bytes = this.#store === undefined ? undefined : tryReadFile(this.#store, 'obsstore');
      this.#markers = new ObsMarkers(bytes ?? new Uint8Array(0));
    }
    return this.#markers;
  }

  /** Number of markers. hg warns when there are some but `experimental.evolution` is off. */
  get length(): number {
    return this.markers.length;
  }

  marker(index: number): ObsMarker {
    return this.markers.marker(index);
  }

  get #predecessors(): MarkerIndex {
    if (this.#byPredecessor === undefined) {
      const all = this.markers;
      const offsets = new Uint32Array(all.length);
      const owners = new Uint32Array(all.length);
      let count = 0;
      for (let i = 0; i < all.length; i++) {
        if (all.nodeBytes(i) !== NODE_BYTES) continue;
        offsets[count] = all.predecessorOffset(i);
        owners[count++] = i;
      }
      this.#byPredecessor = new MarkerIndex(all.bytes, offsets.subarray(0, count), owners);
    }
    return this.#byPredecessor;
  }

  get #successors(): MarkerIndex {
    if (this.#bySuccessor === undefined) {
      const all = this.markers;
      let total = 0;
      for (let i = 0; i < all.length; i++) total += all.successorCount(i);
      const offsets = new Uint32Array(total);
      const owners = new Uint32Array(total);
      let count = 0;
      for (let i = 0; i < all.length; i++) {
        if (all.nodeBytes(i) !== NODE_BYTES) continue;
        for (let k = all.successorCount(i) - 1; k >= 0; k--) {
          const offset = all.successorOffset(i, k);
          if (isNull(all.bytes, offset))
            throw new CorruptionError(
              'obsstore',
              'bad obsolescence marker detected: invalid successors nullid',
              { offset },
            );
          offsets[count] = offset;
          owners[count++] = i;
        }
      }
      this.#bySuccessor = new MarkerIndex(all.bytes, offsets.subarray(0, count), owners);
    }
    return this.#bySuccessor;
  }

  /** Whether the node was rewritten or pruned. */
  hasSuccessorMarkers(node: NodeId): boolean {
    return this.length > 0 && this.#predecessors.has(node);
  }

  /** Markers whose predecessor is the node, in file order. */
  successorMarkers(node: NodeId): number[] {
    return this.length === 0 ? [] : this.#predecessors.markersOf(node);
  }

  /** Markers that have the node among their successors, in file order. */
  predecessorMarkers(node: NodeId): number[] {
    return this.length === 0 ? [] : this.#successors.markersOf(node);
  }
}

function isNull(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + NODE_BYTES; i++) if (bytes[i] !== 0) return false;
  return true;
}
