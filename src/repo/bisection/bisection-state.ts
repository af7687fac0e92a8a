/** What is known in a bisection: `.hg/bisect.state` has one line `good|bad|skip|current NODE` for each marked changeset. */
import type { NodeId } from '../../bytes/index.js';
import { bytesOf } from '../../bytes/index.js';
import { HgError, LookupError } from '../../errors/index.js';
import { replaceFile, tryReadText } from '../../platform/index.js';
import type { Repository } from '../repository.js';

export type BisectionMark = 'good' | 'bad' | 'skip' | 'current';

/** Marked changesets, in the order in which they were; `current` is the one that is to be tested, or was. */
export type BisectionState = Readonly<Record<BisectionMark, readonly NodeId[]>>;

const FILE = 'bisect.state';

/** Empty when no bisection goes on. @throws HgError for a mark that hg does not know; LookupError for an unknown changeset */
export function readBisectionState(repo: Repository): BisectionState {
  const state: Record<BisectionMark, NodeId[]> = { good: [], bad: [], skip: [], current: [] };
  for (const line of (tryReadText(repo.place.store.places.hgFs, FILE) ?? '').split('\n')) {
    if (line === '') continue;
    const [kind, node = ''] = line.split(' ');
    if (kind === undefined || !Object.hasOwn(state, kind))
      throw new HgError('abort', `unknown bisect kind ${kind}`);
    if (repo.revOf(node) === undefined) throw new LookupError(node, `unknown revision '${node}'`);
    state[kind as BisectionMark].push(node);
  }
  return state;
}

/** @throws FileSystemError */
export function writeBisectionState(repo: Repository, state: BisectionState): void {
  let text = '';
  for (const kind of ['bad', 'current', 'good', 'skip'] as const)
    for (const node of state[kind]) text += `${kind} ${node}\n`;
  replaceFile(repo.store.places.hgFs, FILE, bytesOf(text));
}

/** Forgets it. @throws FileSystemError */
export function removeBisectionState(repo: Repository): void {
  const { hgFs } = repo.store.places;
  if (hgFs.stat(FILE) !== undefined) hgFs.remove(FILE);
}
