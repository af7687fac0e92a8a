import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Graph, GraphColumns, GraphParents, topologicalGroups } from '../../../src/dag/index.js';

interface History {
  readonly dag: string;
  readonly parents: readonly (readonly [number, number])[];
  /** As `sort(all(), topo)`. */
  readonly sorted: readonly number[];
  readonly drawings: readonly {
    set: string;
    revs: readonly number[];
    shown: readonly (readonly string[])[];
  }[];
}

const { texts, histories } = JSON.parse(
  readFileSync(join(import.meta.dirname ?? '.', '../../fixtures/graph-columns.json'), 'utf8'),
) as { texts: readonly string[]; histories: readonly History[] };

describe.each(histories)('graph of $dag', ({ parents, sorted, drawings }) => {
  const graph: Graph = {
    length: parents.length,
    parent1: (rev) => parents[rev][0],
    parent2: (rev) => parents[rev][1],
  };

  it('groups branches as hg does', () => {
    expect([...topologicalGroups(graph, parents.keys())]).toEqual(sorted);
  });

  it.each(drawings)('draws $set as hg does', ({ revs, shown }) => {
    texts.forEach((text, index) => {
      const edges = new GraphParents(graph, new Set(revs));
      const columns = new GraphColumns();
      const lines = revs.flatMap((rev) => {
        const beside = text.replace('{rev}', String(rev)).trimEnd().split('\n');
        return columns.draw(rev, 'o', beside, edges.edgesOf(rev));
      });
      expect([...lines, '']).toEqual(shown[index]);
    });
  });
});
