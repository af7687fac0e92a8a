/** Phases of all revisions, from the roots where each phase begins. */
import type { Graph } from './graph.js';
import { checkRev, ParentReader } from './parent-reader.js';
import { RevSet } from './rev-set.js';

/**
 * Places before those of the revisions: what is below the table, and public, is read from the first of them without a
 * test. Four, so that the phases themselves are aligned for {@link PhaseTable.revsIn}.
 */
const MARGIN = 4;

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
    const words = new Int32Array(phases.buffer, phases.byteOffset, whole >> 2);
    const pattern = Math.imul(phase, 0x01010101);
    for (let start = 0; start < whole; start += 32) {
      let bits = 0;
      for (let word = (start >> 2) + 7; word >= start >> 2; word--) {
        bits <<= 4;
        const four = words[word];
        // Long stretches have one phase, so mostly four at a time are this one or public.
        if (four === pattern) bits |= 15;
        else if (four !== 0) {
          for (let i = 0; i < 4; i++) if (phases[word * 4 + i] === phase) bits |= 1 << i;
        }
      }
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
  const places = new Uint8Array(MARGIN + length - low);
  for (const [rev, phase] of roots) {
    const place = rev - low + MARGIN;
    if (phase > places[place]) places[place] = phase;
  }
  if (roots.length > 0) spread(new ParentReader(graph, low, length), places, low, length);
  return new PhaseTable(length, low, places.subarray(MARGIN));
}

/** Every revision gets its parents' phase if that is higher. */
function spread(parents: ParentReader, places: Uint8Array, low: number, length: number): void {
  const { first, second } = parents;
  for (let start = low; start < length; ) {
    const end = parents.loadBlock(start, length);
    for (let rev = start, place = start - low + MARGIN; rev < end; rev++, place++) {
      const p1 = first[rev & 255];
      const p2 = second[rev & 255];
      const phase1 = places[p1 < low ? 0 : p1 - low + MARGIN];
      const phase2 = places[p2 < low ? 0 : p2 - low + MARGIN];
      const phase = Math.max(phase1, phase2);
      if (phase > places[place]) places[place] = phase;
    }
    start = end;
  }
}
