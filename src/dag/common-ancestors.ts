/** Common ancestors, and who is whose ancestor. */
import type { Graph } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';
import { RevMarks } from './rev-marks.js';

/** Groups per walk: one bit each, and one for what is below a result. */
const MOST_GROUPS = 29;
const COVERED = 1 << 30;

/**
 * The heads of the set of common ancestors, ascending; a revision is its own ancestor. Empty when there are none, or when
 * one of the revisions is -1. O(the range from the highest revision down to the lowest result).
 */
export function commonAncestorsHeads(graph: Graph, revs: Iterable<number>): number[] {
  const unique = [...new Set(revs)];
  for (const rev of unique) checkRev(graph, rev);
  if (unique.length === 0 || unique.includes(-1)) return [];
  let common = [unique[0]];
  // More revisions than bits: intersect with what the ones before have in common.
  for (let at = 1; at < unique.length && common.length > 0; at += MOST_GROUPS - 1) {
    const groups = [common, ...unique.slice(at, at + MOST_GROUPS - 1).map((rev) => [rev])];
    common = commonOfGroups(graph, groups);
  }
  return common;
}

/** Heads of the revisions that are, for every group, an ancestor of one of its members. */
function commonOfGroups(graph: Graph, groups: readonly (readonly number[])[]): number[] {
  let top = -1;
  for (const group of groups) for (const rev of group) top = Math.max(top, rev);
  const marks = new RevMarks(top);
  const all = (1 << groups.length) - 1;
  // Marked revisions, not yet visited, that may still lead to results.
  let open = 0;
  groups.forEach((group, bit) => {
    for (const rev of group) {
      const mark = marks.get(rev);
      if (mark === 0) open++;
      marks.set(rev, mark | (1 << bit));
    }
  });
  const parents = new ParentReader(graph, 0, 0);
  const results: number[] = [];
  for (let rev = top; rev >= 0 && open > 0; rev--) {
    let mark = marks.get(rev);
    if (mark === 0) continue;
    if (mark < COVERED) {
      open--;
      if (mark === all) {
        results.push(rev);
        mark |= COVERED;
      }
    }
    const p1 = parents.parent1(rev);
    const p2 = parents.parent2(rev);
    if (p1 >= 0) {
      const old = marks.get(p1);
      const merged = old | mark;
      if (merged !== old) marks.set(p1, merged);
      open += (merged < COVERED ? 1 : 0) - (old > 0 && old < COVERED ? 1 : 0);
    }
    if (p2 >= 0) {
      const old = marks.get(p2);
      const merged = old | mark;
      if (merged !== old) marks.set(p2, merged);
      open += (merged < COVERED ? 1 : 0) - (old > 0 && old < COVERED ? 1 : 0);
    }
  }
  return results.reverse();
}

/**
 * The greatest common ancestors: of {@link commonAncestorsHeads} those farthest from the roots (by the longest way),
 * ascending. O(highest head) when there are several, otherwise as that.
 */
export function greatestCommonAncestors(graph: Graph, revs: Iterable<number>): number[] {
  const heads = commonAncestorsHeads(graph, revs);
  if (heads.length <= 1) return heads;
  const top = heads[heads.length - 1];
  const parents = new ParentReader(graph, 0, top + 1);
  const wanted = new Uint8Array(top + 1);
  for (const rev of heads) wanted[rev] = 1;
  for (let rev = top; rev >= 0; rev--) {
    if (wanted[rev] === 0) continue;
    const p1 = parents.parent1(rev);
    const p2 = parents.parent2(rev);
    if (p1 >= 0) wanted[p1] = 1;
    if (p2 >= 0) wanted[p2] = 1;
  }
  const depths = new Int32Array(top + 1);
  for (let rev = 0; rev <= top; rev++) {
    if (wanted[rev] === 0) continue;
    const p1 = parents.parent1(rev);
    const p2 = parents.parent2(rev);
    const depth1 = p1 < 0 ? 0 : depths[p1];
    const depth2 = p2 < 0 ? 0 : depths[p2];
    depths[rev] = Math.max(depth1, depth2) + 1;
  }
  let deepest = 0;
  for (const rev of heads) deepest = Math.max(deepest, depths[rev]);
  return heads.filter((rev) => depths[rev] === deepest);
}

/** Whether `ancestor` is `rev` or one of its ancestors; -1 is everybody's. O(rev - ancestor). */
export function isAncestor(graph: Graph, ancestor: number, rev: number): boolean {
  checkRev(graph, ancestor);
  checkRev(graph, rev);
  return isAncestorOfAny(graph, ancestor, [rev]);
}

/** Whether `ancestor` is one of `revs` or an ancestor of one. O(the range between). */
export function isAncestorOfAny(graph: Graph, ancestor: number, revs: readonly number[]): boolean {
  if (ancestor < 0) return revs.length > 0;
  let top = -1;
  for (const rev of revs) {
    if (rev === ancestor) return true;
    if (rev > top) top = rev;
  }
  if (top < ancestor) return false;
  checkRev(graph, top);
  const marks = new RevMarks(top);
  for (const rev of revs) if (rev > ancestor) marks.set(rev, 1);
  const parents = new ParentReader(graph, 0, 0);
  for (let rev = top; rev > ancestor; rev--) {
    if (marks.get(rev) === 0) continue;
    const p1 = parents.parent1(rev);
    const p2 = parents.parent2(rev);
    if (p1 === ancestor || p2 === ancestor) return true;
    if (p1 > ancestor) marks.set(p1, 1);
    if (p2 > ancestor) marks.set(p2, 1);
  }
  return false;
}
