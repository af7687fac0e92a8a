/** What was merged from a shelf becomes changes of the working directory. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { type Dirstate, readWorkingBranch } from '../../dirstate/index.js';
import { alwaysMatcher } from '../../match/index.js';
import {
  type ChosenFiles,
  commitWorkingCopy,
  type WorkingCommitRequest,
} from '../commit-working-copy/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { updateWorkingCopy, writeWorkingBranch } from '../update/index.js';
import { repositoryWithin, type WriteSession } from '../writing/index.js';
import { moveParent } from './move-parent.js';
import { type ChooseChanges, type ShelveContext, temporaryPhase, UNKNOWN_FILES } from './shelve-context.js';
import { writeShelf } from './write-shelf.js';

export interface MergedShelf {
  readonly session: WriteSession;
  /** Its one parent is {@link pending}. */
  readonly dirstate: Dirstate;
  readonly name: ByteString;
  /** Where the working directory is to be. */
  readonly original: NodeId;
  readonly pending: NodeId;
  readonly shelf: NodeId;
}

/**
 * @returns `left` when changes stay in the shelf, which is written anew then
 * @throws what `choose` throws, before anything has changed
 */
export function settleShelf(
  context: ShelveContext & { readonly choose?: ChooseChanges | undefined },
  merged: MergedShelf,
): 'used' | 'left' {
  return new Settling(context, merged).run(context.choose);
}

class Settling {
  readonly #context: ShelveContext;
  readonly #merged: MergedShelf;

  constructor(context: ShelveContext, merged: MergedShelf) {
    this.#context = context;
    this.#merged = merged;
  }

  get #repository(): Repository {
    const { session, dirstate } = this.#merged;
    return repositoryWithin(session, () => dirstate.parents);
  }

  run(choose: ChooseChanges | undefined): 'used' | 'left' {
    const { messages } = this.#context;
    const { name, pending, session } = this.#merged;
    if (choose === undefined) {
      const all = this.#commit({ keepsBranch: false });
      if (all === undefined) messages.status('note: unshelved changes already existed in the working copy\n');
      this.#move(all ?? pending);
      return 'used';
    }
    const chosen = choose(this.#repository);
    if (chosen.size === 0) {
      messages.status('no changes to record\n');
      this.#restore(pending);
      return 'left';
    }
    const taken = this.#commit({ chosen }) ?? pending;
    const rest = this.#commit();
    if (rest === undefined) {
      this.#move(taken);
      return 'used';
    }
    writeShelf(this.#context, this.#repository, session, name, rest);
    this.#restore(taken);
    return 'left';
  }

  /** As the shelf was made. @returns undefined when there is nothing to commit */
  #commit({
    chosen,
    keepsBranch = true,
  }: {
    chosen?: ChosenFiles;
    keepsBranch?: boolean;
  } = {}): NodeId | undefined {
    const { messages, show, encode } = this.#context;
    const repo = this.#repository;
    const rev = repo.revOf(this.#merged.shelf) as number;
    const { description, user, date } = repo.changeset(rev);
    const { branch, extra } = repo.changelog.changeset(rev);
    const request: WorkingCommitRequest = {
      repo,
      messages,
      matcher: alwaysMatcher(),
      show,
      encode,
      message: description,
      user: () => user,
      date,
      extra: new Map([...extra].filter(([key]) => key !== 'branch')),
      // What stays in the shelf keeps its branch.
      ...(keepsBranch && { branch }),
      phase: temporaryPhase(repo),
      movesBookmark: false,
      chosen,
    };
    return commitWorkingCopy(request)?.node;
  }

  #move(from: NodeId): void {
    const repo = this.#repository;
    const { dirstate, original } = this.#merged;
    moveParent(repo, dirstate, repo.revOf(from) as number, repo.revOf(original) as number);
  }

  /** The files as a changeset has them. */
  #restore(node: NodeId): void {
    const repo = this.#repository;
    const { hgFs } = repo.store.places;
    const branch = readWorkingBranch(hgFs);
    updateWorkingCopy(repo, { rev: repo.revOf(node) as number, branchMerge: false, force: true });
    writeWorkingBranch(hgFs, branch);
    this.#move(node);
  }
}

/** The branch that was chosen for the changes, stored; '' when it is that of the shelf's parent. */
export function branchOfShelf(repo: Repository, rev: number): ByteString {
  const { branch } = repo.changelog.changeset(rev);
  const parent = repo.graph.parent1(rev);
  return branch === (parent < 0 ? 'default' : repo.changelog.changeset(parent).branch) ? '' : branch;
}

export function restoreBranch(
  repo: Repository,
  messages: Pick<Messages, 'status'>,
  branch: ByteString,
): void {
  const { hgFs } = repo.store.places;
  if (branch === '' || branch === readWorkingBranch(hgFs)) return;
  writeWorkingBranch(hgFs, branch);
  messages.status(`marked working directory as branch ${repo.place.texts?.toLocal(branch) ?? branch}\n`);
}

/** Files that nobody had tracked when they were shelved. */
export function unknownFilesOf(repo: Repository, rev: number): readonly ByteString[] {
  const list = repo.changelog.changeset(rev).extra.get(UNKNOWN_FILES);
  return list === undefined || list === '' ? [] : list.split('\0');
}
