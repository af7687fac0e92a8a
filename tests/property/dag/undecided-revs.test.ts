import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LazyAncestors, UndecidedRevs } from '../../../src/dag/index.js';
import { ancestorsOf, graphOf, histories } from './oracles.js';

const ascending = (revs: Iterable<number>) => [...revs].sort((a, b) => a - b);

describe('undecided revisions', () => {
  it('are the ancestors of the heads that nothing is known of', () => {
    const numbers = fc.array(fc.nat(), { maxLength: 6 });
    fc.assert(
      fc.property(
        histories().filter((parents) => parents.length > 0),
        numbers,
        numbers,
        (parents, told, heads) => {
          const graph = graphOf(parents);
          const revs = (list: readonly number[]): number[] => list.map((number) => number % parents.length);
          const there = new LazyAncestors(graph, revs(told), { inclusive: true });
          const undecided = new UndecidedRevs(graph, revs(heads));
          const expected = new Set(revs(heads).flatMap((rev) => [...ancestorsOf(parents, [rev])]));
          for (const rev of revs(heads)) expected.add(rev);
          for (const rev of revs(told)) {
            expect([...undecided.toArray()]).toEqual(ascending(expected));
            undecided.addCommon([rev]);
            for (const ancestor of new LazyAncestors(graph, [rev], { inclusive: true }))
              expected.delete(ancestor);
          }
          for (const rev of ascending(expected).reverse()) {
            if (there.has(rev) || !expected.has(rev) || rev % 3 !== 0) continue;
            undecided.addMissing([rev]);
            for (let other = rev; other < parents.length; other++)
              if (new LazyAncestors(graph, [other], { inclusive: true }).has(rev)) expected.delete(other);
          }
          expect([...undecided.toArray()]).toEqual(ascending(expected));
          expect(undecided.size).toBe(expected.size);
          for (const rev of [...undecided.sampleFromHeads(), ...undecided.sampleFromRoots()])
            expect(expected.has(rev)).toBe(true);
          const { heads: tops, roots } = undecided.ends();
          expect([tops.length > 0, roots.length > 0]).toEqual([expected.size > 0, expected.size > 0]);
        },
      ),
    );
  });

  it('are sampled at distances that double', () => {
    const line = graphOf(Array.from({ length: 20 }, (_, rev) => [rev - 1, -1]));
    const undecided = new UndecidedRevs(line, [19]);
    expect(undecided.sampleFromHeads()).toEqual([19, 18, 16, 12, 4]);
    expect(undecided.sampleFromRoots()).toEqual([0, 1, 3, 7, 15]);
    undecided.addCommon([4]);
    expect(undecided.commonHeads()).toEqual([4]);
    expect(undecided.ends()).toEqual({ heads: [19], roots: [5] });
  });
});
