/** The phase of every revision, from the roots of each phase. */
import type { FileSystem } from '../../platform/index.js';
import type { History } from '../history.js';
import type { Phase } from '../view.js';
import { type PhaseRoot, readPhaseRoots } from './phase-roots.js';

/**
 * Phases of a history. A revision has the highest phase of all roots among its ancestors and itself, so everything
 * below the lowest root is public and costs nothing: the table starts there.
 */
export class Phases {
  /** Lowest revision that is not public; the number of revisions when all are public. */
  readonly firstMutable: number;
  readonly #length: number;
  /** Phase of `firstMutable + i`. */
  readonly #table: Uint8Array;
  readonly #lists = new Map<Phase, readonly number[]>();

  /** Roots that the history does not know are ignored. O(revisions above the lowest root). */
  constructor(history: History, roots: readonly PhaseRoot[]) {
    const length = history.length;
    const known: { rev: number; phase: Phase }[] = [];
    let first = length;
    for (const { phase, node } of roots) {
      const rev = history.revOf(node);
      if (rev === undefined || rev < 0 || phase === 0) continue;
      known.push({ rev, phase });
      if (rev < first) first = rev;
    }
    const table = new Uint8Array(length - first);
    for (const { rev, phase } of known) table[rev - first] = Math.max(table[rev - first] as number, phase);
    for (let i = 0; i < table.length; i++) {
      let phase = table[i] as number;
      const p1 = history.parent1(first + i) - first;
      const p2 = history.parent2(first + i) - first;
      if (p1 >= 0 && (table[p1] as number) > phase) phase = table[p1] as number;
      if (p2 >= 0 && (table[p2] as number) > phase) phase = table[p2] as number;
      table[i] = phase;
    }
    this.firstMutable = first;
    this.#length = length;
    this.#table = table;
  }

  /** Reads `phaseroots` of a store. */
  static read(store: FileSystem, history: History): Phases {
    return new Phases(history, readPhaseRoots(store));
  }

  /** 0 for the null revision. */
  phase(rev: number): Phase {
    return rev < this.firstMutable ? 0 : (this.#table[rev - this.firstMutable] ?? 0);
  }

  isPublic(rev: number): boolean {
    return this.phase(rev) === 0;
  }

  /** Revisions of one phase, ascending; computed once per phase. */
  revsInPhase(phase: Phase): readonly number[] {
    let list = this.#lists.get(phase);
    if (list === undefined) {
      const revs: number[] = [];
      if (phase === 0) for (let rev = 0; rev < this.firstMutable; rev++) revs.push(rev);
      for (let rev = this.firstMutable; rev < this.#length; rev++)
        if (this.#table[rev - this.firstMutable] === phase) revs.push(rev);
      list = revs;
      this.#lists.set(phase, list);
    }
    return list;
  }

  /** Revisions that are not public, ascending. */
  *mutableRevs(): IterableIterator<number> {
    for (let rev = this.firstMutable; rev < this.#length; rev++)
      if (this.#table[rev - this.firstMutable] !== 0) yield rev;
  }
}
