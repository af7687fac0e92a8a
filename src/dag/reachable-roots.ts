/** What can be reached between roots and heads: the work behind `x::y`. */
import type { Graph } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';

const SEEN = 1;
const ROOT = 2;
const REACHABLE = 4;

/**
 * The roots that are among the heads or their ancestors, or with `includePath` also everything on the way (the set
 * `roots::heads`), ascending. Without it, walks stop at roots: one that is only reached through another is left out.
 * O(highest head - minRoot).
 * @param minRoot the lowest revision to look at: usually the lowest root; with -1 the null revision takes part, as
 *   the ancestor of everything
 */
export function reachableRoots(
  graph: Graph,
  minRoot: number,
  heads: Iterable<number>,
  roots: Iterable<number>,
  includePath = false,
): Int32Array {
  const low = Math.max(-1, minRoot);
  let top = -2;
  const starts: number[] = [];
  for (const rev of heads) {
    checkRev(graph, rev);
    if (rev < low) continue;
    starts.push(rev);
    if (rev > top) top = rev;
  }
  if (top < low) return new Int32Array(0);
  const states = new Uint8Array(top + 1 - low);
  for (const rev of roots) if (rev >= low && rev <= top) states[rev - low] = ROOT;
  for (const rev of starts) states[rev - low] |= SEEN;
  const parents = new ParentReader(graph, Math.max(0, low), top + 1);
  // From here on positions are relative to `low`.
  let count = markSeen(parents, states, low, includePath);
  if (includePath) count = markPaths(parents, states, low);
  const found = new Int32Array(count);
  for (let rev = low, at = 0; at < count; rev++) if ((states[rev - low] & REACHABLE) !== 0) found[at++] = rev;
  return found;
}

/** Downwards: what the heads see. Roots that are seen become reachable; returns their number. */
function markSeen(parents: ParentReader, states: Uint8Array, low: number, through: boolean): number {
  const { first, second } = parents;
  let count = 0;
  for (let at = states.length - 1; at >= 0; at--) {
    const state = states[at];
    if ((state & SEEN) === 0) continue;
    if ((state & ROOT) !== 0) {
      states[at] = state | REACHABLE;
      count++;
      if (!through) continue;
    }
    const rev = at + low;
    if (rev < 0) break;
    parents.loadBlock(rev, 0);
    const p1 = first[rev & 255] - low;
    const p2 = second[rev & 255] - low;
    if (p1 >= 0) states[p1] |= SEEN;
    if (p2 >= 0) states[p2] |= SEEN;
  }
  return count;
}

/** Upwards: what is seen and has a reachable parent; returns the number of reachable revisions. */
function markPaths(parents: ParentReader, states: Uint8Array, low: number): number {
  const { first, second } = parents;
  let count = 0;
  for (let at = 0; at < states.length; at++) {
    const state = states[at];
    if ((state & SEEN) === 0) continue;
    if ((state & REACHABLE) === 0) {
      const rev = at + low;
      if (rev < 0) continue;
      parents.loadBlock(rev, 0);
      const p1 = first[rev & 255] - low;
      const p2 = second[rev & 255] - low;
      const reachable =
        (p1 >= 0 && (states[p1] & REACHABLE) !== 0) || (p2 >= 0 && (states[p2] & REACHABLE) !== 0);
      if (!reachable) continue;
      states[at] = state | REACHABLE;
    }
    count++;
  }
  return count;
}

/**
 * Everything that is a descendant of a root and an ancestor of a head, both included, ascending: `roots::heads`. With the null
 * revision among the roots: it, and all ancestors of the heads.
 */
export function dagRange(graph: Graph, roots: Iterable<number>, heads: Iterable<number>): Int32Array {
  const list = [...roots];
  let low = Infinity;
  for (const rev of list) if (rev < low) low = rev;
  return low === Infinity ? new Int32Array(0) : reachableRoots(graph, low, heads, list, true);
}
