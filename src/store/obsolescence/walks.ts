/** Walks along markers, in either direction. */
import type { NodeId } from '../../bytes/index.js';
import type { ObsStore } from './obs-store.js';

/** The nodes and everything that replaced them, directly or not. Markers with one of `ignoreFlags` do not count. */
export function allSuccessors(store: ObsStore, nodes: Iterable<NodeId>, ignoreFlags = 0): Set<NodeId> {
  const seen = new Set(nodes);
  for (const node of seen)
    for (const marker of store.successorMarkers(node))
      if ((store.markers.flags(marker) & ignoreFlags) === 0)
        for (const successor of store.markers.successors(marker)) seen.add(successor);
  return seen;
}

/** The nodes and everything that they replaced, directly or not. */
export function allPredecessors(store: ObsStore, nodes: Iterable<NodeId>, ignoreFlags = 0): Set<NodeId> {
  const seen = new Set(nodes);
  for (const node of seen)
    for (const marker of store.predecessorMarkers(node))
      if ((store.markers.flags(marker) & ignoreFlags) === 0) seen.add(store.markers.predecessor(marker));
  return seen;
}

/**
 * The nearest nodes that satisfy `accept` (usually: visible changesets) on every way back from a node, sorted. What lies
 * behind an accepted node does not count.
 */
export function closestPredecessors(
  store: ObsStore,
  node: NodeId,
  accept: (node: NodeId) => boolean,
): NodeId[] {
  const found = new Set<NodeId>();
  const seen = new Set([node]);
  for (const current of seen)
    for (const marker of store.predecessorMarkers(current)) {
      const predecessor = store.markers.predecessor(marker);
      if (seen.has(predecessor)) continue;
      if (accept(predecessor)) found.add(predecessor);
      else seen.add(predecessor);
    }
  return [...found].sort();
}
