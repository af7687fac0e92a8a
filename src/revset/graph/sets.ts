/** Whole-set questions about the history, one typed-array pass each. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { dagRange, type Graph, greatestCommonAncestors } from '../../dag/index.js';
import { HgError } from '../../errors/index.js';
import type { RepoView } from '../../store/index.js';
import type { Evaluation } from '../evaluation.js';
import { RevBits } from '../sets/index.js';

type Parents = Pick<Evaluation, 'view' | 'parent1' | 'parent2'>;

/** Ascending revisions whose mark has the bits. */
function marked(marks: Uint8Array, mask: number, value: number): Int32Array {
  let count = 0;
  for (let rev = 0; rev < marks.length; rev++) if (((marks[rev] as number) & mask) === value) count++;
  const out = new Int32Array(count);
  for (let rev = 0, at = 0; at < count; rev++) if (((marks[rev] as number) & mask) === value) out[at++] = rev;
  return out;
}

/**
 * Everything on a path from `roots` to `heads`, ends included, ascending. The working directory may be an end: it is
 * on a path when one of its parents is.
 */
export function reachableRoots(
  parents: Parents,
  roots: Iterable<number>,
  heads: Iterable<number>,
): Int32Array {
  const { graph } = parents.view;
  const from = [...roots];
  const to = [...heads];
  if (!to.includes(WDIR_REV))
    return dagRange(
      graph,
      from.filter((rev) => rev !== WDIR_REV),
      to,
    );
  const below = [parents.parent1(WDIR_REV), parents.parent2(WDIR_REV)].filter((rev) => rev !== NULL_REV);
  const committed = from.filter((rev) => rev !== WDIR_REV);
  const found = dagRange(graph, committed, [...to.filter((rev) => rev !== WDIR_REV), ...below]);
  const isReached =
    from.includes(WDIR_REV) || found.some((rev) => below.includes(rev)) || from.includes(NULL_REV);
  return isReached ? Int32Array.from([...found, WDIR_REV]) : found;
}

/** Members without a child among the members, ascending; null is never one. */
export function headsOf(graph: Graph, members: Iterable<number>): Int32Array {
  const marks = new Uint8Array(graph.length);
  let highest = -1;
  for (const rev of members) {
    if (rev === NULL_REV || rev === WDIR_REV) continue;
    marks[rev] = (marks[rev] as number) | 1;
    if (rev > highest) highest = rev;
  }
  for (let rev = highest; rev >= 0; rev--) {
    if (((marks[rev] as number) & 1) === 0) continue;
    const first = graph.parent1(rev);
    const second = graph.parent2(rev);
    if (first >= 0) marks[first] = (marks[first] as number) | 2;
    if (second >= 0) marks[second] = (marks[second] as number) | 2;
  }
  return marked(marks, 3, 1);
}

/**
 * The one greatest common ancestor that hg picks: of several that are equally far from the roots the one with the
 * smallest node. -1 when there is none.
 * @param preferred names of revisions that are taken first.
 */
export function greatestCommonAncestor(
  view: RepoView,
  a: number,
  b: number,
  preferred: readonly ByteString[] = [],
): number {
  const candidates = greatestCommonAncestors(view.graph, [a, b]);
  if (preferred.length > 0 && candidates.length > 1)
    for (const name of preferred) {
      const rev = lookedUp(view, name);
      if (rev !== undefined && candidates.includes(rev)) return rev;
    }
  return candidates.reduce(
    (best, rev) => (best === NULL_REV || view.node(rev) < view.node(best) ? rev : best),
    NULL_REV,
  );
}

/** Undefined for what names nothing, or too much: names of other repositories' changesets may stand in a user's configuration. */
function lookedUp(view: RepoView, name: ByteString): number | undefined {
  try {
    return view.lookup(name);
  } catch (error) {
    if (error instanceof HgError) return undefined;
    throw error;
  }
}

/** Membership of arbitrary revisions. */
export function bitsOf(revs: Iterable<number>): RevBits {
  const bits = new RevBits();
  for (const rev of revs) bits.add(rev);
  return bits;
}
