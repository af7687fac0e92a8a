/** Revisions without children. */
import type { Graph, RevMembership } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';

/**
 * Heads in ascending order; `[-1]` when there is no revision. Filtered revisions do not exist for this: they are no
 * heads, and their parents may be. O(length).
 * @param stop look only at revisions below this one
 * @throws CorruptionError
 */
export function headRevs(graph: Graph, filtered?: RevMembership, stop = graph.length): number[] {
  if (stop <= 0) return [-1];
  checkRev(graph, stop - 1);
  // One place further on than the revision, so that the null revision needs no test.
  const hasChild = new Uint8Array(stop + 1);
  if (filtered === undefined) markParents(graph, hasChild, stop);
  else {
    const parents = new ParentReader(graph, 0, stop);
    for (let rev = 0; rev < stop; rev++) {
      if (filtered.has(rev)) hasChild[rev + 1] = 1;
      else hasChild[parents.parent1(rev) + 1] = hasChild[parents.parent2(rev) + 1] = 1;
    }
  }
  hasChild[0] = 1;
  const heads = zeros(hasChild).map((at) => at - 1);
  return heads.length === 0 ? [-1] : heads;
}

/** The pass that every command makes, over the whole index: reads in place without a detour. */
function markParents(graph: Graph, hasChild: Uint8Array, stop: number): void {
  const raw = graph.rawParents?.(0, stop);
  let next = 0;
  if (raw !== undefined) {
    const end = Math.min(raw.end, stop);
    const { view, stride } = raw;
    const apart = raw.second - raw.first;
    // Four quarters take turns: the processor then waits for four pages of the index at a time instead of one.
    const quarter = end >> 2;
    const step = quarter * stride;
    for (let rev = 0, at = raw.first; rev < quarter; rev++, at += stride) {
      const a1 = view.getInt32(at);
      const a2 = view.getInt32(at + apart);
      const b1 = view.getInt32(at + step);
      const b2 = view.getInt32(at + step + apart);
      const c1 = view.getInt32(at + 2 * step);
      const c2 = view.getInt32(at + 2 * step + apart);
      const d1 = view.getInt32(at + 3 * step);
      const d2 = view.getInt32(at + 3 * step + apart);
      const b = rev + quarter;
      const c = b + quarter;
      const d = c + quarter;
      // -1 <= parent < rev, for all with one branch.
      const low = (a1 + 1) | (a2 + 1) | (b1 + 1) | (b2 + 1) | (c1 + 1) | (c2 + 1) | (d1 + 1) | (d2 + 1);
      const high1 = (rev - 1 - a1) | (b - 1 - b1) | (c - 1 - c1) | (d - 1 - d1);
      const high2 = (rev - 1 - a2) | (b - 1 - b2) | (c - 1 - c2) | (d - 1 - d2);
      if ((low | high1 | high2) < 0) checkAll(graph, end);
      hasChild[a1 + 1] = 1;
      hasChild[a2 + 1] = 1;
      hasChild[b1 + 1] = 1;
      hasChild[b2 + 1] = 1;
      hasChild[c1 + 1] = 1;
      hasChild[c2 + 1] = 1;
      hasChild[d1 + 1] = 1;
      hasChild[d2 + 1] = 1;
    }
    next = quarter * 4;
  }
  const parents = new ParentReader(graph, 0, 0);
  for (let rev = next; rev < stop; rev++)
    hasChild[parents.parent1(rev) + 1] = hasChild[parents.parent2(rev) + 1] = 1;
}

/** Reports the first parent that is out of range; there is one. */
function checkAll(graph: Graph, end: number): void {
  const parents = new ParentReader(graph, 0, end);
  for (let rev = 0; rev < end; rev++) parents.parent1(rev);
}

/** Positions of zero bytes among bytes that are 0 or 1: four at a time. */
function zeros(bytes: Uint8Array): number[] {
  const found: number[] = [];
  const words = new Int32Array(bytes.buffer, 0, bytes.length >> 2);
  for (let word = 0; word < words.length; word++) {
    if (words[word] === 0x01010101) continue;
    for (let at = word * 4; at < word * 4 + 4; at++) if (bytes[at] === 0) found.push(at);
  }
  for (let at = words.length * 4; at < bytes.length; at++) if (bytes[at] === 0) found.push(at);
  return found;
}

export interface HeadsDifference {
  /** Ascending. */
  readonly removed: number[];
  readonly added: number[];
}

/**
 * What the revisions `[begin, end)` changed: which heads of `[0, begin)` have children among them, and which of them are
 * heads of `[0, end)`. O(end - the lowest parent of the range).
 */
export function headRevsDiff(graph: Graph, begin: number, end: number): HeadsDifference {
  if (begin >= end) return { removed: [], added: [] };
  checkRev(graph, end - 1);
  checkRev(graph, begin - 1);
  const near = new ParentReader(graph, begin, end);
  const hasChild = new Uint8Array(end - begin);
  const touched = new Set<number>();
  const mark = (parent: number) => {
    if (parent >= begin) hasChild[parent - begin] = 1;
    else if (parent >= 0) touched.add(parent);
  };
  for (let rev = begin; rev < end; rev++) {
    mark(near.parent1(rev));
    mark(near.parent2(rev));
  }
  // A touched revision was a head unless something between it and the range is its child.
  let lowest = begin;
  for (const rev of touched) if (rev < lowest) lowest = rev;
  const before = new ParentReader(graph, lowest, begin);
  for (let rev = begin - 1; rev > lowest && touched.size > 0; rev--) {
    touched.delete(before.parent1(rev));
    touched.delete(before.parent2(rev));
  }
  const added: number[] = [];
  for (let rev = begin; rev < end; rev++) if (hasChild[rev - begin] === 0) added.push(rev);
  return { removed: [...touched].sort((a, b) => a - b), added };
}

/** Those of `revs` that no other of them descends from, ascending. O(the range they span). */
export function headsOf(graph: Graph, revs: Iterable<number>): number[] {
  const candidates = [...new Set(revs)].sort((a, b) => a - b);
  if (candidates.length <= 1) return candidates;
  const low = Math.max(0, candidates[0]);
  const top = candidates[candidates.length - 1];
  checkRev(graph, top);
  const parents = new ParentReader(graph, low, top + 1);
  const below = new Uint8Array(top + 1 - low);
  const given = new Uint8Array(top + 1 - low);
  for (const rev of candidates) if (rev >= 0) given[rev - low] = 1;
  for (let rev = top; rev >= low; rev--) {
    if (given[rev - low] === 0 && below[rev - low] === 0) continue;
    const p1 = parents.parent1(rev);
    const p2 = parents.parent2(rev);
    if (p1 >= low) below[p1 - low] = 1;
    if (p2 >= low) below[p2 - low] = 1;
  }
  // Everything descends from the null revision.
  return candidates.filter((rev) => rev >= 0 && below[rev - low] === 0);
}

/** Those of `revs` that descend from no other of them, ascending. O(the range they span). */
export function rootsOf(graph: Graph, revs: Iterable<number>): number[] {
  const candidates = [...new Set(revs)].sort((a, b) => a - b);
  if (candidates.length <= 1 || candidates[0] < 0) return candidates.slice(0, 1);
  const low = candidates[0];
  const top = candidates[candidates.length - 1];
  checkRev(graph, top);
  const parents = new ParentReader(graph, low, top + 1);
  const above = new Uint8Array(top + 1 - low);
  const given = new Uint8Array(top + 1 - low);
  for (const rev of candidates) given[rev - low] = 1;
  const roots: number[] = [];
  for (let rev = low; rev <= top; rev++) {
    const p1 = parents.parent1(rev);
    const p2 = parents.parent2(rev);
    const descends = (p1 >= low && above[p1 - low] === 1) || (p2 >= low && above[p2 - low] === 1);
    if (given[rev - low] === 1 && !descends) roots.push(rev);
    if (descends || given[rev - low] === 1) above[rev - low] = 1;
  }
  return roots;
}
