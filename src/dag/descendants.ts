/** Descendants and children. */
import type { Graph } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';

export interface DescendantOptions {
  /** Whether the given revisions belong to the set; otherwise only those that descend from another of them. */
  readonly inclusive?: boolean;
  /** Revisions from this one on are left out. */
  readonly stop?: number;
}

/** Descendants in ascending order, found as they are asked for. Everything descends from -1. O(stop - lowest). */
export function* descendants(
  graph: Graph,
  revs: Iterable<number>,
  options: DescendantOptions = {},
): Generator<number, void, undefined> {
  const { inclusive = false, stop = graph.length } = options;
  checkRev(graph, stop - 1);
  const given = [...revs];
  let low = Infinity;
  for (const rev of given) {
    checkRev(graph, rev);
    if (rev < low) low = rev;
  }
  if (low >= stop) return;
  if (low < 0) {
    if (inclusive) yield -1;
    for (let rev = 0; rev < stop; rev++) yield rev;
    return;
  }
  const inside = new Uint8Array(stop - low);
  for (const rev of given) if (rev < stop) inside[rev - low] = 1;
  const parents = new ParentReader(graph, low, stop);
  for (let rev = low; rev < stop; rev++) {
    const p1 = parents.parent1(rev);
    const p2 = parents.parent2(rev);
    const descends = (p1 >= low && inside[p1 - low] === 1) || (p2 >= low && inside[p2 - low] === 1);
    if (descends || (inclusive && inside[rev - low] === 1)) {
      inside[rev - low] = 1;
      yield rev;
    }
  }
}

/**
 * Children of any of the revisions, ascending. Revisions without parents are children of -1.
 * O(length - the lowest revision).
 */
export function children(graph: Graph, revs: Iterable<number>): number[] {
  const wanted = new Set(revs);
  if (wanted.size === 0) return [];
  let low = Infinity;
  for (const rev of wanted) {
    checkRev(graph, rev);
    if (rev < low) low = rev;
  }
  const parents = new ParentReader(graph, low + 1, graph.length);
  const out: number[] = [];
  for (let rev = low + 1; rev < graph.length; rev++) {
    const p1 = parents.parent1(rev);
    const p2 = parents.parent2(rev);
    // The null revision is a parent only of those that have no other.
    if ((p1 >= low && (p1 >= 0 || p2 < 0) && wanted.has(p1)) || (p2 >= 0 && p2 >= low && wanted.has(p2)))
      out.push(rev);
  }
  return out;
}
