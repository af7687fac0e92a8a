/** Reads parents for one walk over part of a graph, as fast as the graph allows. */
import { CorruptionError } from '../errors/index.js';
import type { Graph, RawParents } from './graph.js';

/** Revisions per block; a power of two. As many as a page of a lazily loaded index has. */
const BLOCK = 256;
const QUARTER = BLOCK / 4;

/** Reports a parent that is not smaller than its revision, or below -1, in the graph's own words if it has some. */
function reportParent(graph: Graph, rev: number, parent: number): never {
  graph.parent1(rev);
  graph.parent2(rev);
  throw new CorruptionError('', `parent out of range: ${rev}, ${parent}`, { rev });
}

/**
 * Decodes aligned blocks of 256 revisions into two small arrays that stay in the processor's cache, so that the loops of
 * the algorithms see the same code and the same arrays whatever the graph is, and walks may go up or down. Every parent it
 * returns is in `[-1, rev)`: walks downwards end.
 */
export class ParentReader {
  // Not `#private`: these are read several times per revision, and private names cost 40% here (Node 20).
  /** Parents of the block at hand, at `rev & 255`; for loops that call {@link loadBlock} themselves. */
  readonly first = new Int32Array(BLOCK);
  readonly second = new Int32Array(BLOCK);
  /** The block at hand; none yet. */
  private block = -1;
  private readonly graph: Graph;
  private raw: RawParents | undefined;
  /** `[rawLow, ...)` is known to be in memory. */
  private rawLow: number;
  /** How many revisions to ask for at once when a walk goes below `rawLow`: as long as it has been so far. */
  private ahead = BLOCK;

  /** @param low, high the revisions that will be read, when it is known that most of them will be; otherwise 0, 0 */
  constructor(graph: Graph, low: number, high: number) {
    this.graph = graph;
    this.raw = high > low ? graph.rawParents?.(low, high) : undefined;
    this.rawLow = high > low ? low : Infinity;
  }

  parent1(rev: number): number {
    if (rev >> 8 !== this.block) this.load(rev >> 8);
    return this.first[rev & (BLOCK - 1)];
  }

  parent2(rev: number): number {
    if (rev >> 8 !== this.block) this.load(rev >> 8);
    return this.second[rev & (BLOCK - 1)];
  }

  /** Makes the block of `rev` the one at hand; returns the revision after its last, at most `high`. */
  loadBlock(rev: number, high: number): number {
    if (rev >> 8 !== this.block) this.load(rev >> 8);
    return Math.min((rev | (BLOCK - 1)) + 1, high);
  }

  private load(block: number): void {
    const { graph, first, second } = this;
    let start = block * BLOCK;
    const end = Math.min(start + BLOCK, graph.length);
    if (start < this.rawLow) {
      if (this.rawLow !== Infinity && start + BLOCK > this.rawLow) start = this.rawLow;
      else this.reach(start, end);
    }
    let rev = start;
    if (this.raw !== undefined)
      rev = decode(graph, this.raw, start, Math.min(end, this.raw.end), first, second);
    for (; rev < end; rev++) {
      const p1 = graph.parent1(rev);
      const p2 = graph.parent2(rev);
      if ((p1 + 1) >>> 0 > rev || (p2 + 1) >>> 0 > rev) reportParent(graph, rev, p1 < rev ? p2 : p1);
      first[rev & (BLOCK - 1)] = p1;
      second[rev & (BLOCK - 1)] = p2;
    }
    this.block = block;
  }

  private reach(start: number, end: number): void {
    const low = Math.max(0, end - this.ahead) & -BLOCK;
    this.raw = this.graph.rawParents?.(Math.min(low, start), end);
    this.rawLow = Math.min(low, start);
    this.ahead *= 2;
  }
}

/**
 * Reads `[start, end)` in place; returns where it ended. Four quarters of a whole block take turns: the processor then
 * waits for four pages of the index at a time instead of one, which makes passes over an index that is not in its cache
 * a third faster.
 */
function decode(
  graph: Graph,
  { view, stride, first: at, second: at2 }: RawParents,
  start: number,
  end: number,
  first: Int32Array,
  second: Int32Array,
): number {
  if (end <= start) return start;
  const apart = at2 - at;
  const whole = end - start === BLOCK;
  const step = whole ? QUARTER * stride : 0;
  const count = whole ? QUARTER : end - start;
  const base = start & (BLOCK - 1);
  // -1 <= parent < rev: no difference may have its sign bit set. One branch for all at the end.
  let signs = 0;
  for (let i = 0, from = start * stride + at; i < count; i++, from += stride) {
    const a1 = view.getInt32(from);
    const a2 = view.getInt32(from + apart);
    const last = start + i - 1;
    first[base + i] = a1;
    second[base + i] = a2;
    signs |= (last - a1) | (a1 + 1) | (last - a2) | (a2 + 1);
    if (step === 0) continue;
    const b1 = view.getInt32(from + step);
    const b2 = view.getInt32(from + step + apart);
    first[i + QUARTER] = b1;
    second[i + QUARTER] = b2;
    signs |= (last + QUARTER - b1) | (b1 + 1) | (last + QUARTER - b2) | (b2 + 1);
    const c1 = view.getInt32(from + 2 * step);
    const c2 = view.getInt32(from + 2 * step + apart);
    first[i + 2 * QUARTER] = c1;
    second[i + 2 * QUARTER] = c2;
    signs |= (last + 2 * QUARTER - c1) | (c1 + 1) | (last + 2 * QUARTER - c2) | (c2 + 1);
    const d1 = view.getInt32(from + 3 * step);
    const d2 = view.getInt32(from + 3 * step + apart);
    first[i + 3 * QUARTER] = d1;
    second[i + 3 * QUARTER] = d2;
    signs |= (last + 3 * QUARTER - d1) | (d1 + 1) | (last + 3 * QUARTER - d2) | (d2 + 1);
  }
  if (signs < 0)
    for (let rev = start, i = base; rev < end; rev++, i++) {
      const p1 = first[i];
      const p2 = second[i];
      if (p1 >= rev || p1 < -1) reportParent(graph, rev, p1);
      if (p2 >= rev || p2 < -1) reportParent(graph, rev, p2);
    }
  return end;
}

/** Refuses revisions that a graph does not have; -1 passes. */
export function checkRev(graph: Graph, rev: number): void {
  if (!(rev >= -1 && rev < graph.length)) throw new RangeError(`revision ${rev} of ${graph.length}`);
}
