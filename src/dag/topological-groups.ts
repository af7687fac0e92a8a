/** Orders revisions so that branches stay together: the revset `sort(x, topo)`, for drawings with few columns. */
import type { Graph } from './graph.js';
import { ParentReader } from './parent-reader.js';

/** Revisions that are kept back, and the parents that they wait for. */
interface Branch {
  revs: number[];
  awaited: Set<number>;
}

/**
 * Children before parents, one branch at a time: revisions are kept back until one that has been given out (or a
 * parent of `first`) leads to their branch. Behind merges nothing is reordered. Sets with gaps (parents that are not
 * among `revs`) are ordered validly, but pieces that hang together only over a gap may come in another order than hg's.
 * O(revisions * branches kept back at the same time).
 * @param first revisions whose branch is to come first
 */
export function* topologicalGroups(
  graph: Graph,
  revs: Iterable<number>,
  first: Iterable<number> = [],
): Generator<number, void, undefined> {
  const order = Int32Array.from(new Set(revs)).sort().reverse();
  const parents = new ParentReader(graph, 0, 0);
  /** Given out, or parents of those: what leads on. */
  const open = new Set(first);
  const branches: Branch[] = [];
  for (const rev of order) {
    let branch = joined(branches, rev);
    branch.revs.push(rev);
    branch.awaited.delete(rev);
    if (rev >= 0) {
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      if (p1 >= 0) branch.awaited.add(p1);
      if (p2 >= 0) branch.awaited.add(p2);
    }
    // Nothing leads on, at the start or after a root: take the oldest branch.
    if (open.size === 0) branch = branches[0];
    else if (!open.has(rev) && !intersects(branch.awaited, open)) continue;
    for (const parent of branch.awaited) open.add(parent);
    yield* branch.revs;
    // The first branch stays, empty: its continuation belongs in front.
    if (branch === branches[0]) branch.revs = [];
    else branches.splice(branches.indexOf(branch), 1);
  }
  for (const { revs: rest } of branches) yield* rest;
}

/** The branch that waits for `rev`, made of all that do; a new one when there is none. */
function joined(branches: Branch[], rev: number): Branch {
  const waiting = branches.filter(({ awaited }) => awaited.has(rev));
  if (waiting.length === 0) {
    const branch = { revs: [], awaited: new Set<number>() };
    branches.push(branch);
    return branch;
  }
  const [target, ...others] = waiting;
  for (const other of others) {
    target.revs.push(...other.revs);
    for (const parent of other.awaited) target.awaited.add(parent);
    branches.splice(branches.indexOf(other), 1);
  }
  return target;
}

function intersects(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  for (const one of a) if (b.has(one)) return true;
  return false;
}
