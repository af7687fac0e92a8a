/** Phases of all revisions, from the roots where each phase begins. */
import type { Graph } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';
import { RevSet } from './rev-set.js';

/**
 * A revision's phase is the highest of its own (as a root) and its parents'. Revisions below `low` are public (0). Phases are
 * small numbers (hg has 0, 1, 2, 32 and 96), one byte each.
 */
export class PhaseTable {
  /** How many revisions the table is about: the graph's length when it was made. */
  readonly length: number;
  /** The first revision that may not be public. */
  readonly low: number;
  readonly #phases: Uint8Array;

  constructor(length: number, low: number, phases: Uint8Array) {
    this.length = length;
    this.low = low;
    this.#phases = phases;
  }

  phaseOf(rev: number): number {
    return rev >= this.low && rev < this.length ? this.#phases[rev - this.low] : 0;
  }

  /** The revisions of exactly this phase, which must not be public. O(length - low). */
  revsIn(phase: number): RevSet {
    const phases = this.#phases;
    const set = new RevSet(this.low, this.length);
    const whole = phases.length & ~31;
    for (let start = 0; start < whole; start += 32) {
      let bits = 0;
      for (let at = start + 31; at >= start; at--) bits = (bits << 1) | (phases[at] === phase ? 1 : 0);
      set.setWord(start >>> 5, bits);
    }
    for (let at = whole; at < phases.length; at++) if (phases[at] === phase) set.add(this.low + at);
    return set;
  }
}

/**
 * @param rootsByPhase for each phase but public, the revisions where it begins
 * @throws CorruptionError. O(length - the lowest root)
 */
export function computePhases(graph: Graph, rootsByPhase: ReadonlyMap<number, Iterable<number>>): PhaseTable {
  const { length } = graph;
  const roots: [rev: number, phase: number][] = [];
  let low = length;
  for (const [phase, revs] of rootsByPhase) {
    for (const rev of revs) {
      checkRev(graph, rev);
      // Nothing can make the null revision anything but public.
      if (rev < 0) continue;
      roots.push([rev, phase]);
      if (rev < low) low = rev;
    }
  }
  const phases = new Uint8Array(length - low);
  for (const [rev, phase] of roots) if (phase > phases[rev - low]) phases[rev - low] = phase;
  spread(new ParentReader(graph, low, length), phases, low);
  return new PhaseTable(length, low, phases);
}

function spread(parents: ParentReader, phases: Uint8Array, low: number): void {
  const { first, second } = parents;
  const high = low + phases.length;
  for (let start = low; start < high; ) {
    const end = parents.loadBlock(start, high);
    for (let rev = start; rev < end; rev++) {
      const p1 = first[rev & 255] - low;
      const p2 = second[rev & 255] - low;
      let phase = phases[rev - low];
      if (p1 >= 0 && phases[p1] > phase) phase = phases[p1];
      if (p2 >= 0 && phases[p2] > phase) phase = phases[p2];
      phases[rev - low] = phase;
    }
    start = end;
  }
}
