/** Which revision to test next, when it is to be found out which of many has changed something. */
import type { Graph, RevMembership } from './graph.js';
import { onlyRevs } from './missing-ancestors.js';
import { ParentReader } from './parent-reader.js';
import { dagRange } from './reachable-roots.js';
import { RevSet } from './rev-set.js';

/** Its descendants divide the candidates worse than what has been found. */
const NOT_WORTH_IT = -1;

/**
 * The revisions one of which is the first to be like `after`: descendants of `before` that are not its ancestors, up to
 * `after`, which is the last of them; ascending. Empty when `after` descends from none of `before`. -1 is the ancestor of all when it
 * is alone, and counts for nothing beside others.
 */
export function bisectionCandidates(graph: Graph, before: readonly number[], after: number): Int32Array {
  if (after < 0) return new Int32Array(0);
  const missing = onlyRevs(graph, [after], before);
  if (before.length === 1 && before[0] === -1) return missing;
  const roots = before.filter((rev) => rev >= 0);
  const between = RevSet.of(dagRange(graph, roots, [after]));
  return missing.filter((rev) => between.has(rev));
}

/**
 * The candidate whose ancestors are nearest to half of all candidates, so that its test takes away as many as possible; the
 * lowest of several. Undefined when nothing but the last one, which is known already, is left to be tested.
 *
 * One pass upwards that ends at the first perfect candidate, and leaves out what has more than half as its ancestors. A merge costs
 * a walk over the range in which its sides are apart.
 */
export function bisectionChoice(
  graph: Graph,
  candidates: Int32Array,
  skipped: RevMembership,
): number | undefined {
  const total = candidates.length;
  const low = candidates[0] ?? 0;
  const last = candidates[total - 1] ?? 0;
  if (total < 2 || !candidates.some((rev) => rev !== last && !skipped.has(rev))) return undefined;
  const half = total >> 1;
  const counts = new AncestorCounts(graph, low, last);
  let best: number | undefined;
  let bestValue = -1;
  for (const rev of candidates) {
    const known = counts.count(rev, total - bestValue);
    if (known === NOT_WORTH_IT) continue;
    const value = Math.min(known, total - known);
    if (value <= bestValue || skipped.has(rev)) continue;
    best = rev;
    bestValue = value;
    if (value === half) break;
  }
  return best;
}

/** How many candidates a candidate has among its ancestors, itself included. */
class AncestorCounts {
  readonly #parents: ParentReader;
  readonly #low: number;
  /** By position above `low`; 0 for what is no candidate. */
  readonly #counts: Int32Array;
  readonly #marks: Uint8Array;

  constructor(graph: Graph, low: number, last: number) {
    this.#parents = new ParentReader(graph, low, last + 1);
    this.#low = low;
    this.#counts = new Int32Array(last + 1 - low);
    this.#marks = new Uint8Array(last + 1 - low);
  }

  /** To be asked for all candidates, ascending. `NOT_WORTH_IT` when there are as many as `limit`: then for all descendants, too. */
  count(rev: number, limit: number): number {
    const low = this.#low;
    const counts = this.#counts;
    const p1 = this.#parents.parent1(rev) - low;
    const p2 = this.#parents.parent2(rev) - low;
    const count1 = p1 < 0 ? 0 : (counts[p1] as number);
    const count2 = p2 < 0 ? 0 : (counts[p2] as number);
    let count = NOT_WORTH_IT;
    if (count1 >= 0 && count2 >= 0) {
      const [most, other] = count1 < count2 ? [p2, p1] : [p1, p2];
      count = Math.max(count1, count2) + 1;
      if (count1 > 0 && count2 > 0 && p1 !== p2 && count < limit) count += this.#missing(other, most);
      if (count >= limit) count = NOT_WORTH_IT;
    }
    counts[rev - low] = count;
    return count;
  }

  /** How many candidates are ancestors of one (or it itself) and not of another. Both as positions. */
  #missing(wanted: number, excluded: number): number {
    const WANTED = 1;
    const EXCLUDED = 2;
    const marks = this.#marks;
    const counts = this.#counts;
    const low = this.#low;
    const marked = [wanted, excluded];
    marks[wanted] = WANTED;
    marks[excluded] = EXCLUDED;
    /** Marked as wanted only and not yet passed. */
    let open = 1;
    let missing = 0;
    for (let at = Math.max(wanted, excluded); open > 0; at--) {
      const mark = marks[at] as number;
      if (mark === 0) continue;
      if (mark === WANTED) {
        missing++;
        open--;
      }
      for (let side = 1; side <= 2; side++) {
        const rev = at + low;
        const parent = (side === 1 ? this.#parents.parent1(rev) : this.#parents.parent2(rev)) - low;
        if (parent < 0 || counts[parent] === 0) continue;
        const before = marks[parent] as number;
        const after = before | mark;
        if (after === before) continue;
        if (before === 0) marked.push(parent);
        marks[parent] = after;
        if (after === WANTED) open++;
        else if (before === WANTED) open--;
      }
    }
    for (const at of marked) marks[at] = 0;
    return missing;
  }
}
