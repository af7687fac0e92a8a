/** Lazy walks over the history: ancestors and descendants as cursors. */
import { NULL_REV, WDIR_REV } from '../../bytes/index.js';
import type { RepoView } from '../../store/index.js';
import type { Evaluation } from '../evaluation.js';
import { type Cursor, END, RevBits } from '../sets/index.js';

type Parents = Pick<Evaluation, 'view' | 'parent1' | 'parent2'>;

/** Revisions in descending order: a bitmap of what is still to come below the current place. O(revisions passed). */
export function ancestorsCursor(
  { view, parent1, parent2 }: Parents,
  heads: Iterable<number>,
  followFirst: boolean,
): Cursor {
  const { graph } = view;
  const wanted = new Uint8Array(view.length + 1);
  let at = -1;
  let working = false;
  let sawNull = false;
  const want = (rev: number) => {
    if (rev < 0) return;
    wanted[rev] = 1;
    if (rev > at) at = rev;
  };
  for (const rev of heads) {
    if (rev === WDIR_REV) working = true;
    else if (rev === NULL_REV) sawNull = true;
    else want(rev);
  }
  return () => {
    if (working) {
      working = false;
      want(parent1(WDIR_REV));
      if (!followFirst) want(parent2(WDIR_REV));
      return WDIR_REV;
    }
    while (at >= 0 && wanted[at] === 0) at--;
    if (at >= 0) {
      const first = graph.parent1(at);
      if (first >= 0) wanted[first] = 1;
      if (!followFirst) {
        const second = graph.parent2(at);
        if (second >= 0) wanted[second] = 1;
      }
      return at--;
    }
    if (!sawNull) return END;
    sawNull = false;
    return NULL_REV;
  };
}

/** Visible revisions in ascending order. O(revisions passed). */
export function descendantsCursor(view: RepoView, roots: Iterable<number>, followFirst: boolean): Cursor {
  const { graph, hasHidden } = view;
  const length = view.length;
  let at = length;
  const members = new RevBits(length);
  for (const rev of roots) {
    // Nothing descends from the working directory, and hg leaves it out itself.
    if (rev === WDIR_REV) continue;
    members.add(rev);
    if (rev < at) at = rev;
  }
  const everything = members.has(NULL_REV);
  return () => {
    if (everything && at === NULL_REV) return at++;
    for (; at < length; at++) {
      if (hasHidden && view.isHidden(at)) continue;
      if (!everything && !members.has(at)) {
        const first = graph.parent1(at);
        if (!(first >= 0 && members.has(first))) {
          const second = followFirst ? -1 : graph.parent2(at);
          if (!(second >= 0 && members.has(second))) continue;
        }
        members.add(at);
      }
      return at++;
    }
    return END;
  };
}

/** Children of each revision at or above `first`, as a linked list over edges. O(revisions). */
function childLists(
  view: RepoView,
  first: number,
  followFirst: boolean,
): (rev: number, visit: (child: number) => void) => void {
  const { graph } = view;
  const size = view.length - first;
  const head = new Int32Array(size).fill(-1);
  const next = new Int32Array(size * 2);
  for (let rev = view.length - 1; rev > first; rev--) {
    if (view.hasHidden && view.isHidden(rev)) continue;
    for (const side of followFirst ? [0] : [1, 0]) {
      const parent = side === 0 ? graph.parent1(rev) : graph.parent2(rev);
      if (parent < first) continue;
      const edge = (rev - first) * 2 + side;
      next[edge] = head[parent - first] as number;
      head[parent - first] = edge;
    }
  }
  return (rev, visit) => {
    for (let edge = head[rev - first] as number; edge >= 0; edge = next[edge] as number)
      visit((edge >> 1) + first);
  };
}

/**
 * Revisions at a distance of `start` to `stop` (excluded) steps from the origins, by any path. Walks revision by
 * revision in the direction of the steps, so every distance of a revision is known when it is visited.
 */
function atDepth(
  origins: Iterable<number>,
  start: number,
  stop: number,
  backwards: boolean,
  step: (rev: number, visit: (next: number) => void) => void,
): number[] {
  // Only the least distance at or above `start` decides about a revision, but lower ones decide about the revisions
  // beyond it: they are kept until the first that counts.
  const depths = new Map<number, Set<number>>();
  const heap: number[] = [];
  const before = (a: number, b: number) => (backwards ? a > b : a < b);
  const push = (rev: number, depth: number) => {
    const known = depths.get(rev);
    if (known !== undefined) {
      known.add(depth);
      return;
    }
    depths.set(rev, new Set([depth]));
    heap.push(rev);
    for (let i = heap.length - 1; i > 0; ) {
      const up = (i - 1) >> 1;
      if (!before(heap[i] as number, heap[up] as number)) break;
      [heap[i], heap[up]] = [heap[up] as number, heap[i] as number];
      i = up;
    }
  };
  const pop = (): number => {
    const top = heap[0] as number;
    const last = heap.pop() as number;
    if (heap.length > 0) {
      heap[0] = last;
      for (let i = 0; ; ) {
        let best = i;
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < heap.length && before(heap[child] as number, heap[best] as number)) best = child;
        if (best === i) break;
        [heap[i], heap[best]] = [heap[best] as number, heap[i] as number];
        i = best;
      }
    }
    return top;
  };
  const found: number[] = [];
  if (stop <= 0) return found;
  for (const rev of origins) push(rev, 0);
  while (heap.length > 0) {
    const rev = pop();
    const sorted = [...(depths.get(rev) as Set<number>)].sort((a, b) => a - b);
    depths.delete(rev);
    for (const depth of sorted) {
      const counts = depth >= start;
      if (counts) found.push(rev);
      if (depth + 1 < stop) step(rev, (next) => push(next, depth + 1));
      if (counts) break;
    }
  }
  return found;
}

export interface DepthRange {
  readonly start: number;
  /** Excluded. */
  readonly stop: number;
}

/** Descending. */
export function ancestorsAtDepth(
  parents: Parents,
  heads: Iterable<number>,
  followFirst: boolean,
  range: DepthRange,
): number[] {
  return atDepth(heads, range.start, range.stop, true, (rev, visit) => {
    if (rev === NULL_REV) return;
    const first = parents.parent1(rev);
    if (first !== NULL_REV) visit(first);
    if (followFirst) return;
    const second = parents.parent2(rev);
    if (second !== NULL_REV) visit(second);
  });
}

/** Ascending. */
export function descendantsAtDepth(
  view: RepoView,
  roots: readonly number[],
  followFirst: boolean,
  range: DepthRange,
): number[] {
  const first = roots.reduce((a, b) => Math.min(a, b), view.length);
  if (first >= view.length) return atDepth(roots, range.start, range.stop, false, () => {});
  if (first === NULL_REV) {
    const children = childLists(view, 0, followFirst);
    return atDepth(roots, range.start, range.stop, false, (rev, visit) => {
      if (rev !== NULL_REV) {
        if (rev !== WDIR_REV) children(rev, visit);
        return;
      }
      // Children of null are the roots; a null second parent does not count.
      for (let root = 0; root < view.length; root++)
        if (view.graph.parent1(root) === NULL_REV && !(view.hasHidden && view.isHidden(root))) visit(root);
    });
  }
  const children = childLists(view, first, followFirst);
  return atDepth(roots, range.start, range.stop, false, (rev, visit) => {
    if (rev !== WDIR_REV) children(rev, visit);
  });
}
