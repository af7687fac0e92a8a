/** The state of a bisection: `.hg/bisect.state` has one line `good|bad|skip|current NODE` for each marked changeset. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { tryReadText } from '../../platform/index.js';
import type { Repository } from '../../repo/index.js';
import { type BisectState, compileRevset, type RevsetContext } from '../../revset/index.js';

type Mark = 'good' | 'bad' | 'skip' | 'current';

/** @throws HgError for a mark that hg does not know. */
export function readBisection(repo: Repository): BisectState {
  const state: Record<Mark, number[]> = { good: [], bad: [], skip: [], current: [] };
  for (const line of (tryReadText(repo.place.store.places.hgFs, 'bisect.state') ?? '').split('\n')) {
    if (line === '') continue;
    const [kind, node = ''] = line.split(' ');
    if (kind === undefined || !Object.hasOwn(state, kind))
      throw new HgError('abort', `unknown bisect kind ${kind}`);
    const rev = repo.revOf(node);
    if (rev !== undefined) state[kind as Mark].push(rev);
  }
  return state;
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
