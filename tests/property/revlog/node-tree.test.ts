import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AMBIGUOUS, NOT_FOUND, NodeTree, RevlogIndex } from '../../../src/revlog/index.js';

/** Nodes that agree in long prefixes more often than random ones do. */
const nodes = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('', '0'.repeat(12), 'abc', 'f'.repeat(38)), fc.stringMatching(/^[0-3]{1,4}$/))
    .map(([start, rest]) => (start + rest).padEnd(40, '5').slice(0, 40)),
  { minLength: 1, maxLength: 40 },
);

function indexOf(all: readonly string[]): RevlogIndex {
  const index = new RevlogIndex('test', new Uint8Array(0));
  for (const node of all)
    index.append({
      offset: 0,
      flags: 0,
      chunkLength: 0,
      textLength: 0,
      base: 0,
      linkrev: 0,
      parent1: -1,
      parent2: -1,
      node,
    });
  return index;
}

it('answers as a search through all nodes does', () => {
  fc.assert(
    fc.property(nodes, fc.nat(), (all, seed) => {
      const index = indexOf(all);
      const tree = new NodeTree(index);
      // Only a part of the revisions, in an order of its own.
      const members = all.map((_, rev) => rev).filter((rev) => (rev * 7 + seed) % 3 !== 0);
      for (const rev of [...members].reverse()) tree.insert(rev);
      const starting = (prefix: string): number[] => members.filter((rev) => all[rev]?.startsWith(prefix));
      for (const node of all) {
        for (const length of [1, 2, 3, 5, 13, 39, 40]) {
          const hits = starting(node.slice(0, length));
          expect(tree.find(node.slice(0, length))).toBe(
            hits.length === 0 ? NOT_FOUND : hits.length === 1 ? hits[0] : AMBIGUOUS,
          );
        }
      }
      for (const rev of members) {
        const node = all[rev] as string;
        let expected = 1;
        while (starting(node.slice(0, expected)).length > 1) expected++;
        expect(tree.shortest(node)).toBe(expected);
      }
      expect(tree.find('xyz')).toBe(NOT_FOUND);
      expect(tree.isInvalidated).toBe(false);
      index.deleteFrom(0);
      expect(tree.isInvalidated).toBe(true);
    }),
    { numRuns: 200 },
  );
});
