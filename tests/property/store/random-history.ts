/** Small random histories for property tests, with naive answers. */
import * as fc from 'fast-check';
import type { History } from '../../../src/store/history.js';

export interface RandomHistory extends History {
  readonly parents: readonly (readonly [number, number])[];
  readonly branches: readonly string[];
  readonly closes: readonly boolean[];
}

/** Node of a revision: different in the first bytes, as real ones are. */
export function nodeOf(rev: number): string {
  return (
    (Math.imul(rev + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0') + rev.toString(16).padStart(8, '0')
  ).padEnd(40, '5');
}

export const randomHistory: fc.Arbitrary<RandomHistory> = fc
  .array(
    fc.record({
      p1: fc.nat(1000),
      p2: fc.nat(1000),
      merges: fc.boolean(),
      root: fc.nat(9),
      branch: fc.constantFrom('default', 'stable', 'a b', 'x'),
      closes: fc.nat(5),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => {
    const parents = rows.map(({ p1, p2, merges, root }, rev): [number, number] => {
      if (rev === 0 || root === 0) return [-1, -1];
      // Near parents make chains, far ones make heads.
      const first = Math.max(0, rev - 1 - (p1 % 4));
      const second = p2 % rev;
      return [first, merges && second !== first ? second : -1];
    });
    const revs = new Map(rows.map((_, rev) => [nodeOf(rev), rev]));
    return {
      length: rows.length,
      parent1: (rev) => (parents[rev] as readonly [number, number])[0],
      parent2: (rev) => (parents[rev] as readonly [number, number])[1],
      node: nodeOf,
      revOf: (node) => revs.get(node),
      nodePrefix: (rev) => Number.parseInt(nodeOf(rev).slice(0, 8), 16),
      parents,
      branches: rows.map(({ branch }) => branch),
      closes: rows.map(({ closes }) => closes === 0),
    };
  });

/** `ancestors[rev]`: all ancestors of a revision, itself included. */
export function ancestorSets(history: RandomHistory): Set<number>[] {
  const sets: Set<number>[] = [];
  for (let rev = 0; rev < history.length; rev++) {
    const all = new Set([rev]);
    for (const parent of history.parents[rev] as readonly [number, number])
      if (parent >= 0) for (const other of sets[parent] as Set<number>) all.add(other);
    sets.push(all);
  }
  return sets;
}
