/** Walks over the small graphs of files and manifests. */
import { NULL_REV } from '../bytes/index.js';
import type { Graph } from '../dag/index.js';

/** Revisions without children, ascending; [-1] for an empty graph. O(n). */
export function headsOf(graph: Graph): readonly number[] {
  const { length } = graph;
  if (length === 0) return [NULL_REV];
  const hasChild = new Uint8Array(length);
  for (let rev = 0; rev < length; rev++) {
    const p1 = graph.parent1(rev);
    const p2 = graph.parent2(rev);
    if (p1 >= 0) hasChild[p1] = 1;
    if (p2 >= 0) hasChild[p2] = 1;
  }
  const heads: number[] = [];
  for (let rev = 0; rev < length; rev++) if (hasChild[rev] === 0) heads.push(rev);
  return heads;
}

/** Ascending. A revision whose two parents are the null revision is a child of that. O(n - rev). */
export function childrenOf(graph: Graph, rev: number): readonly number[] {
  const children: number[] = [];
  for (let at = rev + 1; at < graph.length; at++) {
    const p1 = graph.parent1(at);
    const p2 = graph.parent2(at);
    if (rev === NULL_REV ? p1 === NULL_REV && p2 === NULL_REV : p1 === rev || p2 === rev) children.push(at);
  }
  return children;
}

const IN_A = 1;
const IN_B = 2;
/** Below a common ancestor. */
const COVERED = 4;

/** Ascending; empty when nothing is common. O(max(a, b)). */
export function commonAncestorsHeadsOf(graph: Graph, a: number, b: number): readonly number[] {
  const highest = Math.max(a, b);
  if (Math.min(a, b) < 0) return [];
  const marks = new Uint8Array(highest + 1);
  marks[a] = IN_A;
  marks[b] = (marks[b] as number) | IN_B;
  const heads: number[] = [];
  for (let rev = highest; rev >= 0; rev--) {
    let mark = marks[rev] as number;
    if (mark === 0) continue;
    if (mark === (IN_A | IN_B)) {
      heads.push(rev);
      mark |= COVERED;
    }
    const p1 = graph.parent1(rev);
    const p2 = graph.parent2(rev);
    if (p1 >= 0) marks[p1] = (marks[p1] as number) | mark;
    if (p2 >= 0) marks[p2] = (marks[p2] as number) | mark;
  }
  return heads.reverse();
}

/** Ascending, without `revs` themselves unless one descends from another. O(n - min(revs)). */
export function* descendantsOf(graph: Graph, revs: Iterable<number>): Iterable<number> {
  let lowest = graph.length;
  const given = [...revs];
  for (const rev of given) if (rev < lowest) lowest = rev;
  if (lowest === NULL_REV) {
    for (let rev = 0; rev < graph.length; rev++) yield rev;
    return;
  }
  const inside = new Uint8Array(graph.length - lowest);
  for (const rev of given) inside[rev - lowest] = 1;
  for (let rev = lowest + 1; rev < graph.length; rev++) {
    const p1 = graph.parent1(rev);
    const p2 = graph.parent2(rev);
    if ((p1 >= lowest && inside[p1 - lowest] === 1) || (p2 >= lowest && inside[p2 - lowest] === 1)) {
      inside[rev - lowest] = 1;
      yield rev;
    }
  }
}
