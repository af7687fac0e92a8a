/** The phases of a repository while a transaction changes them. */
import { bytesOf, type NodeId } from '../../bytes/index.js';
import { LookupError, StateError } from '../../errors/index.js';
import type { FileSystem } from '../../platform/index.js';
import type { PhaseChange, Transaction } from '../../transaction/index.js';
import type { History } from '../history.js';
import { PHASE_NAMES, type Phase } from '../view.js';
import { type PhaseRoot, readPhaseRoots } from './phase-roots.js';
import { Phases } from './phases.js';

/** What changing phases needs of a transaction. */
export type PhaseTransaction = Pick<
  Transaction,
  'addFileGenerator' | 'addValidator' | 'changes' | 'hookArguments' | 'isRunning'
>;

/** By phase; the order within a phase is kept. */
export function encodePhaseRoots(roots: readonly PhaseRoot[]): Uint8Array {
  const sorted = [...roots].sort((a, b) => a.phase - b.phase);
  return bytesOf(sorted.map(({ phase, node }) => `${phase} ${node}\n`).join(''));
}

/**
 * One object per transaction, so that all changes within it add up. `phaseroots` is written, and `transaction.changes.phases`
 * made, when the transaction closes; {@link phase} tells at once.
 *
 * Invariant: every revision of the history has been registered (those of an aborted transaction are no longer there).
 * The roots of a phase are as few as possible: none of them descends from another one.
 */
export class PhaseBoundaries {
  readonly #transaction: PhaseTransaction;
  readonly #history: History;
  readonly #roots = new Map<Phase, Set<number>>();
  /** Phase of each revision below `#length`; what lies above is not in use. */
  #table: Uint8Array;
  #length: number;
  /** The table as it was before the first change of an old revision. */
  #before: Uint8Array | undefined;
  #lengthBefore: number;
  /** No revision below has been changed. */
  #lowestChange: number;
  #isReporting = false;
  #isGenerating = false;

  /**
   * Reads `phaseroots`; roots that the history does not know are dropped. O(revisions above the lowest root).
   * @param length of the history when the transaction began; later revisions are registered.
   */
  constructor(transaction: PhaseTransaction, storeFs: FileSystem, history: History, length = history.length) {
    this.#transaction = transaction;
    this.#history = history;
    this.#length = this.#lengthBefore = this.#lowestChange = length;
    const known: PhaseRoot[] = readPhaseRoots(storeFs).filter(({ node, phase }) => {
      const rev = history.revOf(node);
      if (rev === undefined || rev < 0 || rev >= length || phase === 0) return false;
      this.#rootsOf(phase).add(rev);
      return true;
    });
    const phases = new Phases(history, known);
    this.#table = new Uint8Array(this.#length + 16);
    for (let rev = phases.firstMutable; rev < this.#length; rev++) this.#table[rev] = phases.phase(rev);
  }

  /** 0 for the null revision. */
  phase(rev: number): Phase {
    return rev < 0 || rev >= this.#length ? 0 : (this.#table[rev] as number);
  }

  #rootsOf(phase: Phase): Set<number> {
    let roots = this.#roots.get(phase);
    if (roots === undefined) {
      roots = new Set();
      this.#roots.set(phase, roots);
    }
    return roots;
  }

  /**
   * Puts revisions that have just been added, `[first, end)`, in a phase, or in that of their parents where that is higher.
   * Call it for all of them, in ascending order. O(end - first).
   */
  register(first: number, end: number, target: Phase): void {
    if (first !== this.#length) throw new StateError(`revision ${this.#length} has no phase yet`);
    checkPhase(target);
    this.#begin(first);
    if (end > this.#table.length) {
      const grown = new Uint8Array(Math.max(end, this.#table.length * 2));
      grown.set(this.#table.subarray(0, first));
      this.#table = grown;
    }
    this.#length = end;
    for (let rev = first; rev < end; rev++) {
      const inherited = this.#inherited(rev);
      this.#table[rev] = Math.max(inherited, target);
      if (inherited >= target) continue;
      this.#rootsOf(target).add(rev);
      this.#writeRoots();
    }
  }

  /**
   * The revisions from `length` on have been removed from the history: their roots go. Later ones are registered again.
   * What was changed before counts as not changed.
   */
  truncate(length: number): void {
    if (length >= this.#length) return;
    for (const roots of this.#roots.values())
      for (const rev of roots)
        if (rev >= length) {
          roots.delete(rev);
          this.#writeRoots();
        }
    this.#length = length;
    this.#lengthBefore = this.#lowestChange = Math.min(length, this.#lengthBefore);
    this.#before = undefined;
  }

  #inherited(rev: number): Phase {
    const p1 = this.phase(this.#history.parent1(rev));
    const p2 = this.phase(this.#history.parent2(rev));
    return Math.max(p1, p2);
  }

  /**
   * Moves changesets and their ancestors to `target` where they are in a higher phase (towards public).
   * O(revisions above the lowest root), nothing when they are there already.
   * @returns how many revisions changed.
   * @throws LookupError for a node that is not there.
   */
  advance(target: Phase, nodes: Iterable<NodeId>): number {
    return this.advanceRevs(target, this.#revsOf(nodes));
  }

  /** As {@link advance}. Null revisions are passed over. */
  advanceRevs(target: Phase, revs: Iterable<number>): number {
    checkPhase(target);
    const moved = this.#moving(target, revs);
    if (moved.size === 0) return 0;
    const lowest = lowestOf(moved);
    this.#begin(lowest);
    const released: number[] = [];
    for (const [phase, roots] of this.#roots)
      if (phase > target) released.push(...this.#withoutMoved(roots, moved));
    for (const rev of moved) this.#table[rev] = target;
    if (target > 0) {
      const lower = released.filter((rev) => this.#inherited(rev) < target);
      this.#addRoots(target, lower);
    }
    return moved.size;
  }

  /** The given revisions and their ancestors that are above a phase. */
  #moving(target: Phase, revs: Iterable<number>): Set<number> {
    const found = new Set<number>();
    const pending: number[] = [];
    const look = (rev: number) => {
      if (this.phase(rev) <= target || found.has(rev)) return;
      found.add(rev);
      pending.push(rev);
    };
    for (const rev of revs) look(rev);
    for (let rev = pending.pop(); rev !== undefined; rev = pending.pop()) {
      look(this.#history.parent1(rev));
      look(this.#history.parent2(rev));
    }
    return found;
  }

  /** Takes revisions out of what descends from roots, and says which roots have gone. */
  #withoutMoved(roots: Set<number>, moved: ReadonlySet<number>): number[] {
    const gone = [...roots].filter((rev) => moved.has(rev));
    if (gone.length === 0) return gone;
    this.#writeRoots();
    const first = lowestOf(roots);
    const OUTSIDE = 0;
    const MOVED = 1;
    const INSIDE = 2;
    const marks = new Uint8Array(this.#length - first);
    const markOf = (rev: number) => (rev < first ? OUTSIDE : (marks[rev - first] as number));
    for (let rev = first; rev < this.#length; rev++) {
      const p1 = markOf(this.#history.parent1(rev));
      const p2 = markOf(this.#history.parent2(rev));
      if (p1 === OUTSIDE && p2 === OUTSIDE && !roots.has(rev)) continue;
      const isMoved = moved.has(rev);
      marks[rev - first] = isMoved ? MOVED : INSIDE;
      if (!isMoved && p1 !== INSIDE && p2 !== INSIDE) roots.add(rev);
    }
    for (const rev of gone) roots.delete(rev);
    return gone;
  }

  /**
   * Moves changesets and their descendants to `target` where they are in a lower phase (away from public). O(revisions above the
   * lowest one).
   * @returns how many revisions changed.
   * @throws LookupError for a node that is not there.
   */
  retract(target: Phase, nodes: Iterable<NodeId>): number {
    return this.retractRevs(target, this.#revsOf(nodes));
  }

  /** As {@link retract}. Null revisions are passed over. */
  retractRevs(target: Phase, revs: Iterable<number>): number {
    checkPhase(target);
    const added = [...revs].filter((rev) => rev >= 0 && this.phase(rev) < target);
    if (added.length === 0) return 0;
    const first = lowestOf(added);
    this.#begin(first);
    this.#addRoots(target, added);
    const marks = new Uint8Array(this.#length - first);
    const isMarked = (rev: number) => rev >= first && marks[rev - first] === 1;
    for (const rev of added) marks[rev - first] = 1;
    let changed = 0;
    for (let rev = first; rev < this.#length; rev++) {
      const isBelow = isMarked(this.#history.parent1(rev)) || isMarked(this.#history.parent2(rev));
      if (isBelow) marks[rev - first] = 1;
      if (marks[rev - first] === 0 || this.phase(rev) >= target) continue;
      this.#table[rev] = target;
      changed++;
    }
    return changed;
  }

  /** Adds roots of a phase, and drops those that descend from another one. */
  #addRoots(target: Phase, added: readonly number[]): void {
    if (added.length === 0) return;
    this.#writeRoots();
    const roots = this.#rootsOf(target);
    for (const rev of added) roots.add(rev);
    const first = lowestOf(added);
    const below = new Uint8Array(this.#length - first);
    const isInside = (rev: number) => rev >= first && (below[rev - first] === 1 || roots.has(rev));
    for (let rev = first + 1; rev < this.#length; rev++) {
      if (!isInside(this.#history.parent1(rev)) && !isInside(this.#history.parent2(rev))) continue;
      below[rev - first] = 1;
    }
    for (const rev of [...roots]) if (rev > first && below[rev - first] === 1) roots.delete(rev);
  }

  #revsOf(nodes: Iterable<NodeId>): number[] {
    const revs: number[] = [];
    for (const node of nodes) {
      const rev = this.#history.revOf(node);
      if (rev === undefined) throw new LookupError(node, `unknown revision '${node}'`);
      revs.push(rev);
    }
    return revs;
  }

  /** Before anything from a revision on changes. */
  #begin(rev: number): void {
    if (!this.#transaction.isRunning)
      throw new StateError('cannot use transaction when it is already committed/aborted');
    if (rev < this.#lengthBefore) {
      this.#before ??= this.#table.slice(0, this.#lengthBefore);
      this.#lowestChange = Math.min(this.#lowestChange, rev);
    }
    if (this.#isReporting) return;
    this.#isReporting = true;
    this.#transaction.addValidator('phases', ({ changes }) => {
      changes.phases.length = 0;
      for (const change of this.changes()) changes.phases.push(change);
    });
  }

  #writeRoots(): void {
    if (this.#isGenerating) return;
    this.#isGenerating = true;
    this.#transaction.hookArguments.set('PHASES_MOVED', '1');
    this.#transaction.addFileGenerator('phase', {
      files: ['phaseroots'],
      generate: () => [encodePhaseRoots(this.roots())],
    });
  }

  /** All roots: by phase, then by revision. */
  roots(): PhaseRoot[] {
    const phases = [...this.#roots.keys()].sort((a, b) => a - b);
    return phases.flatMap((phase) =>
      [...this.#rootsOf(phase)]
        .sort((a, b) => a - b)
        .map((rev) => ({ phase, node: this.#history.node(rev) })),
    );
  }

  /** What the transaction has changed so far, in runs of revisions, ascending. O(revisions from the first change on). */
  changes(): PhaseChange[] {
    const runs: PhaseChange[] = [];
    let first = -1;
    let from: Phase | undefined;
    let to = 0;
    const flush = (end: number) => {
      if (first >= 0) runs.push({ first, end, from, to });
      first = -1;
    };
    for (
      let rev = this.#before === undefined ? this.#lengthBefore : this.#lowestChange;
      rev < this.#length;
      rev++
    ) {
      const old = rev < this.#lengthBefore ? this.#before?.[rev] : undefined;
      const now = this.phase(rev);
      if (first >= 0 && old === from && now === to && old !== now) continue;
      flush(rev);
      if (old === now) continue;
      first = rev;
      from = old;
      to = now;
    }
    flush(this.#length);
    return runs;
  }
}

function checkPhase(phase: Phase): void {
  if (PHASE_NAMES[phase] === undefined) throw new StateError(`there is no phase ${phase}`);
}

function lowestOf(revs: Iterable<number>): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const rev of revs) if (rev < lowest) lowest = rev;
  return lowest;
}
