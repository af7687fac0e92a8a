/** Finds markers by a node that they name: a compact radixlink over the nodes where they lie in the file. */
import { NODE_BYTES } from '../../bytes/index.js';
import { CorruptionError } from '../../errors/index.js';
import type { CompactRadixlink } from '../../radixlink/index.js';
import type { ObsMarkers } from './markers.js';

/**
 * The values of a node are the markers in which it is the predecessor, a successor, or a parent of what was pruned. A
 * value is where the predecessor's node is: for predecessors that is the key's own reference, which needs no leaf.
 */
export function indexMarkers(index: CompactRadixlink, markers: ObsMarkers, first: number): void {
  for (const marker of markers.from(first)) {
    if (markers.nodeBytes(marker) !== NODE_BYTES) continue;
    const value = markers.predecessorOffset(marker);
    const insert = (at: number): void => {
      index.insert(at, value);
    };
    insert(value);
    const count = markers.successorCount(marker);
    // From the last, as they are found newest first.
    for (let i = count - 1; i >= 0; i--) {
      const at = markers.successorOffset(marker, i);
      if (markers.isNullNode(at))
        throw new CorruptionError('obsstore', 'bad obsolescence marker detected: invalid successors nullid', {
          offset: at,
        });
      insert(at);
    }
    if (count === 0) for (const at of markers.parentOffsets(marker)) insert(at);
  }
}
