/** Reads parents for one pass over part of a graph, as fast as the graph allows. */
import { CorruptionError } from '../errors/index.js';
import type { Graph } from './graph.js';

const NOTHING = new DataView(new ArrayBuffer(0));

/** Reports a parent that is not smaller than its revision, or below -1, in the graph's own words if it has some. */
function reportParent(graph: Graph, rev: number, parent: number): never {
  graph.parent1(rev);
  graph.parent2(rev);
  throw new CorruptionError('', `parent out of range: ${rev}, ${parent}`, { rev });
}

/**
 * One class for all kinds of graphs, so that the loops of the algorithms see one shape and its methods are inlined. Every
 * parent it returns is in `[-1, rev)`: walks downwards end.
 */
export class ParentReader {
  readonly #graph: Graph;
  readonly #view: DataView;
  readonly #first: number;
  readonly #second: number;
  readonly #stride: number;
  readonly #end: number;

  /** @param low, high the revisions that will be read: all of them, or so many that reading ahead pays */
  constructor(graph: Graph, low: number, high: number) {
    this.#graph = graph;
    const raw = high > low ? graph.rawParents?.(low, high) : undefined;
    this.#view = raw?.view ?? NOTHING;
    this.#first = raw?.first ?? 0;
    this.#second = raw?.second ?? 0;
    this.#stride = raw?.stride ?? 0;
    this.#end = raw?.end ?? 0;
  }

  parent1(rev: number): number {
    const parent =
      rev < this.#end ? this.#view.getInt32(rev * this.#stride + this.#first) : this.#graph.parent1(rev);
    // One unsigned comparison: -1 becomes 0, other negative numbers become huge.
    if ((parent + 1) >>> 0 > rev) reportParent(this.#graph, rev, parent);
    return parent;
  }

  parent2(rev: number): number {
    const parent =
      rev < this.#end ? this.#view.getInt32(rev * this.#stride + this.#second) : this.#graph.parent2(rev);
    if ((parent + 1) >>> 0 > rev) reportParent(this.#graph, rev, parent);
    return parent;
  }
}

/** Refuses revisions that a graph does not have; -1 passes. */
export function checkRev(graph: Graph, rev: number): void {
  if (!(rev >= -1 && rev < graph.length)) throw new RangeError(`revision ${rev} of ${graph.length}`);
}
