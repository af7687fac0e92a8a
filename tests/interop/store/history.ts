/** The changelog as hg tells it, for tests of what is built on top. */
import type { NodeId } from '../../../src/bytes/index.js';
import type { History } from '../../../src/store/history.js';
import { hg } from '../hg.js';

export interface HgHistory extends History {
  readonly branches: readonly string[];
  readonly closes: readonly boolean[];
  /** Sorted visible revisions. */
  readonly visible: readonly number[];
}

export function historyOf(repo: string): HgHistory {
  const log = hg(
    repo,
    [
      'log',
      '--hidden',
      '-r',
      'all()',
      '-T',
      '{rev}\\t{node}\\t{p1.rev}\\t{p2.rev}\\t{branch}\\t{extras % "{key},"}\\n',
    ],
    {
      env: { HGPLAIN: '1' },
    },
  );
  const rows = log.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  const nodes = rows.map((row) => row[1] as NodeId);
  const revs = new Map(nodes.map((node, rev) => [node, rev]));
  revs.set('0'.repeat(40), -1);
  const visible = hg(repo, ['log', '-r', 'all()', '-T', '{rev}\\n'])
    .out.split('\n')
    .filter((line) => line !== '')
    .map(Number);
  return {
    length: rows.length,
    parent1: (rev) => Number(rows[rev]?.[2]),
    parent2: (rev) => Number(rows[rev]?.[3]),
    node: (rev) => nodes[rev] as NodeId,
    revOf: (node) => revs.get(node),
    nodePrefix: (rev) => Number.parseInt((nodes[rev] as NodeId).slice(0, 8), 16),
    branches: rows.map((row) => row[4] as string),
    closes: rows.map((row) => (row[5] as string).split(',').includes('close')),
    visible,
  };
}

/** Visible heads, ascending. */
export function headsOf(history: HgHistory): number[] {
  const parents = new Set<number>();
  for (const rev of history.visible) parents.add(history.parent1(rev)).add(history.parent2(rev));
  return history.visible.filter((rev) => !parents.has(rev));
}

/** A small pseudo-random generator: the same numbers on every run. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x100000000) * below);
  };
}
