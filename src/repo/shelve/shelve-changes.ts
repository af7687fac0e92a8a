/** Puts changes of the working directory aside. */
import { type ByteString, type NodeId, NULL_REV } from '../../bytes/index.js';
import { type Dirstate, readWorkingBranch } from '../../dirstate/index.js';
import { HgError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { commitWorkingCopy, type EditMessage } from '../commit-working-copy/index.js';
import { readMergeStateOf } from '../merge/index.js';
import type { Repository } from '../repository.js';
import { addRemove, trackFiles } from '../tracking/index.js';
import { updateTo, writeWorkingBranch } from '../update/index.js';
import { changeDirstate, workingStatus } from '../working-copy/index.js';
import { repositoryWithin, type WriteSession, withLock, withWlock } from '../writing/index.js';
import { moveParent } from './move-parent.js';
import { inPassingTransaction } from './passing-transaction.js';
import { ShelfFiles } from './shelf-files.js';
import {
  type ChooseChanges,
  keepsInternally,
  SHELVE_MARK,
  SHELVE_USER,
  type ShelveContext,
  temporaryPhase,
  UNKNOWN_FILES,
} from './shelve-context.js';
import { writeShelf } from './write-shelf.js';

export interface ShelveRequest extends ShelveContext {
  readonly matcher: Matcher;
  /** Undefined: after the active bookmark, or the branch. */
  readonly name: ByteString | undefined;
  /** Local. Undefined: one that names the parent. */
  readonly message: ByteString | undefined;
  readonly edit?: EditMessage | undefined;
  readonly choose?: ChooseChanges | undefined;
  /** New files are added and missing ones removed before. */
  readonly addsAndRemoves: boolean;
  /** Files that nobody tracks go along. */
  readonly takesUnknown: boolean;
  /** The working directory stays as it is. */
  readonly keep: boolean;
  /** Where the user is; there is a warning when it goes. */
  readonly currentDirectory?: ByteString | undefined;
  /** Everything is meant: a branch that was chosen for the next commit goes along. */
  readonly isBare: boolean;
}

/**
 * Makes a temporary changeset, keeps it as a shelf, and updates to its parent. The shelf is whole before the first file changes, and what
 * was added to the history is taken back, unless shelves are kept there.
 * @returns the shelf's name, or undefined when there is nothing to shelve
 * @throws HgError for names that cannot be, StateError, FileSystemError, LockError, and what `edit` and `choose` throw: nothing has changed then
 */
export function shelveChanges(request: ShelveRequest): ByteString | undefined {
  const { repo } = request;
  return withWlock(repo, () =>
    withLock(repo, () => changeDirstate(repo, (dirstate) => new Shelving(request, dirstate).run())),
  );
}

class Shelving {
  readonly #request: ShelveRequest;
  readonly #dirstate: Dirstate;

  constructor(request: ShelveRequest, dirstate: Dirstate) {
    this.#request = request;
    this.#dirstate = dirstate;
  }

  run(): ByteString | undefined {
    const { repo } = this.#request;
    const name = this.#name();
    return inPassingTransaction(repo, 'shelve', (session, stays) => {
      const node = this.#commit(session);
      if (node === undefined) return undefined;
      this.#settle(session, name, node);
      if (keepsInternally(repo)) stays();
      return name;
    });
  }

  #name(): ByteString {
    const { repo, name } = this.#request;
    const files = new ShelfFiles(repo);
    if (name === undefined || name === '') {
      const [parent] = repo.workingParents();
      return files.freeName(repo.activeBookmark ?? (parent === NULL_REV ? 'default' : repo.branch(parent)));
    }
    if (files.has(name)) throw new HgError('abort', `a shelved change named '${name}' already exists`);
    if (/[/\\]/.test(name)) throw new HgError('abort', 'shelved change names can not contain slashes');
    if (name.startsWith('.')) throw new HgError('abort', "shelved change names can not start with '.'");
    return name;
  }

  #commit(session: WriteSession): NodeId | undefined {
    const { messages, matcher, show, encode, date, edit, choose } = this.#request;
    const unknown = this.#trackNew();
    const repo = this.#repository(session);
    const [parent] = repo.workingParents();
    const chosen = choose?.(repo);
    if (chosen?.size === 0) {
      messages.status('no changes to record\n');
      return undefined;
    }
    const committed = commitWorkingCopy({
      repo,
      messages,
      matcher,
      show,
      encode,
      message: this.#request.message ?? defaultMessage(repo, parent),
      user: () => SHELVE_USER,
      date: date(),
      edit,
      chosen,
      extra: new Map([
        SHELVE_MARK,
        ...(unknown.length > 0 ? [[UNKNOWN_FILES, unknown.join('\0')] as const] : []),
      ]),
      phase: temporaryPhase(repo),
      movesBookmark: false,
      ...(!this.#request.isBare && { branch: storedBranch(repo, parent) }),
    });
    return committed?.node;
  }

  /** @returns the files that are tracked only to be shelved */
  #trackNew(): readonly ByteString[] {
    const { repo, messages, matcher, show, addsAndRemoves, takesUnknown } = this.#request;
    if (addsAndRemoves && !addRemove({ repo, messages, matcher, show, dryRun: false }, 0))
      throw new HgError('abort', 'failed to mark all new/missing files as added/removed');
    if (!takesUnknown) return [];
    const { unknown } = workingStatus(repo, { matcher, unknown: true, dirstate: this.#dirstate });
    trackFiles(repo, messages, this.#dirstate, unknown, show);
    return unknown;
  }

  #repository(session: WriteSession): Repository {
    return repositoryWithin(session, () => this.#dirstate.parents);
  }

  /** The shelf first, then the files. */
  #settle(session: WriteSession, name: ByteString, node: NodeId): void {
    const { messages, keep, isBare, show, currentDirectory } = this.#request;
    const repo = this.#repository(session);
    const { hgFs } = repo.store.places;
    const branch = readWorkingBranch(hgFs);
    writeShelf(this.#request, repo, session, name, node);
    messages.status(`shelved as ${name}\n`);
    const parent = repo.graph.parent1(repo.revOf(node) as number);
    if (keep) {
      moveParent(repo, this.#dirstate, repo.revOf(node) as number, parent);
      return;
    }
    updateTo(repo, parent, { messages, display: show, currentDirectory });
    const merged = readMergeStateOf(repo);
    if (merged.unresolvedCount === 0) merged.reset();
    if (!isBare) writeWorkingBranch(hgFs, branch);
  }
}

function defaultMessage(repo: Repository, parent: number): ByteString {
  if (parent === NULL_REV) return '(changes in empty repository)';
  const [title = ''] = repo.changeset(parent).description.split('\n');
  return `changes to: ${title}`;
}

function storedBranch(repo: Repository, rev: number): ByteString {
  return rev === NULL_REV ? 'default' : repo.changelog.changeset(rev).branch;
}
