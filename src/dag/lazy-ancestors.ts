/** Ancestors, computed as far as they are asked for. */
import type { Graph } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';
import { RevMarks } from './rev-marks.js';

export interface AncestorOptions {
  /** Revisions below this one are left out. */
  readonly stop?: number;
  /** Whether the given revisions belong to the set. */
  readonly inclusive?: boolean;
}

/** Reached, and still to be visited or already visited. */
const REACHED = 1;
/** A given revision that is not (yet) known to be an ancestor of another. */
const GIVEN = 2;

/**
 * The ancestors of some revisions. Iteration is in descending order; membership walks down only as far as the revision
 * asked for, and remembers how far it got. -1 is never a member.
 */
export class LazyAncestors implements Iterable<number> {
  readonly #graph: Graph;
  readonly #top: number;
  readonly #stop: number;
  readonly #inclusive: boolean;
  readonly #marks: RevMarks;
  readonly #parents: ParentReader;
  /** Everything from here up has been visited. */
  #visited: number;

  constructor(graph: Graph, revs: Iterable<number>, options: AncestorOptions = {}) {
    this.#graph = graph;
    this.#stop = Math.max(0, options.stop ?? 0);
    this.#inclusive = options.inclusive ?? false;
    let top = -1;
    const given = [...revs];
    for (const rev of given) {
      checkRev(graph, rev);
      if (rev > top) top = rev;
    }
    this.#top = top;
    this.#visited = top + 1;
    this.#marks = new RevMarks(top);
    for (const rev of given) if (rev >= this.#stop) this.#marks.set(rev, GIVEN);
    this.#parents = new ParentReader(graph, 0, 0);
  }

  /** Visits everything above `rev`. */
  #visitDownTo(rev: number): void {
    const marks = this.#marks;
    for (; this.#visited > rev + 1; ) {
      const at = --this.#visited;
      if (marks.get(at) === 0) continue;
      const p1 = this.#parents.parent1(at);
      const p2 = this.#parents.parent2(at);
      if (p1 >= this.#stop) marks.set(p1, marks.get(p1) | REACHED);
      if (p2 >= this.#stop) marks.set(p2, marks.get(p2) | REACHED);
    }
  }

  has(rev: number): boolean {
    if (rev < this.#stop || rev > this.#top) return false;
    this.#visitDownTo(rev);
    const mark = this.#marks.get(rev);
    return this.#inclusive ? mark !== 0 : (mark & REACHED) !== 0;
  }

  *[Symbol.iterator](): Generator<number, void, undefined> {
    checkRev(this.#graph, this.#top);
    for (let rev = this.#top; rev >= this.#stop; rev--) if (this.has(rev)) yield rev;
  }
}
