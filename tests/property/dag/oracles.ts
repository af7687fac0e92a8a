/** Graphs for property tests, and slow answers that are plainly right. */
import fc from 'fast-check';
import type { Graph, RawParents } from '../../../src/dag/index.js';

export type Parents = readonly (readonly [number, number])[];

/** Random histories: parents mostly near, sometimes anywhere, some roots and merges. */
export const histories = (maxLength = 40): fc.Arbitrary<Parents> =>
  fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(9)), { maxLength }).map((seeds) =>
    seeds.map(([a, b, kind], rev): [number, number] => {
      if (rev === 0 || kind === 0) return [-1, -1];
      const near = (seed: number) => rev - 1 - (seed % Math.min(rev, 4));
      if (kind < 6) return [near(a), -1];
      const p1 = kind === 9 ? a % rev : near(a);
      const p2 = b % rev;
      return p1 === p2 ? [p1, -1] : [p1, p2];
    }),
  );

/** A graph over a list of parents. */
export function graphOf(parents: Parents): Graph {
  return {
    length: parents.length,
    parent1: (rev) => parents[rev][0],
    parent2: (rev) => parents[rev][1],
  };
}

/** The same, as bytes of an index: the first revisions in place, the last few behind the accessors only. */
export function rawGraphOf(parents: Parents, behind = 3): Graph {
  const end = Math.max(0, parents.length - behind);
  const view = new DataView(new ArrayBuffer(64 * end));
  for (let rev = 0; rev < end; rev++) {
    view.setInt32(rev * 64 + 24, parents[rev][0]);
    view.setInt32(rev * 64 + 28, parents[rev][1]);
  }
  const raw: RawParents = { view, first: 24, second: 28, stride: 64, end };
  return { ...graphOf(parents), rawParents: () => raw };
}

export function ancestorsOf(parents: Parents, revs: Iterable<number>): Set<number> {
  const out = new Set<number>();
  const stack = [...revs];
  for (let rev = stack.pop(); rev !== undefined; rev = stack.pop()) {
    if (rev < 0 || out.has(rev)) continue;
    out.add(rev);
    stack.push(...parents[rev]);
  }
  return out;
}

export function headsAmong(parents: Parents, revs: Iterable<number>): number[] {
  const set = new Set(revs);
  const covered = new Set<number>();
  for (const rev of set) for (const one of ancestorsOf(parents, parents[rev])) covered.add(one);
  return [...set].filter((rev) => !covered.has(rev)).sort((a, b) => a - b);
}
