/** Goes on with an unshelve that conflicts have interrupted, or takes it back. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { NULL_NODE } from '../../bytes/index.js';
import { type Dirstate, readWorkingParents } from '../../dirstate/index.js';
import { HgError } from '../../errors/index.js';
import { setActiveBookmark } from '../bookmarks/index.js';
import { settleGraft } from '../graft/index.js';
import { readMergeStateOf } from '../merge/index.js';
import type { Messages } from '../messages.js';
import { Repository } from '../repository.js';
import { stripRevisions } from '../strip/index.js';
import { updateWorkingCopy } from '../update/index.js';
import { changeDirstate } from '../working-copy/index.js';
import { refreshed, repositoryWithin, withLock, withWlock } from '../writing/index.js';
import { forgetUnknown, moveParent } from './move-parent.js';
import { inPassingTransaction } from './passing-transaction.js';
import { restoreBranch, settleShelf, unknownFilesOf } from './settle-shelf.js';
import { ShelfFiles } from './shelf-files.js';
import { type ChooseChanges, keepsInternally, type ShelveContext } from './shelve-context.js';
import { readShelvedState, removeShelvedState, type ShelvedState } from './shelved-state.js';

/** Whether the one that is going on asks which changes are meant. @throws StateError when there is none, HgError when its state is damaged */
export function isInteractiveUnshelve(repo: Repository): boolean {
  return stateOf(repo).interactive;
}

function stateOf(repo: Repository): ShelvedState {
  const state = readShelvedState(repo);
  if (state === undefined)
    throw new HgError('abort', 'corrupted shelved state file', {
      hint: 'please run hg unshelve --abort to abort unshelve operation',
    });
  return state;
}

/** @throws HgError when the working directory is not where the unshelve has left it */
function checkParents(repo: Repository, { parents }: ShelvedState): void {
  const { hgFs, requirements } = repo.store.places;
  const now = readWorkingParents(hgFs, requirements.has('dirstate-v2'));
  const expected = [parents[0] ?? NULL_NODE, parents[1] ?? NULL_NODE];
  if (expected.some((node, at) => node !== now[at]))
    throw new HgError('abort', 'working directory parents do not match unshelve state');
}

export interface ContinueRequest extends ShelveContext {
  /** For one that asks. */
  readonly choose?: ChooseChanges | undefined;
}

/** @throws StateError, HgError when conflicts are left, and as unshelving does */
export function continueUnshelve(request: ContinueRequest): void {
  const { messages } = request;
  withWlock(request.repo, () =>
    withLock(request.repo, () => {
      const repo = new Repository(request.repo.place, true);
      const state = stateOf(repo);
      checkParents(repo, state);
      if (readMergeStateOf(repo).unresolvedCount > 0)
        throw new HgError('abort', "unresolved conflicts, can't continue", {
          hint: "see 'hg resolve', then 'hg unshelve --continue'",
        });
      const outcome = changeDirstate(repo, (dirstate) => settle({ ...request, repo }, state, dirstate));
      end(repo, state);
      if (outcome === 'used' && !state.keep) {
        const files = new ShelfFiles(repo);
        files.retire(state.name);
        files.prune();
      }
      messages.status(`unshelve of '${state.name}' complete\n`);
    }),
  );
}

function settle(request: ContinueRequest, state: ShelvedState, dirstate: Dirstate): 'used' | 'left' {
  const { repo, messages } = request;
  const shelf = state.parents[1] ?? NULL_NODE;
  return inPassingTransaction(repo, 'unshelve', (session) => {
    const within = repositoryWithin(session, () => dirstate.parents);
    const [pending, rev, original] = [state.pending, shelf, state.original].map((node) =>
      revOf(within, node),
    ) as [number, number, number];
    settleGraft(within, { parent: pending, rev, base: within.graph.parent1(rev), copies: true });
    const outcome = settleShelf(request, {
      session,
      dirstate,
      name: state.name,
      original: state.original,
      pending: state.pending,
      shelf,
    });
    restoreBranch(within, messages, state.branch);
    const { added } = within.status(original, pending);
    forgetUnknown(dirstate, unknownFilesOf(within, rev), new Set(added));
    return outcome;
  });
}

/** @throws StateError when there is none, HgError when its state cannot be read (it is gone then) */
export function abortUnshelve(given: Repository, messages: Messages): void {
  withWlock(given, () =>
    withLock(given, () => {
      const repo = new Repository(given.place, true);
      const state = readShelvedState(repo);
      if (state === undefined) {
        removeShelvedState(repo);
        throw new HgError(
          'abort',
          'could not read shelved state file, your working copy may be in an unexpected state\nplease update to some commit\n',
        );
      }
      checkParents(repo, state);
      changeDirstate(repo, (dirstate) => {
        const pending = revOf(repo, state.pending);
        updateWorkingCopy(repo, { rev: pending, branchMerge: false, force: true });
        moveParent(repo, dirstate, pending, revOf(repo, state.original));
      });
      end(repo, state);
      messages.warn(`unshelve of '${state.name}' aborted\n`);
    }),
  );
}

/** The working directory is where it was: the temporary changesets can go, then the state. */
function end(repo: Repository, { toRemove, activeBookmark }: ShelvedState): void {
  if (activeBookmark !== undefined) setActiveBookmark(repo, activeBookmark);
  const now = refreshed(repo);
  const there = toRemove.filter((node) => now.changelog.revOf(node) !== undefined);
  if (there.length > 0 && !keepsInternally(repo)) stripRevisions(now, there, { backup: false });
  removeShelvedState(repo);
}

function revOf(repo: Repository, node: NodeId | ByteString): number {
  const rev = repo.revOf(node);
  if (rev === undefined) throw new HgError('abort', `unknown revision '${node}'`);
  return rev;
}
