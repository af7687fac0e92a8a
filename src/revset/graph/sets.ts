/** Whole-set questions about the history, one typed-array pass each. */
import { NULL_REV, WDIR_REV } from '../../bytes/index.js';
import type { Graph } from '../../dag/index.js';
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
 * Everything on a path from `roots` to `heads`, ends included, ascending: one pass down that finds the ancestors of the
 * heads, one pass up that keeps those with a root below. O(revisions between).
 */
export function reachableRoots(
  parents: Parents,
  roots: Iterable<number>,
  heads: Iterable<number>,
): Int32Array {
  const { view } = parents;
  const { graph } = view;
  const ancestor = 1;
  const reached = 2;
  const marks = new Uint8Array(view.length);
  let lowest = view.length;
  let highest = -1;
  let nullRoot = false;
  let workingRoot = false;
  for (const rev of roots) {
    if (rev === NULL_REV) nullRoot = true;
    else if (rev === WDIR_REV) workingRoot = true;
    else {
      marks[rev] = reached;
      if (rev < lowest) lowest = rev;
    }
  }
  let nullHead = false;
  let workingHead = false;
  const head = (rev: number) => {
    if (rev < 0) return;
    marks[rev] = (marks[rev] as number) | ancestor;
    if (rev > highest) highest = rev;
  };
  for (const rev of heads) {
    if (rev === NULL_REV) nullHead = true;
    else if (rev === WDIR_REV) {
      workingHead = true;
      head(parents.parent1(rev));
      head(parents.parent2(rev));
    } else head(rev);
  }
  if (nullRoot) lowest = 0;
  for (let rev = highest; rev >= lowest; rev--) {
    if (((marks[rev] as number) & ancestor) === 0) continue;
    const first = graph.parent1(rev);
    const second = graph.parent2(rev);
    if (first >= 0) marks[first] = (marks[first] as number) | ancestor;
    if (second >= 0) marks[second] = (marks[second] as number) | ancestor;
  }
  for (let rev = lowest; rev <= highest; rev++) {
    const mark = marks[rev] as number;
    if (mark !== ancestor) continue;
    const first = graph.parent1(rev);
    const second = graph.parent2(rev);
    if (
      (first >= 0 ? (marks[first] as number) === 3 : nullRoot) ||
      (second >= 0 && (marks[second] as number) === 3)
    )
      marks[rev] = 3;
  }
  const found = marked(marks, 3, 3);
  const isReached = (rev: number) => (rev >= 0 ? marks[rev] === 3 : nullRoot);
  const second = workingHead ? parents.parent2(WDIR_REV) : NULL_REV;
  const working =
    workingHead &&
    (workingRoot || isReached(parents.parent1(WDIR_REV)) || (second >= 0 && isReached(second)));
  const withNull = nullRoot && (nullHead || found.length > 0 || working);
  if (!withNull && !working) return found;
  return Int32Array.from([...(withNull ? [NULL_REV] : []), ...found, ...(working ? [WDIR_REV] : [])]);
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

/** Marks all ancestors of the revisions, themselves included (null and the working directory are ignored). */
export function ancestorBits(graph: Graph, heads: Iterable<number>): Uint8Array {
  const marks = new Uint8Array(graph.length);
  let highest = -1;
  for (const rev of heads) {
    if (rev < 0 || rev === WDIR_REV) continue;
    marks[rev] = 1;
    if (rev > highest) highest = rev;
  }
  for (let rev = highest; rev >= 0; rev--) {
    if (marks[rev] === 0) continue;
    const first = graph.parent1(rev);
    const second = graph.parent2(rev);
    if (first >= 0) marks[first] = 1;
    if (second >= 0) marks[second] = 1;
  }
  return marks;
}

/** Ancestors of `heads` that are not ancestors of `common`, ascending. */
export function missingAncestors(
  graph: Graph,
  common: Iterable<number>,
  heads: Iterable<number>,
): Int32Array {
  const wanted = ancestorBits(graph, heads);
  const known = ancestorBits(graph, common);
  for (let rev = 0; rev < wanted.length; rev++) if (known[rev] === 1) wanted[rev] = 0;
  return marked(wanted, 1, 1);
}

/** Ancestors of every one of the revisions, as marks. */
function commonAncestorBits(graph: Graph, revs: readonly number[]): Uint8Array {
  const [first, ...others] = revs;
  const marks = ancestorBits(graph, first === undefined ? [] : [first]);
  for (const rev of others) {
    const other = ancestorBits(graph, [rev]);
    for (let i = 0; i < marks.length; i++) marks[i] = (marks[i] as number) & (other[i] as number);
  }
  return marks;
}

/** Heads of the common ancestors of all the revisions, ascending; [] when there are none. */
export function commonAncestorHeads(graph: Graph, revs: readonly number[]): Int32Array {
  if (revs.length === 0 || revs.includes(NULL_REV)) return new Int32Array(0);
  return headsOf(graph, marked(commonAncestorBits(graph, revs), 1, 1));
}

/**
 * The one greatest common ancestor that hg picks: among the heads of the common ancestors those with the longest way
 * to a root, and of these the one with the smallest node. -1 when there is none.
 */
export function greatestCommonAncestor({ view }: Parents, a: number, b: number): number {
  const { graph } = view;
  const heads = commonAncestorHeads(graph, [a, b]);
  if (heads.length <= 1) return heads[0] ?? NULL_REV;
  const highest = heads[heads.length - 1] as number;
  const depth = new Int32Array(highest + 1);
  for (let rev = 0; rev <= highest; rev++) {
    const first = graph.parent1(rev);
    const second = graph.parent2(rev);
    depth[rev] =
      1 + Math.max(first < 0 ? 0 : (depth[first] as number), second < 0 ? 0 : (depth[second] as number));
  }
  const deepest = Math.max(...Array.from(heads, (rev) => depth[rev] as number));
  const candidates = [...heads].filter((rev) => depth[rev] === deepest);
  return candidates.reduce((best, rev) => (view.node(rev) < view.node(best) ? rev : best));
}

/** Membership of arbitrary revisions. */
export function bitsOf(revs: Iterable<number>): RevBits {
  const bits = new RevBits();
  for (const rev of revs) bits.add(rev);
  return bits;
}
