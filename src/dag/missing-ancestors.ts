/** Ancestors of some revisions that are not ancestors of others. */
import type { Graph } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';
import { RevMarks } from './rev-marks.js';

const WANTED = 1;
const EXCLUDED = 2;

/**
 * Ancestors of `include` (themselves too) that are neither in `exclude` nor ancestors of it, ascending: the revset
 * `only(include, exclude)`. O(highest - the lowest result), but at least down to where the two histories meet.
 */
export function onlyRevs(graph: Graph, include: Iterable<number>, exclude: Iterable<number>): Int32Array {
  const missing = new MissingAncestors(graph, exclude);
  return missing.missingAncestors(include);
}

/** Knows a growing set of bases, and answers what is missing from them. Discovery asks it again and again. */
export class MissingAncestors {
  readonly #graph: Graph;
  readonly #bases = new Set<number>();

  constructor(graph: Graph, bases: Iterable<number> = []) {
    this.#graph = graph;
    this.addBases(bases);
  }

  /** -1 may be a base and changes nothing. */
  addBases(revs: Iterable<number>): void {
    for (const rev of revs) {
      checkRev(this.#graph, rev);
      if (rev >= 0) this.#bases.add(rev);
    }
  }

  get hasBases(): boolean {
    return this.#bases.size > 0;
  }

  /** The bases' heads as far as they are known: every base that was added. */
  get bases(): ReadonlySet<number> {
    return this.#bases;
  }

  /** Removes from a set what is a base or an ancestor of one. O(highest base - lowest member). */
  removeAncestorsFrom(revs: Set<number>): void {
    if (revs.size === 0 || this.#bases.size === 0) return;
    let low = Infinity;
    for (const rev of revs) if (rev < low) low = rev;
    // The null revision is an ancestor of every base.
    revs.delete(-1);
    low = Math.max(0, low);
    let top = -1;
    for (const rev of this.#bases) if (rev > top) top = rev;
    if (top < low) return;
    const marks = new RevMarks(top);
    for (const rev of this.#bases) if (rev >= low) marks.set(rev, EXCLUDED);
    const parents = new ParentReader(this.#graph, 0, 0);
    for (let rev = top; rev >= low; rev--) {
      if (marks.get(rev) === 0) continue;
      revs.delete(rev);
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      if (p1 >= low) marks.set(p1, EXCLUDED);
      if (p2 >= low) marks.set(p2, EXCLUDED);
    }
  }

  /** Ancestors of `revs`, themselves included, that are not ancestors of a base; ascending. */
  missingAncestors(revs: Iterable<number>): Int32Array {
    let top = -1;
    const wanted = [...revs];
    for (const rev of wanted) {
      checkRev(this.#graph, rev);
      if (rev > top) top = rev;
    }
    for (const rev of this.#bases) if (rev > top) top = rev;
    const marks = new RevMarks(top);
    // Marked WANTED only and not yet visited: when none is left, the rest is excluded or untouched.
    let open = 0;
    for (const rev of wanted) {
      if (rev >= 0 && marks.get(rev) === 0) {
        marks.set(rev, WANTED);
        open++;
      }
    }
    for (const rev of this.#bases) {
      if (marks.get(rev) === WANTED) open--;
      marks.set(rev, EXCLUDED);
    }
    const parents = new ParentReader(this.#graph, 0, 0);
    const found: number[] = [];
    for (let rev = top; rev >= 0 && open > 0; rev--) {
      const mark = marks.get(rev);
      if (mark === 0) continue;
      if (mark === WANTED) {
        open--;
        found.push(rev);
      }
      const p1 = parents.parent1(rev);
      const p2 = parents.parent2(rev);
      if (p1 >= 0) {
        const old = marks.get(p1);
        if (old === 0) {
          marks.set(p1, mark);
          if (mark === WANTED) open++;
        } else if (old === WANTED && mark === EXCLUDED) {
          marks.set(p1, EXCLUDED);
          open--;
        }
      }
      if (p2 >= 0) {
        const old = marks.get(p2);
        if (old === 0) {
          marks.set(p2, mark);
          if (mark === WANTED) open++;
        } else if (old === WANTED && mark === EXCLUDED) {
          marks.set(p2, EXCLUDED);
          open--;
        }
      }
    }
    return Int32Array.from(found.reverse());
  }
}
