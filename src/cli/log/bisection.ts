/** What a bisection says about changesets. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { type Repository, readBisectionState } from '../../repo/index.js';
import { type BisectState, compileRevset, type RevsetContext } from '../../revset/index.js';

/** Without hidden changesets. @throws as `readBisectionState` */
export function readBisection(repo: Repository): BisectState {
  const { good, bad, skip, current } = readBisectionState(repo);
  const revs = (nodes: readonly NodeId[]): number[] =>
    nodes.map((node) => repo.revOf(node) as number).filter((rev) => !repo.isHidden(rev));
  return { good: revs(good), bad: revs(bad), skip: revs(skip), current: revs(current) };
}

const LABELS: readonly (readonly [query: string, label: ByteString])[] = [
  ['good', 'good'],
  ['bad', 'bad'],
  ['skip', 'skipped'],
  ['untested', 'untested'],
  ['current', 'untested'],
  ['ignored', 'ignored'],
  ['goods', 'good (implicit)'],
  ['bads', 'bad (implicit)'],
];

/** What the bisection says about each revision; undefined for those it says nothing about. */
export function bisectLabels(
  repo: Repository,
  context: RevsetContext,
): (rev: number) => ByteString | undefined {
  const { good, bad, skip, current } = readBisection(repo);
  if (good.length + bad.length + skip.length + current.length === 0) return () => undefined;
  const labels = new Map<number, ByteString>();
  for (const [query, label] of LABELS)
    for (const rev of compileRevset(`bisect(${query})`)(repo, context))
      if (!labels.has(rev)) labels.set(rev, label);
  return (rev) => labels.get(rev);
}
