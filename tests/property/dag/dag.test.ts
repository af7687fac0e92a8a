import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  children,
  commonAncestorsHeads,
  computePhases,
  dagRange,
  descendants,
  greatestCommonAncestors,
  headRevs,
  headRevsDiff,
  headsOf,
  isAncestor,
  LazyAncestors,
  MissingAncestors,
  onlyRevs,
  RevSet,
  reachableRoots,
  rootsOf,
} from '../../../src/dag/index.js';
import { ancestorsOf, graphOf, headsAmong, histories, type Parents, rawGraphOf } from './oracles.js';

const ascending = (revs: Iterable<number>) => [...revs].sort((a, b) => a - b);

/** Histories with some of their revisions. */
function withRevs(groups: number): fc.Arbitrary<[Parents, number[][]]> {
  return histories()
    .filter((parents) => parents.length > 0)
    .chain((parents) =>
      fc.tuple(
        fc.constant(parents),
        fc.array(fc.array(fc.nat(parents.length - 1), { maxLength: 6 }), {
          minLength: groups,
          maxLength: groups,
        }),
      ),
    );
}

function check(groups: number, body: (parents: Parents, ...revs: number[][]) => void): void {
  fc.assert(
    fc.property(withRevs(groups), ([parents, revs]) => body(parents, ...revs)),
    { numRuns: 300 },
  );
}

const all = (parents: Parents) => parents.map((_, rev) => rev);

describe('graph algorithms against slow ones', () => {
  it('heads', () => {
    check(1, (parents, hidden) => {
      const set = new Set(hidden);
      for (const graph of [graphOf(parents), rawGraphOf(parents)]) {
        expect(headRevs(graph)).toEqual(headsAmong(parents, all(parents)));
        const visible = all(parents).filter((rev) => !set.has(rev));
        const expected = visible.filter((rev) => !visible.some((one) => parents[one].includes(rev)));
        expect(headRevs(graph, set)).toEqual(expected.length === 0 ? [-1] : expected);
        const stop = hidden[0] ?? 0;
        expect(headRevs(graph, undefined, stop)).toEqual(
          stop === 0 ? [-1] : headsAmong(parents, all(parents).slice(0, stop)),
        );
      }
    });
    expect(headRevs(graphOf([]))).toEqual([-1]);
  });

  it('differences of heads', () => {
    check(2, (parents, [a = 0], [b = 0]) => {
      const [begin, end] = [Math.min(a, b), Math.max(a, b)];
      const heads = (stop: number) => headsAmong(parents, all(parents).slice(0, stop));
      const before = heads(begin);
      const after = heads(end);
      expect(headRevsDiff(rawGraphOf(parents), begin, end)).toEqual({
        removed: before.filter((rev) => !after.includes(rev)),
        added: after.filter((rev) => !before.includes(rev)),
      });
    });
  });

  it('heads and roots of a set', () => {
    check(1, (parents, revs) => {
      expect(headsOf(rawGraphOf(parents), revs)).toEqual(headsAmong(parents, revs));
      const roots = ascending(new Set(revs)).filter(
        (rev) => !revs.some((one) => one !== rev && ancestorsOf(parents, [rev]).has(one)),
      );
      expect(rootsOf(rawGraphOf(parents), revs)).toEqual(roots);
    });
    const graph = graphOf([[-1, -1]]);
    expect(headsOf(graph, [-1])).toEqual([-1]);
    expect(headsOf(graph, [-1, 0])).toEqual([0]);
    expect(rootsOf(graph, [-1, 0])).toEqual([-1]);
  });

  it('common ancestors', () => {
    check(1, (parents, revs) => {
      const graph = graphOf(parents);
      const common = all(parents).filter((one) => revs.every((rev) => ancestorsOf(parents, [rev]).has(one)));
      const heads = revs.length === 0 ? [] : headsAmong(parents, common);
      expect(commonAncestorsHeads(graph, revs)).toEqual(heads);
      const depth = (rev: number): number =>
        rev < 0 ? 0 : 1 + Math.max(depth(parents[rev][0]), depth(parents[rev][1]));
      const deepest = Math.max(...heads.map(depth));
      expect(greatestCommonAncestors(graph, revs)).toEqual(heads.filter((rev) => depth(rev) === deepest));
    });
    fc.assert(
      fc.property(histories(80), (parents) => {
        // More than one walk has bits for.
        const revs = all(parents).slice(-60);
        const common = all(parents).filter((one) =>
          revs.every((rev) => ancestorsOf(parents, [rev]).has(one)),
        );
        expect(commonAncestorsHeads(graphOf(parents), revs)).toEqual(
          revs.length === 0 ? [] : headsAmong(parents, common),
        );
      }),
      { numRuns: 50 },
    );
    expect(commonAncestorsHeads(graphOf([[-1, -1]]), [0, -1])).toEqual([]);
  });

  it('ancestry', () => {
    check(2, (parents, [a = 0], [b = 0]) => {
      expect(isAncestor(graphOf(parents), a, b)).toBe(ancestorsOf(parents, [b]).has(a));
    });
    expect(isAncestor(graphOf([[-1, -1]]), -1, 0)).toBe(true);
    expect(isAncestor(graphOf([[-1, -1]]), 0, -1)).toBe(false);
  });

  it('lazy ancestors', () => {
    check(2, (parents, revs, asked) => {
      for (const inclusive of [true, false]) {
        const stop = asked[0] ?? 0;
        const set = inclusive
          ? ancestorsOf(parents, revs)
          : ancestorsOf(
              parents,
              revs.flatMap((rev) => parents[rev]),
            );
        const expected = ascending(set).filter((rev) => rev >= stop);
        const lazy = new LazyAncestors(graphOf(parents), revs, { inclusive, stop });
        for (const rev of asked) expect(lazy.has(rev)).toBe(expected.includes(rev));
        expect([...lazy]).toEqual(expected.toReversed());
        for (const rev of asked) expect(lazy.has(rev)).toBe(expected.includes(rev));
      }
    });
  });

  it('descendants and children', () => {
    check(1, (parents, revs) => {
      const graph = rawGraphOf(parents);
      const inclusive = all(parents).filter((rev) =>
        revs.some((one) => ancestorsOf(parents, [rev]).has(one)),
      );
      expect([...descendants(graph, revs, { inclusive: true })]).toEqual(inclusive);
      expect([...descendants(graph, revs)]).toEqual(
        all(parents).filter((rev) => parents[rev].some((parent) => inclusive.includes(parent))),
      );
      expect(children(graph, revs)).toEqual(
        all(parents).filter((rev) => parents[rev].some((parent) => revs.includes(parent))),
      );
      expect(children(graph, [-1])).toEqual(all(parents).filter((rev) => Math.max(...parents[rev]) < 0));
    });
  });

  it('ranges between roots and heads', () => {
    check(2, (parents, roots, heads) => {
      const graph = rawGraphOf(parents);
      const seen = ancestorsOf(parents, heads);
      const path = ascending(seen).filter((rev) =>
        roots.some((root) => ancestorsOf(parents, [rev]).has(root)),
      );
      expect([...dagRange(graph, roots, heads)]).toEqual(path);
      const low = roots.length === 0 ? 0 : Math.min(...roots);
      expect([...reachableRoots(graph, low, heads, roots, true)]).toEqual(path);
      // Without paths: roots that are reached around other roots.
      const stopping = new Set<number>();
      const walk = (rev: number) => {
        if (rev < 0 || stopping.has(rev)) return;
        stopping.add(rev);
        if (!roots.includes(rev)) parents[rev].forEach(walk);
      };
      heads.forEach(walk);
      expect([...reachableRoots(graph, low, heads, roots)]).toEqual(
        ascending(new Set(roots)).filter((rev) => stopping.has(rev)),
      );
      expect([...dagRange(graph, [-1], heads)]).toEqual(heads.length === 0 ? [] : [-1, ...ascending(seen)]);
    });
  });

  it('phases', () => {
    check(2, (parents, draft, secret) => {
      const graph = rawGraphOf(parents);
      const table = computePhases(
        graph,
        new Map([
          [1, draft],
          [2, secret],
        ]),
      );
      const expected = all(parents).map((rev) => {
        const above = ancestorsOf(parents, [rev]);
        return secret.some((one) => above.has(one)) ? 2 : draft.some((one) => above.has(one)) ? 1 : 0;
      });
      expect(all(parents).map((rev) => table.phaseOf(rev))).toEqual(expected);
      for (const phase of [1, 2])
        expect([...table.revsIn(phase)]).toEqual(all(parents).filter((rev) => expected[rev] === phase));
    });
  });

  it('missing ancestors', () => {
    check(3, (parents, include, exclude, more) => {
      const excluded = ancestorsOf(parents, exclude);
      const expected = ascending(ancestorsOf(parents, include)).filter((rev) => !excluded.has(rev));
      const graph = graphOf(parents);
      expect([...onlyRevs(graph, include, exclude)]).toEqual(expected);
      const missing = new MissingAncestors(graph, exclude);
      missing.addBases(more);
      const bases = ancestorsOf(parents, [...exclude, ...more]);
      const rest = new Set(include);
      missing.removeAncestorsFrom(rest);
      expect(ascending(rest)).toEqual(ascending(new Set(include)).filter((rev) => !bases.has(rev)));
      expect([...missing.missingAncestors(include)]).toEqual(
        ascending(ancestorsOf(parents, include)).filter((rev) => !bases.has(rev)),
      );
    });
  });

  it('sets of revisions', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 300 })), (revs) => {
        const set = RevSet.of(revs);
        expect([...set]).toEqual(ascending(new Set(revs)));
        expect(set.size).toBe(new Set(revs).size);
        for (let rev = -2; rev < 310; rev++) expect(set.has(rev)).toBe(revs.includes(rev));
        for (const rev of revs.slice(0, 2)) set.delete(rev);
        expect([...set]).toEqual(ascending(new Set(revs)).filter((rev) => !revs.slice(0, 2).includes(rev)));
      }),
    );
  });
});
