/** Brings a shelf back into the working directory. */
import { type ByteString, bytesOf, type NodeId } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { HgError, InputError, StateError } from '../../errors/index.js';
import { SILENT_UI } from '../../exchange/index.js';
import { alwaysMatcher } from '../../match/index.js';
import { setActiveBookmark } from '../bookmarks/index.js';
import { unbundle } from '../bundles/index.js';
import { commitWorkingCopy } from '../commit-working-copy/index.js';
import { graftOnto } from '../graft/index.js';
import { MergeHalted } from '../merge/index.js';
import { SILENT } from '../messages.js';
import type { Repository } from '../repository.js';
import { checkUnfinished } from '../unfinished.js';
import { revertFiles, updateWorkingCopy } from '../update/index.js';
import { changeDirstate, workingStatus } from '../working-copy/index.js';
import { repositoryWithin, type WriteSession, withLock, withWlock } from '../writing/index.js';
import { forgetUnknown } from './move-parent.js';
import { inPassingTransaction } from './passing-transaction.js';
import { SafetyShelf } from './safety-shelf.js';
import { branchOfShelf, restoreBranch, settleShelf, unknownFilesOf } from './settle-shelf.js';
import { ShelfFiles } from './shelf-files.js';
import {
  type ChooseChanges,
  SHELVE_MARK,
  SHELVE_USER,
  type ShelveContext,
  temporaryPhase,
} from './shelve-context.js';
import { encodeShelvedState, SHELVED_STATE } from './shelved-state.js';

export interface UnshelveRequest extends ShelveContext {
  /** Undefined: the newest one. */
  readonly name: ByteString | undefined;
  /** The shelf stays. */
  readonly keep: boolean;
  /** Only what is chosen comes back, the rest stays in the shelf. */
  readonly choose?: ChooseChanges | undefined;
  readonly tool?: ByteString | undefined;
}

const LABELS = ['working-copy', 'shelved change', 'parent of shelved change'];

/**
 * What was changed becomes a temporary changeset, the shelf is merged with it, and the result counts as changes of what was checked out.
 * All of it happens in a transaction that is taken back, unless there are conflicts: then both changesets stay until it is continued or aborted.
 * @returns false when files are left to be resolved
 * @throws InputError, StateError, HgError in hg's words, FileSystemError, LockError
 */
export function unshelveChanges(request: UnshelveRequest): boolean {
  const { repo } = request;
  return withWlock(repo, () =>
    withLock(repo, () => {
      checkUnfinished(repo);
      const files = new ShelfFiles(repo);
      const name = shelfName(files, request.name);
      if (request.name === undefined) request.messages.status(`unshelving change '${name}'\n`);
      const safety = new SafetyShelf(request);
      const outcome = safety.during(() =>
        changeDirstate(repo, (dirstate) => new Unshelving(request, dirstate, name, safety).run()),
      );
      if (outcome === 'conflicts') {
        setActiveBookmark(repo, undefined);
        return false;
      }
      if (outcome === 'used' && !request.keep) {
        files.retire(name);
        files.prune();
      }
      return true;
    }),
  );
}

function shelfName(files: ShelfFiles, name: ByteString | undefined): ByteString {
  const newest = name ?? files.list()[0]?.name;
  if (newest === undefined) throw new StateError('no shelved changes to apply!');
  if (!files.has(newest)) throw new InputError(`shelved change '${newest}' not found`);
  return newest;
}

/** What became of the shelf: all of it has come back, some of it stays in it, or files are to be resolved first. */
type Outcome = 'used' | 'left' | 'conflicts';

class Unshelving {
  readonly #request: UnshelveRequest;
  readonly #dirstate: Dirstate;
  readonly #name: ByteString;
  readonly #files: ShelfFiles;
  readonly #safety: SafetyShelf;

  constructor(request: UnshelveRequest, dirstate: Dirstate, name: ByteString, safety: SafetyShelf) {
    this.#request = request;
    this.#safety = safety;
    this.#dirstate = dirstate;
    this.#name = name;
    this.#files = new ShelfFiles(request.repo);
  }

  run(): Outcome {
    const { repo } = this.#request;
    return inPassingTransaction(repo, 'unshelve', (session, stays) => {
      const outcome = this.#unshelve(session);
      if (outcome === 'conflicts') stays();
      return outcome;
    });
  }

  #repository(session: WriteSession): Repository {
    return repositoryWithin(session, () => this.#dirstate.parents);
  }

  #unshelve(session: WriteSession): Outcome {
    const { messages, choose } = this.#request;
    const dirstate = this.#dirstate;
    const [original] = dirstate.parents;
    const status = workingStatus(this.#repository(session), { dirstate });
    const addedBefore = new Set(status.added);
    const isDirty = status.modified.length + status.added.length + status.removed.length > 0;
    const first = session.writer.store.changelog.length;
    const pending = isDirty ? this.#commitPending(session) : original;
    const shelf = this.#shelfWithin(session);
    const within = this.#repository(session);
    const rev = within.revOf(shelf) as number;
    const missing = new Set(status.deleted);
    if (within.changelog.changeset(rev).files.some((path) => missing.has(path)))
      throw new HgError('abort', 'shelved change touches missing files', {
        hint: 'run hg status to see which files are missing',
      });
    const pendingRev = within.revOf(pending) as number;
    const isMerged = choose !== undefined || within.graph.parent1(rev) !== pendingRev;
    let outcome: Outcome = 'used';
    if (isMerged) {
      messages.status('rebasing shelved changes\n');
      this.#safety.filesChange();
      try {
        if (!this.#merge(session, rev)) {
          const added = within.changelog.length;
          const toRemove = [];
          for (let one = first; one < added; one++) toRemove.push(within.node(one));
          this.#interrupt(session, within, { original, pending, shelf, toRemove });
          return 'conflicts';
        }
        const settled = { session, dirstate, name: this.#name, original, pending, shelf };
        outcome = settleShelf(this.#request, settled);
      } catch (error) {
        this.#putBack(session, pendingRev);
        throw error;
      }
    } else this.#revert(within, rev);
    restoreBranch(within, messages, branchOfShelf(within, rev));
    forgetUnknown(dirstate, unknownFilesOf(within, rev), addedBefore);
    return outcome;
  }

  /** Nothing was changed: the files are those of the shelf, and what is in their way is kept beside. */
  #revert(within: Repository, rev: number): void {
    const { messages } = this.#request;
    revertFiles(within, {
      rev,
      matcher: alwaysMatcher(),
      noBackup: false,
      dryRun: false,
      everything: true,
      messages: { ...SILENT, warn: (text) => messages.warn(text) },
      display: (path) => path,
    });
  }

  /** After an error, or when the user gives up: the files as they were. */
  #putBack(session: WriteSession, pending: number): void {
    try {
      updateWorkingCopy(this.#repository(session), { rev: pending, branchMerge: false, force: true });
      this.#safety.filesAreBack();
    } catch (error) {
      // The first error matters more, and what was changed is safe.
      if (!(error instanceof HgError)) throw error;
    }
  }

  #commitPending(session: WriteSession): NodeId {
    const { messages, show, encode, date } = this.#request;
    messages.status("temporarily committing pending changes (restore with 'hg unshelve --abort')\n");
    const repo = this.#repository(session);
    const committed = commitWorkingCopy({
      repo,
      messages,
      matcher: alwaysMatcher(),
      show,
      encode,
      message: 'pending changes temporary commit',
      user: () => SHELVE_USER,
      date: date(),
      extra: new Map([SHELVE_MARK]),
      phase: temporaryPhase(repo),
      movesBookmark: false,
    });
    if (committed === undefined) return repo.node(repo.workingParents()[0]);
    this.#safety.write(this.#repository(session), session, committed.node);
    return committed.node;
  }

  /** The shelf's changeset, brought in unless it is there. */
  #shelfWithin(session: WriteSession): NodeId {
    const files = this.#files;
    const name = this.#name;
    const node = files.node(name);
    const { changelog } = session.writer.store;
    if (changelog.revOf(node) === undefined) {
      const path = files.bundlePath(name);
      unbundle(this.#request.repo, files.bundle(name), { ui: SILENT_UI, name: path, source: 'unshelve' });
    }
    if (changelog.revOf(node) === undefined) throw new HgError('abort', `unknown revision '${node}'`);
    return node;
  }

  /** False when files are left to be resolved. */
  #merge(session: WriteSession, rev: number): boolean {
    const { messages, show, tool } = this.#request;
    const repo = this.#repository(session);
    try {
      const { unresolved } = graftOnto(repo, {
        rev,
        base: repo.graph.parent1(rev),
        labels: LABELS,
        copies: true,
        tool,
        messages,
        display: show,
        keepsConflictParent: true,
      });
      return unresolved === 0;
    } catch (error) {
      // As far as it came, it is recorded: the rest is left to be resolved.
      if (!(error instanceof MergeHalted)) throw error;
      messages.warn(`${error.message}\n`);
      return false;
    }
  }

  /** Says what to go on from; it counts as soon as the changesets do. */
  #interrupt(
    session: WriteSession,
    repo: Repository,
    {
      original,
      pending,
      shelf,
      toRemove,
    }: { original: NodeId; pending: NodeId; shelf: NodeId; toRemove: readonly NodeId[] },
  ): void {
    const { keep, choose } = this.#request;
    const active = repo.activeBookmark;
    const state = encodeShelvedState({
      name: this.#name,
      original,
      pending,
      parents: [pending, shelf],
      toRemove,
      branch: branchOfShelf(repo, repo.revOf(shelf) as number),
      keep,
      activeBookmark: active === undefined ? undefined : (repo.place.texts?.toStored(active) ?? active),
      interactive: choose !== undefined,
    });
    session.transaction.addFileGenerator('shelvedstate', {
      files: [SHELVED_STATE],
      location: 'plain',
      order: 'post-finalize',
      generate: () => [bytesOf(state)],
    });
  }
}
