/** The edges that a drawing of some revisions has: to parents, over gaps, and out of the picture. */
import type { Graph, RevMembership } from './graph.js';
import { reachableRoots } from './reachable-roots.js';

export interface GraphEdge {
  /** To a parent; to the nearest drawn ancestors, over revisions that are not drawn; to a parent with no drawn ancestors. */
  readonly kind: 'parent' | 'grandparent' | 'missing';
  readonly rev: number;
}

/**
 * Finds the edges below a revision, for a drawing that consists of `drawn`. Answers about gaps are kept: use one per
 * drawing. O(highest undrawn parent - lowest drawn revision) for each gap.
 */
export class GraphParents {
  readonly #graph: Graph;
  readonly #drawn: RevMembership & Iterable<number>;
  readonly #nearest = new Map<number, readonly number[]>();
  readonly #lowest: number;

  /** @param drawn a set of revisions: a Set or a RevSet */
  constructor(graph: Graph, drawn: RevMembership & Iterable<number>) {
    this.#graph = graph;
    this.#drawn = drawn;
    let lowest = Infinity;
    for (const rev of drawn) if (rev < lowest) lowest = rev;
    this.#lowest = lowest;
  }

  /** Drawn parents in ascending order, then what stands for the others. */
  edgesOf(rev: number): GraphEdge[] {
    if (rev < 0) return [];
    const parents = [this.#graph.parent1(rev), this.#graph.parent2(rev)].filter((parent) => parent >= 0);
    const near = [...new Set(parents.filter((parent) => this.#drawn.has(parent)))].sort((a, b) => a - b);
    const edges: GraphEdge[] = near.map((parent) => ({ kind: 'parent', rev: parent }));
    const known = new Set(near);
    for (const parent of parents) {
      if (near.includes(parent)) continue;
      const roots = this.#nearestDrawn(parent);
      if (roots.length === 0) edges.push({ kind: 'missing', rev: parent });
      for (const root of roots) {
        if (known.has(root)) continue;
        known.add(root);
        edges.push({ kind: 'grandparent', rev: root });
      }
      if (roots.length === 0) known.add(parent);
    }
    return edges;
  }

  #nearestDrawn(rev: number): readonly number[] {
    let found = this.#nearest.get(rev);
    if (found === undefined) {
      found = [...reachableRoots(this.#graph, this.#lowest, [rev], this.#drawn)];
      this.#nearest.set(rev, found);
    }
    return found;
  }
}
