/** Which markers belong to changesets: what exchange sends, and what strip takes away. */
import type { NodeId } from '../../bytes/index.js';
import { compareMarkers } from './compare-markers.js';
import type { ObsStore } from './obs-store.js';

/** Of the markers of a node as predecessor: those that pruned it, or those that rewrote it. */
function split(store: ObsStore, node: NodeId): { prunes: number[]; rewrites: number[] } {
  const prunes: number[] = [];
  const rewrites: number[] = [];
  for (const marker of store.successorMarkers(node))
    (store.markers.successorCount(marker) === 0 ? prunes : rewrites).push(marker);
  return { prunes, rewrites };
}

const ascending = (markers: Iterable<number>): number[] => [...markers].sort((a, b) => a - b);

/**
 * The markers that say how changesets came about: those that led to them, prunes of them and of their children, and all that
 * led to the predecessors in these.
 * @returns in file order. O(markers found).
 */
export function relevantMarkers(store: ObsStore, nodes: Iterable<NodeId>): number[] {
  const found = new Set<number>();
  const seen = new Set(nodes);
  store.reading(() => {
    for (const node of seen) {
      const here = [
        ...store.predecessorMarkers(node),
        ...split(store, node).prunes,
        ...store.prunedChildMarkers(node),
      ];
      for (const marker of here) {
        found.add(marker);
        seen.add(store.markers.predecessor(marker));
      }
    }
  });
  return ascending(found);
}

/**
 * The markers that no changeset but these needs: what becomes of the markers when the changesets are stripped. A changeset that was
 * rewritten gives up its markers only when all its rewrites lead into the set.
 * @param isKnown whether the repository has a changeset; the markers of known ones that are not given stay.
 * @returns in file order. O(markers found).
 */
export function exclusiveMarkers(
  store: ObsStore,
  nodes: Iterable<NodeId>,
  isKnown: (node: NodeId) => boolean,
): number[] {
  const given = new Set(nodes);
  const found = new Set<number>();
  /** Rewrites of a node that are not in `found` yet. */
  const missing = new Map<NodeId, number>();
  const done = new Set<NodeId>();
  const pending: NodeId[] = [];
  const missingOf = (node: NodeId): number => {
    let count = missing.get(node);
    if (count === undefined) {
      count = split(store, node).rewrites.filter((marker) => !found.has(marker)).length;
      missing.set(node, count);
    }
    return count;
  };
  const reach = (node: NodeId): void => {
    if (done.has(node) || missingOf(node) > 0 || (!given.has(node) && isKnown(node))) return;
    done.add(node);
    pending.push(node);
  };
  const take = (marker: number): void => {
    if (found.has(marker)) return;
    const predecessor = store.markers.predecessor(marker);
    if (store.markers.successorCount(marker) > 0) missing.set(predecessor, missingOf(predecessor) - 1);
    found.add(marker);
  };
  store.reading(() => {
    for (const node of given) if (missingOf(node) === 0) reach(node);
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      for (const marker of [...store.predecessorMarkers(node), ...split(store, node).prunes]) {
        take(marker);
        reach(store.markers.predecessor(marker));
      }
      // A pruned child's own markers go only with the child.
      for (const marker of store.prunedChildMarkers(node)) reach(store.markers.predecessor(marker));
    }
  });
  return ascending(found);
}

/** In hg's order for lists and bundles: by predecessor, successors, flags, metadata, date and parents. */
export function sortedMarkers(store: ObsStore, markers: Iterable<number>): number[] {
  return [...markers]
    .map((at) => ({ at, marker: store.marker(at) }))
    .sort((a, b) => compareMarkers(a.marker, b.marker))
    .map(({ at }) => at);
}
