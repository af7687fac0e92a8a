import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Config } from '../../../src/config/index.js';
import { headRevs, LazyAncestors } from '../../../src/dag/index.js';
import {
  type Discovered,
  discoverCommonNear,
  discoveryOptions,
  SILENT_UI,
} from '../../../src/exchange/index.js';
import type { History } from '../../../src/store/index.js';

const NULL_NODE = '0'.repeat(40);
const nodeOf = (rev: number): string => (rev < 0 ? NULL_NODE : (rev + 1).toString(16).padStart(40, '0'));

function historyOf(parents: readonly (readonly [number, number])[]): History {
  return {
    length: parents.length,
    parent1: (rev) => parents[rev]?.[0] ?? -1,
    parent2: (rev) => parents[rev]?.[1] ?? -1,
    node: nodeOf,
    nodePrefix: (rev) => rev,
    revOf: (node) => {
      const rev = Number.parseInt(node, 16) - 1;
      return rev < parents.length ? rev : undefined;
    },
  };
}

/** The other side has the ancestors of some revisions, and perhaps a head that nobody knows. */
function discover(
  history: History,
  there: readonly number[],
  hasMore: boolean,
  config = new Config(),
): Discovered {
  const has = new LazyAncestors(history, there, { inclusive: true });
  const known = [...new Set(there)].filter(
    (rev) => !there.some((other) => other !== rev && new LazyAncestors(history, [other]).has(rev)),
  );
  const heads = hasMore ? ['f'.repeat(40)] : known.map(nodeOf);
  return discoverCommonNear({
    history,
    heads: headRevs(history),
    isVisible: () => true,
    remote: {
      headNodes: () => (heads.length === 0 ? [NULL_NODE] : heads),
      knows: (node) => has.has(history.revOf(node) ?? -2),
    },
    options: discoveryOptions(config),
    random: Math.random,
    ui: SILENT_UI,
    force: true,
  });
}

describe('discovery', () => {
  const graphs = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 60 }).map((pairs) =>
    pairs.map(([a, b], rev) => {
      // Mostly lines, so that samples matter.
      const p1 = a % 4 === 0 ? (a % (rev + 1)) - 1 : rev - 1;
      const p2 = b % 5 === 0 ? (b % (rev + 1)) - 1 : -1;
      return [p1, p1 === p2 ? -1 : p2] as const;
    }),
  );

  it('finds all that both have, whatever the samples', () => {
    const small = new Config();
    small.set('devel', 'discovery.sample-size', '3', 'test');
    small.set('devel', 'discovery.sample-size.initial', '2', 'test');
    fc.assert(
      fc.property(
        graphs,
        fc.array(fc.nat(), { maxLength: 5 }),
        fc.boolean(),
        fc.boolean(),
        (parents, numbers, hasMore, isSmall) => {
          const history = historyOf(parents);
          const there = numbers.map((number) => number % parents.length);
          const { common } = discover(history, there, hasMore, isSmall ? small : undefined);
          const found = new LazyAncestors(
            history,
            common.map((node) => history.revOf(node) ?? -1).filter((rev) => rev >= 0),
            { inclusive: true },
          );
          const expected = new LazyAncestors(history, there, { inclusive: true });
          for (let rev = 0; rev < parents.length; rev++) expect(found.has(rev)).toBe(expected.has(rev));
        },
      ),
    );
  });

  it('takes few rounds on a long line', () => {
    const length = 100_000;
    const history = historyOf(Array.from({ length }, (_, rev) => [rev - 1, -1] as const));
    const audit = { roundTrips: 0, queries: 0, firstUndecided: undefined };
    const has = (rev: number): boolean => rev >= 0 && rev < 70_001;
    const { common } = discoverCommonNear({
      history,
      heads: [length - 1],
      isVisible: () => true,
      remote: { headNodes: () => ['f'.repeat(40)], knows: (node) => has(history.revOf(node) ?? -1) },
      options: discoveryOptions(new Config()),
      random: Math.random,
      ui: SILENT_UI,
      audit,
    });
    expect(common).toEqual([nodeOf(70_000)]);
    expect(audit.roundTrips).toBeLessThan(8);
  });

  it('refuses repositories that have nothing in common unless it is forced', () => {
    const history = historyOf([[-1, -1]]);
    const request = {
      history,
      heads: [0],
      isVisible: () => true,
      remote: { headNodes: () => ['f'.repeat(40)], knows: () => false },
      options: discoveryOptions(new Config()),
      random: Math.random,
      ui: SILENT_UI,
    };
    expect(() => discoverCommonNear(request)).toThrow('repository is unrelated');
    expect(discoverCommonNear({ ...request, force: true }).common).toEqual([NULL_NODE]);
  });
});
