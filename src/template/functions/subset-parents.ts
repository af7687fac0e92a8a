/** Parents of a revision when only some revisions exist. */
import type { Graph } from '../../dag/index.js';

/** The heads of those members of `subset` that are proper ancestors of `rev`, ascending. O(rev). */
export function subsetParents(graph: Graph, rev: number, subset: readonly number[]): number[] {
  if (rev < 0 || rev >= graph.length) return [];
  const members = new Set(subset);
  // 1: ancestor of rev; 2: ancestor of a found parent.
  const marks = new Uint8Array(rev + 1);
  marks[rev] = 1;
  const out: number[] = [];
  for (let at = rev; at >= 0; at--) {
    let mark = marks[at] as number;
    if (mark === 0) continue;
    if (at !== rev && mark === 1 && members.has(at)) {
      out.push(at);
      mark = 2;
    }
    for (const parent of [graph.parent1(at), graph.parent2(at)])
      if (parent >= 0) marks[parent] = Math.max(marks[parent] as number, mark);
  }
  return out.reverse();
}
