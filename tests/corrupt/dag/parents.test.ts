import { describe, expect, it } from 'vitest';
import {
  children,
  commonAncestorsHeads,
  computePhases,
  dagRange,
  descendants,
  type Graph,
  greatestCommonAncestors,
  headRevs,
  headRevsDiff,
  headsOf,
  isAncestor,
  LazyAncestors,
  onlyRevs,
  type RawParents,
  rootsOf,
} from '../../../src/dag/index.js';
import { CorruptionError } from '../../../src/errors/index.js';

/** A line of revisions with one bad parent in the middle. */
function damaged(first: number, second: number, raw: boolean): Graph {
  const length = 600;
  const view = new DataView(new ArrayBuffer(8 * length));
  for (let rev = 0; rev < length; rev++) {
    view.setInt32(rev * 8, rev === 300 ? first : rev - 1);
    view.setInt32(rev * 8 + 4, rev === 300 ? second : -1);
  }
  const place: RawParents = { view, first: 0, second: 4, stride: 8, end: length };
  const graph: Graph = {
    length,
    parent1: (rev) => view.getInt32(rev * 8),
    parent2: (rev) => view.getInt32(rev * 8 + 4),
  };
  return raw ? { ...graph, rawParents: () => place } : graph;
}

const OPERATIONS: readonly (readonly [name: string, run: (graph: Graph) => unknown])[] = [
  ['headRevs', (graph) => headRevs(graph)],
  ['headRevs with filter', (graph) => headRevs(graph, new Set([5]))],
  ['headRevsDiff', (graph) => headRevsDiff(graph, 200, 500)],
  ['headsOf', (graph) => headsOf(graph, [10, 599])],
  ['rootsOf', (graph) => rootsOf(graph, [10, 599])],
  ['commonAncestorsHeads', (graph) => commonAncestorsHeads(graph, [599, 10])],
  ['greatestCommonAncestors', (graph) => greatestCommonAncestors(graph, [599, 10])],
  ['isAncestor', (graph) => isAncestor(graph, 10, 599)],
  ['LazyAncestors', (graph) => [...new LazyAncestors(graph, [599])]],
  ['descendants', (graph) => [...descendants(graph, [10])]],
  ['children', (graph) => children(graph, [10])],
  ['dagRange', (graph) => dagRange(graph, [10], [599])],
  ['onlyRevs', (graph) => onlyRevs(graph, [599], [10])],
  ['computePhases', (graph) => computePhases(graph, new Map([[1, [10]]]))],
];

describe.each(OPERATIONS)('%s refuses a parent out of order', (_, run) => {
  it.each([300, 301, 599, 600, 0x7fffffff, -2, -0x80000000])('%d', (parent) => {
    for (const raw of [true, false]) {
      expect(() => run(damaged(parent, -1, raw))).toThrow(CorruptionError);
      expect(() => run(damaged(299, parent, raw))).toThrow(CorruptionError);
    }
  });
});
