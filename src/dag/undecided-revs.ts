/** The revisions of which discovery does not know yet whether the other side has them. */
import type { Graph } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';

/** States; 0 is neither: not an ancestor of the heads in question. */
const UNDECIDED = 1;
const COMMON = 2;
const MISSING = 3;

/**
 * Begins with all ancestors of some heads undecided. What is common makes its ancestors common, what is missing makes its
 * descendants missing. One byte per revision up to the highest head; every change is a pass over the range between the revisions
 * told and the end of the undecided range (about 10 ms per million).
 */
export class UndecidedRevs {
  readonly #graph: Graph;
  readonly #heads: readonly number[];
  readonly #common = new Set<number>();
  /** Told before the first count: they save marking what lies below them. */
  #states: Uint8Array | undefined;
  /** Undecided revisions are in [low, high). */
  #low = 0;
  #high = 0;
  #size = 0;
  #missing = new Set<number>();

  /** @param heads -1 is ignored. */
  constructor(graph: Graph, heads: Iterable<number>) {
    this.#graph = graph;
    this.#heads = [...heads].filter((rev) => rev >= 0);
    for (const rev of this.#heads) checkRev(graph, rev);
  }

  /** Something is known to be common. */
  get hasCommon(): boolean {
    return this.#common.size > 0;
  }

  /** How many are undecided. */
  get size(): number {
    this.#begin();
    return this.#size;
  }

  /** -1 may be common and changes nothing. */
  addCommon(revs: Iterable<number>): void {
    const given = [...revs].filter((rev) => rev >= 0);
    for (const rev of given) this.#common.add(rev);
    if (this.#states !== undefined) this.#spreadCommon(given);
  }

  addMissing(revs: Iterable<number>): void {
    const given = [...revs].filter((rev) => rev >= 0);
    for (const rev of given) this.#missing.add(rev);
    if (this.#states !== undefined) this.#spreadMissing(given);
  }

  /** The heads of what is common, ascending; [] for nothing. O(the range between the lowest and the highest common one told). */
  commonHeads(): number[] {
    const candidates = [...this.#common].sort((a, b) => a - b);
    if (candidates.length < 2) return candidates;
    const low = candidates[0] as number;
    const top = candidates.at(-1) as number;
    const below = new Uint8Array(top + 1 - low);
    const marked = new Uint8Array(top + 1 - low);
    for (const rev of candidates) marked[rev - low] = 1;
    const parents = new ParentReader(this.#graph, low, top + 1);
    for (let rev = top; rev >= low; rev--) {
      if (marked[rev - low] === 0) continue;
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      if (p1 >= low) below[p1 - low] = marked[p1 - low] = 1;
      if (p2 >= low) below[p2 - low] = marked[p2 - low] = 1;
    }
    return candidates.filter((rev) => below[rev - low] === 0);
  }

  /** All of them, ascending. */
  toArray(): Int32Array {
    this.#begin();
    const out = new Int32Array(this.#size);
    const states = this.#states as Uint8Array;
    let count = 0;
    for (let rev = this.#low; rev < this.#high && count < out.length; rev++)
      if (states[rev] === UNDECIDED) out[count++] = rev;
    return out;
  }

  /**
   * Undecided revisions whose distance to the nearest undecided head (counted from 1) is a power of two, nearest ones first.
   * @param limit of whole distances: no more are added once there are so many.
   */
  sampleFromHeads(limit = Infinity): number[] {
    this.#begin();
    const states = this.#states as Uint8Array;
    const distances = this.#distances();
    const { low, high } = this.#range();
    const parents = new ParentReader(this.#graph, low, high);
    for (let rev = high - 1; rev >= low; rev--) {
      if (states[rev] !== UNDECIDED) continue;
      // Not reached from a child: a head.
      const distance = distances[rev - low] || 1;
      distances[rev - low] = distance;
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      if (p1 >= low && (distances[p1 - low] === 0 || (distances[p1 - low] as number) > distance + 1))
        distances[p1 - low] = distance + 1;
      if (p2 >= low && (distances[p2 - low] === 0 || (distances[p2 - low] as number) > distance + 1))
        distances[p2 - low] = distance + 1;
    }
    return atPowersOfTwo(states, distances, low, limit);
  }

  /** As {@link sampleFromHeads}, by the distance to the nearest undecided root. */
  sampleFromRoots(): number[] {
    this.#begin();
    const states = this.#states as Uint8Array;
    const distances = this.#distances();
    const { low, high } = this.#range();
    const parents = new ParentReader(this.#graph, low, high);
    for (let rev = low; rev < high; rev++) {
      if (states[rev] !== UNDECIDED) continue;
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      const d1 = p1 >= low && states[p1] === UNDECIDED ? (distances[p1 - low] as number) : 0;
      const d2 = p2 >= low && states[p2] === UNDECIDED ? (distances[p2 - low] as number) : 0;
      distances[rev - low] = 1 + (d1 === 0 ? d2 : d2 === 0 ? d1 : Math.min(d1, d2));
    }
    return atPowersOfTwo(states, distances, low, Infinity);
  }

  /** Undecided revisions without undecided children, and without undecided parents. */
  ends(): { heads: number[]; roots: number[] } {
    this.#begin();
    const states = this.#states as Uint8Array;
    const { low, high } = this.#range();
    const hasChild = new Uint8Array(high - low);
    const heads: number[] = [];
    const roots: number[] = [];
    const parents = new ParentReader(this.#graph, low, high);
    for (let rev = high - 1; rev >= low; rev--) {
      if (states[rev] !== UNDECIDED) continue;
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      const has1 = p1 >= low && states[p1] === UNDECIDED;
      const has2 = p2 >= low && states[p2] === UNDECIDED;
      if (has1) hasChild[p1 - low] = 1;
      if (has2) hasChild[p2 - low] = 1;
      if (!has1 && !has2) roots.push(rev);
      if (hasChild[rev - low] === 0) heads.push(rev);
    }
    return { heads: heads.reverse(), roots: roots.reverse() };
  }

  #range(): { low: number; high: number } {
    const states = this.#states as Uint8Array;
    while (this.#low < this.#high && states[this.#low] !== UNDECIDED) this.#low++;
    while (this.#high > this.#low && states[this.#high - 1] !== UNDECIDED) this.#high--;
    return { low: this.#low, high: this.#high };
  }

  #distances(): Int32Array {
    const { low, high } = this.#range();
    return new Int32Array(high - low);
  }

  /** Marks the ancestors of the heads, down to where all that is left is common. */
  #begin(): void {
    if (this.#states !== undefined) return;
    let top = -1;
    for (const rev of this.#heads) if (rev > top) top = rev;
    for (const rev of this.#common) if (rev > top) top = rev;
    // Common ones may be told that lie above all heads.
    const states = new Uint8Array(this.#graph.length);
    this.#states = states;
    this.#high = top + 1;
    let open = 0;
    for (const rev of this.#heads) {
      if (states[rev] === 0) open++;
      states[rev] = UNDECIDED;
    }
    for (const rev of this.#common) {
      if (states[rev] === UNDECIDED) open--;
      states[rev] = COMMON;
    }
    const parents = new ParentReader(this.#graph, 0, 0);
    let size = 0;
    let rev = top;
    for (; rev >= 0 && open > 0; rev--) {
      const state = states[rev] as number;
      if (state === 0) continue;
      if (state === UNDECIDED) {
        open--;
        size++;
      }
      for (let second = 0; second < 2; second++) {
        const parent = second === 0 ? parents.parent1(rev) : parents.parent2(rev);
        if (parent < 0) continue;
        const old = states[parent] as number;
        if (old === 0) {
          states[parent] = state;
          if (state === UNDECIDED) open++;
        } else if (old === UNDECIDED && state === COMMON) {
          states[parent] = COMMON;
          open--;
        }
      }
    }
    this.#low = rev + 1;
    this.#size = size;
    if (this.#missing.size > 0) this.#spreadMissing(this.#missing);
  }

  #spreadCommon(revs: Iterable<number>): void {
    const states = this.#states as Uint8Array;
    let top = -1;
    for (const rev of revs) {
      if (rev >= states.length || rev < this.#low) continue;
      if (states[rev] === UNDECIDED) this.#size--;
      states[rev] = COMMON;
      if (rev > top) top = rev;
    }
    const low = this.#low;
    const parents = new ParentReader(this.#graph, 0, 0);
    for (let rev = top; rev >= low; rev--) {
      if (states[rev] !== COMMON) continue;
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      if (p1 >= low && states[p1] !== COMMON) {
        if (states[p1] === UNDECIDED) this.#size--;
        states[p1] = COMMON;
      }
      if (p2 >= low && states[p2] !== COMMON) {
        if (states[p2] === UNDECIDED) this.#size--;
        states[p2] = COMMON;
      }
    }
  }

  #spreadMissing(revs: Iterable<number>): void {
    const states = this.#states as Uint8Array;
    let first = this.#high;
    for (const rev of revs) {
      if (states[rev] !== UNDECIDED) continue;
      states[rev] = MISSING;
      this.#size--;
      if (rev < first) first = rev;
    }
    const parents = new ParentReader(this.#graph, first, this.#high);
    for (let rev = first + 1; rev < this.#high; rev++) {
      if (states[rev] !== UNDECIDED) continue;
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      if ((p1 >= first && states[p1] === MISSING) || (p2 >= first && states[p2] === MISSING)) {
        states[rev] = MISSING;
        this.#size--;
      }
    }
  }
}

function atPowersOfTwo(states: Uint8Array, distances: Int32Array, low: number, limit: number): number[] {
  const byPower: number[][] = [];
  for (let at = 0; at < distances.length; at++) {
    const distance = distances[at] as number;
    if (states[at + low] !== UNDECIDED || (distance & (distance - 1)) !== 0) continue;
    const power = 31 - Math.clz32(distance);
    let list = byPower[power];
    if (list === undefined) {
      list = [];
      byPower[power] = list;
    }
    list.push(at + low);
  }
  const sample: number[] = [];
  for (const list of byPower) {
    if (sample.length >= limit) break;
    for (const rev of list ?? []) sample.push(rev);
  }
  return sample;
}
