/** Which revisions are obsolete, and which are troubled because of it. */
import { bytesOfHex, NODE_BYTES } from '../../bytes/index.js';
import type { History } from '../history.js';
import type { Phases } from '../phases/phases.js';
import { FLAG_BUMPED_FIX } from './layout.js';
import type { ObsStore } from './obs-store.js';
import { SuccessorsSets } from './successors-sets.js';
import { allPredecessors } from './walks.js';

/** Sets of revisions, each ascending, computed when first asked for. Only revisions that are not public take part. */
export class Instabilities {
  readonly #history: History;
  readonly #phases: Phases;
  readonly #store: ObsStore;
  #namedRevs: readonly number[] | undefined;
  #obsolete: ReadonlySet<number> | undefined;
  #orphan: ReadonlySet<number> | undefined;
  #suspended: ReadonlySet<number> | undefined;
  #extinct: ReadonlySet<number> | undefined;
  #phaseDivergent: ReadonlySet<number> | undefined;
  #contentDivergent: ReadonlySet<number> | undefined;

  constructor(history: History, phases: Phases, store: ObsStore) {
    this.#history = history;
    this.#phases = phases;
    this.#store = store;
  }

  /** Mutable revisions that markers name in some role, ascending: few, usually, of many. */
  get #named(): readonly number[] {
    if (this.#namedRevs === undefined) {
      const found: number[] = [];
      const { firstMutable } = this.#phases;
      const history = this.#history;
      if (firstMutable < history.length && !this.#store.isEmpty) {
        this.#store.expectQuestions(history.length - firstMutable);
        const key = new Uint8Array(NODE_BYTES);
        const copyNode =
          history.copyNode?.bind(history) ??
          ((rev: number) => key.set(bytesOfHex(history.node(rev)) as Uint8Array));
        this.#store.reading(() => {
          for (const rev of this.#phases.mutableRevs()) {
            copyNode(rev, key);
            if (this.#store.isNamed(key)) found.push(rev);
          }
        });
      }
      this.#namedRevs = found;
    }
    return this.#namedRevs;
  }

  /** Rewritten or pruned. */
  get obsolete(): ReadonlySet<number> {
    if (this.#obsolete === undefined) {
      const found = new Set<number>();
      for (const rev of this.#named)
        if (this.#store.hasSuccessorMarkers(this.#history.node(rev))) found.add(rev);
      this.#obsolete = found;
    }
    return this.#obsolete;
  }

  /** Not obsolete, with an obsolete ancestor. */
  get orphan(): ReadonlySet<number> {
    if (this.#orphan === undefined) {
      const obsolete = this.obsolete;
      const found = new Set<number>();
      if (obsolete.size > 0)
        for (const rev of this.#phases.mutableRevs()) {
          if (obsolete.has(rev)) continue;
          const p1 = this.#history.parent1(rev);
          const p2 = this.#history.parent2(rev);
          if (obsolete.has(p1) || found.has(p1) || obsolete.has(p2) || found.has(p2)) found.add(rev);
        }
      this.#orphan = found;
    }
    return this.#orphan;
  }

  /** Obsolete, with a descendant that is not. */
  get suspended(): ReadonlySet<number> {
    if (this.#suspended === undefined) this.#split();
    return this.#suspended as ReadonlySet<number>;
  }

  /** Obsolete with all descendants. */
  get extinct(): ReadonlySet<number> {
    if (this.#extinct === undefined) this.#split();
    return this.#extinct as ReadonlySet<number>;
  }

  #split(): void {
    const obsolete = this.obsolete;
    const suspended = new Set<number>();
    if (obsolete.size > 0) {
      const needed = new Set<number>(this.orphan);
      const first = this.#phases.firstMutable;
      for (let rev = this.#history.length - 1; rev >= first; rev--) {
        if (!needed.has(rev)) continue;
        if (obsolete.has(rev)) suspended.add(rev);
        needed.add(this.#history.parent1(rev)).add(this.#history.parent2(rev));
      }
    }
    const ascending = [...suspended].reverse();
    this.#suspended = new Set(ascending);
    this.#extinct = new Set([...obsolete].filter((rev) => !suspended.has(rev)));
  }

  /** Replaces something that is public. */
  get phaseDivergent(): ReadonlySet<number> {
    if (this.#phaseDivergent === undefined) {
      const found = new Set<number>();
      for (const rev of this.#live()) {
        const node = this.#history.node(rev);
        if (this.#store.predecessorMarkers(node).length === 0) continue;
        for (const predecessor of allPredecessors(this.#store, [node], FLAG_BUMPED_FIX)) {
          const other = this.#history.revOf(predecessor);
          if (other === undefined || other < 0 || !this.#phases.isPublic(other)) continue;
          found.add(rev);
          break;
        }
      }
      this.#phaseDivergent = found;
    }
    return this.#phaseDivergent;
  }

  /** One of several different replacements of the same changeset. */
  get contentDivergent(): ReadonlySet<number> {
    if (this.#contentDivergent === undefined) {
      const found = new Set<number>();
      const sets = new SuccessorsSets(this.#store, (node) => this.#history.revOf(node) !== undefined);
      for (const rev of this.#live()) {
        const node = this.#history.node(rev);
        if (this.#store.predecessorMarkers(node).length === 0) continue;
        for (const predecessor of allPredecessors(this.#store, [node])) {
          if (predecessor === node || sets.of(predecessor).length < 2) continue;
          found.add(rev);
          break;
        }
      }
      this.#contentDivergent = found;
    }
    return this.#contentDivergent;
  }

  /** Not obsolete, and named by markers. */
  *#live(): IterableIterator<number> {
    const obsolete = this.obsolete;
    for (const rev of this.#named) if (!obsolete.has(rev)) yield rev;
  }

  /** hg's words for what is wrong with a revision, in hg's order. */
  of(rev: number): string[] {
    const words: string[] = [];
    if (this.orphan.has(rev)) words.push('orphan');
    if (this.phaseDivergent.has(rev)) words.push('phase-divergent');
    if (this.contentDivergent.has(rev)) words.push('content-divergent');
    return words;
  }
}
