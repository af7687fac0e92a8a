import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bisectionCandidates, bisectionChoice } from '../../../src/dag/index.js';
import { ancestorsOf, graphOf, histories, type Parents, rawGraphOf } from './oracles.js';

const ascending = (revs: Iterable<number>) => [...revs].sort((a, b) => a - b);

function plainCandidates(parents: Parents, before: readonly number[], after: number): number[] {
  const known = ancestorsOf(parents, before);
  return ascending(ancestorsOf(parents, [after])).filter((rev) => {
    const own = ancestorsOf(parents, [rev]);
    return !known.has(rev) && before.some((one) => own.has(one));
  });
}

function plainChoice(parents: Parents, candidates: readonly number[], skipped: ReadonlySet<number>) {
  let best: number | undefined;
  let bestValue = -1;
  const others = candidates.slice(0, -1).filter((rev) => !skipped.has(rev));
  if (others.length === 0) return undefined;
  for (const rev of candidates) {
    const own = ancestorsOf(parents, [rev]);
    const count = candidates.filter((one) => own.has(one)).length;
    const value = Math.min(count, candidates.length - count);
    if (value <= bestValue || skipped.has(rev)) continue;
    best = rev;
    bestValue = value;
  }
  return best;
}

describe('bisection', () => {
  it('divides what lies between marked revisions as evenly as can be', () => {
    fc.assert(
      fc.property(
        histories(60).filter((parents) => parents.length > 1),
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.array(fc.nat(), { maxLength: 20 }),
        (parents, first, last, skip) => {
          const low = Math.ceil(parents.length / 3);
          const before = first.map((seed) => seed % low);
          const after = parents.length - 1 - (last % low);
          const skipped = new Set(skip.map((seed) => seed % parents.length));
          for (const graph of [graphOf(parents), rawGraphOf(parents)]) {
            const candidates = bisectionCandidates(graph, before, after);
            expect([...candidates]).toEqual(plainCandidates(parents, before, after));
            for (const without of [new Set<number>(), skipped])
              expect(bisectionChoice(graph, candidates, without)).toBe(
                plainChoice(parents, [...candidates], without),
              );
          }
        },
      ),
    );
  });

  it('takes the null revision for the ancestor of all when it is alone', () => {
    const graph = graphOf([
      [-1, -1],
      [0, -1],
      [-1, -1],
      [1, 2],
    ]);
    expect([...bisectionCandidates(graph, [-1], 3)]).toEqual([0, 1, 2, 3]);
    expect([...bisectionCandidates(graph, [-1, 1], 3)]).toEqual([3]);
    expect([...bisectionCandidates(graph, [0], -1)]).toEqual([]);
  });

  it('is quick on a long history of short branches', () => {
    const parents: [number, number][] = [[-1, -1]];
    while (parents.length < 300_000) {
      const base = parents.length - 1;
      parents.push([base, -1], [base, -1], [base + 1, base + 2]);
    }
    const graph = graphOf(parents);
    const candidates = bisectionCandidates(graph, [0], parents.length - 1);
    const choice = bisectionChoice(graph, candidates, new Set()) as number;
    expect(Math.abs(choice - parents.length / 2)).toBeLessThan(4);
  });
});
