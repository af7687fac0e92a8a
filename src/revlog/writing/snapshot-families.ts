/** Which snapshots build on which, as far back as a search needs them. */
import { NULL_REV } from '../../bytes/index.js';
import type { Revlog } from '../revlog.js';
import type { ChainFigures } from './chain-figures.js';

/** Looks at each revision once, and not further back than the parents' chains begin. */
export class SnapshotFamilies {
  readonly #revlog: Revlog;
  readonly #figures: ChainFigures;
  /** Base -> snapshots upon it, ascending within each scan; full texts are under -1. */
  readonly #children = new Map<number, number[]>();
  /** Revisions `[#from, #to)` have been looked at. */
  #from = 0;
  #to = 0;
  #floor = 0;

  constructor(revlog: Revlog, figures: ChainFigures) {
    this.#revlog = revlog;
    this.#figures = figures;
  }

  /** The earliest revision in the parents' chains of the last {@link levels}. */
  get floor(): number {
    return this.#floor;
  }

  /** `result[depth]`: the snapshots of that depth in the chains of two revisions (either may be -1). */
  levels(p1: number, p2: number): number[][] {
    const levels: number[][] = [];
    this.#floor = this.#revlog.length;
    for (const parent of [p1, p2]) {
      for (let at = parent; at !== NULL_REV; at = this.#revlog.deltaParent(at)) {
        this.#floor = Math.min(this.#floor, at);
        const depth = this.#figures.snapshotDepth(at);
        if (depth < 0) continue;
        while (levels.length <= depth) levels.push([]);
        const level = levels[depth] as number[];
        if (!level.includes(at)) level.push(at);
      }
    }
    this.#cover(this.#floor);
    return levels;
  }

  /** Snapshots that build directly upon one of the given ones, as far as they lie in what was looked at. */
  childrenOf(revs: readonly number[]): number[] {
    const found: number[] = [];
    for (const rev of revs) for (const child of this.#children.get(rev) ?? []) found.push(child);
    return found;
  }

  fullTextsFrom(floor: number): number[] {
    return (this.#children.get(NULL_REV) ?? []).filter((rev) => rev >= floor);
  }

  #cover(floor: number): void {
    const length = this.#revlog.length;
    if (this.#to === 0) this.#from = this.#to = length;
    for (let rev = Math.min(floor, this.#from); rev < this.#from; rev++) this.#look(rev);
    for (let rev = this.#to; rev < length; rev++) this.#look(rev);
    this.#from = Math.min(this.#from, floor);
    this.#to = length;
  }

  #look(rev: number): void {
    if (this.#figures.snapshotDepth(rev) < 0) return;
    const base = this.#revlog.deltaParent(rev);
    const list = this.#children.get(base);
    if (list === undefined) this.#children.set(base, [rev]);
    else list.push(rev);
  }

  /** Revisions from `rev` on have been removed. */
  forgetFrom(_rev: number): void {
    this.#children.clear();
    this.#from = this.#to = 0;
  }
}
