/** Commits what the working directory holds. */
import { type ByteString, bytesOf, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { type Dirstate, readWorkingBranch } from '../../dirstate/index.js';
import { HgError, InputError, StateError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { replaceFile } from '../../platform/index.js';
import type { HgDate, Phase } from '../../store/index.js';
import { advanceActiveBookmark, hasActiveBookmark } from '../bookmarks/index.js';
import { type CommittedChangeset, HistoryWriter } from '../commit/index.js';
import { newCommitPhase } from '../commit/new-changeset.js';
import type { MergeState } from '../merge/index.js';
import type { Repository } from '../repository.js';
import { type SubrepoCommit, subreposIn, tracksSubrepos } from '../subrepos/index.js';
import type { Notices } from '../tracking/index.js';
import { changeDirstate, fileSystemNow, type WorkingStatus, workingStatus } from '../working-copy/index.js';
import { withLock, withWlock } from '../writing/index.js';
import { checkPatterns } from './check-patterns.js';
import { type ChosenFiles, chosenStatus } from './chosen-files.js';
import type { EditMessage } from './commit-draft.js';
import { isKeptRemoval, notedSide } from './noted-side.js';
import { readMergeState } from './read-merge-state.js';
import { CommittedFiles } from './working-files.js';

export interface WorkingCommitRequest {
  readonly repo: Repository;
  readonly messages: Notices;
  readonly matcher: Matcher;
  readonly show: (path: ByteString) => ByteString;
  /** In the local encoding, as all texts here. */
  readonly message: ByteString;
  /** @throws HgError when there is none */
  readonly user: () => ByteString;
  readonly date: HgDate;
  /** Asked for the message when there is none, or always. */
  readonly edit?: EditMessage | undefined;
  /** From the local encoding to UTF-8. @throws HgError */
  readonly encode: (text: ByteString) => ByteString;
  readonly extra?: ReadonlyMap<ByteString, ByteString>;
  readonly phase?: Phase | undefined;
  /** As it is stored; default: the working directory's. */
  readonly branch?: ByteString | undefined;
  /** Default true. */
  readonly movesBookmark?: boolean;
  /** A changeset is made even if nothing has changed. */
  readonly allowsEmpty?: boolean | undefined;
  /** What is committed, where that is not what the working directory holds; null for files that are gone. */
  readonly chosen?: ChosenFiles | undefined;
}

/**
 * Both locks are held from the first look to the end. Hooks, `last-message.txt`, bookmarks, merge state and dirstate as with
 * `hg commit`.
 * @returns undefined when there is nothing to commit.
 * @throws InputError, StateError, HgError from the editor and from hooks, FileSystemError: nothing has changed then but
 * `last-message.txt`.
 */
export function commitWorkingCopy(request: WorkingCommitRequest): CommittedChangeset | undefined {
  const { repo } = request;
  return withWlock(repo, () => withLock(repo, () => new WorkingCommit(request).run()));
}

class WorkingCommit {
  readonly #request: WorkingCommitRequest;
  readonly #repo: Repository;

  constructor(request: WorkingCommitRequest) {
    this.#request = request;
    this.#repo = request.repo;
  }

  run(): CommittedChangeset | undefined {
    const repo = this.#repo;
    return changeDirstate(repo, (dirstate) => {
      const { chosen } = this.#request;
      const found = chosen === undefined ? this.#checkedStatus(dirstate) : chosenStatus(repo, chosen);
      const subrepos = this.#subrepos(dirstate, found);
      const status = subrepos?.status ?? found;
      if (chosen === undefined) this.#checkPatterns(dirstate, status);
      const mergeState = readMergeState(repo, dirstate);
      if ((mergeState?.unresolvedCount ?? 0) > 0)
        throw new StateError("unresolved merge conflicts (see 'hg help resolve')");
      const isMerge = dirstate.parents[1] !== NULL_NODE;
      if (!isMerge && this.#request.allowsEmpty !== true && this.#isEmpty(status)) {
        this.#request.messages.debug('nothing to commit, clearing merge state\n');
        mergeState?.reset();
        return undefined;
      }
      if (isMerge && status.deleted.length > 0)
        throw new StateError('cannot commit merge with missing files');
      const message = this.#message(status, isMerge, subrepos?.changed);
      replaceFile(repo.store.places.hgFs, 'last-message.txt', bytesOf(message));
      const isEdited = message !== this.#request.message;
      if (subrepos !== undefined) this.#commitSubrepos(subrepos, message);
      try {
        return this.#commit(dirstate, status, message, mergeState);
      } catch (error) {
        if (isEdited) this.#tellWhereMessageIs();
        throw error;
      }
    });
  }

  #checkedStatus(dirstate: Dirstate): WorkingStatus {
    const { matcher } = this.#request;
    if (dirstate.parents[1] !== NULL_NODE && !matcher.always)
      throw new HgError('abort', 'cannot partially commit a merge (do not specify files or patterns)');
    const repo = this.#repo;
    const bad = (path: ByteString, message: ByteString): void => {
      if (tracksSubrepos(this.#repo, dirstate) && subreposIn(repo).isInSubrepo(repo, path)) return;
      throw new InputError(`${path}: ${message}`);
    };
    return workingStatus(repo, { matcher, bad, dirstate });
  }

  #checkPatterns(dirstate: Dirstate, status: WorkingStatus): void {
    checkPatterns({ repo: this.#repo, dirstate, matcher: this.#request.matcher, status });
  }

  /** What there is to do about nested repositories; undefined where there are none. */
  #subrepos(dirstate: Dirstate, status: WorkingStatus): SubrepoCommit | undefined {
    const hasSpec = tracksSubrepos(this.#repo, dirstate);
    if (!hasSpec && (this.#repo.place.nesting === undefined || !status.removed.includes('.hgsub')))
      return undefined;
    return subreposIn(this.#repo).prepareSubrepoCommit(this.#repo, this.#request.matcher, status, {
      hasSpec,
    });
  }

  /** Those with changes get a changeset of their own first, with the same message. */
  #commitSubrepos(subrepos: SubrepoCommit, message: ByteString): void {
    const request = this.#request;
    subreposIn(this.#repo).commitSubrepos(this.#repo, subrepos, request.messages, (repo) => {
      const matcher = repo.matcher([]);
      return commitWorkingCopy({ ...request, repo, matcher, message, edit: undefined, chosen: undefined })
        ?.node;
    });
  }

  #branch(): ByteString {
    return this.#request.branch ?? readWorkingBranch(this.#repo.store.places.hgFs);
  }

  /** No file differs, nor the branch, and no branch is closed. */
  #isEmpty({ modified, added, removed }: WorkingStatus): boolean {
    const repo = this.#repo;
    const { extra } = this.#request;
    if (modified.length + added.length + removed.length > 0 || extra?.has('close') === true) return false;
    if (repo.config.getBool('ui', 'allowemptycommit')) return false;
    const [parent] = repo.workingParents();
    const before = parent === NULL_REV ? 'default' : repo.changelog.changeset(parent).branch;
    return before === this.#branch();
  }

  #message(
    { modified, added, removed }: WorkingStatus,
    isMerge: boolean,
    subrepos: readonly ByteString[] = [],
  ): ByteString {
    const { edit, message, user, date } = this.#request;
    if (edit === undefined) return message;
    const stored = this.#request.branch;
    const { texts } = this.#repo.place;
    const branch = stored === undefined ? this.#repo.workingBranch() : (texts?.toLocal(stored) ?? stored);
    return edit({ message, user: user(), date, branch, isMerge, modified, added, removed, subrepos });
  }

  #tellWhereMessageIs(): void {
    const { messages } = this.#request;
    const path = this.#request.show('.hg/last-message.txt');
    messages.warn(`note: commit message saved in ${path}\n`);
    messages.warn("note: use 'hg commit --logfile .hg/last-message.txt --edit' to reuse it\n");
  }

  #phase(dirstate: Dirstate): { readonly phase?: Phase | undefined; readonly refused?: HgError } {
    const { phase, messages } = this.#request;
    if (!tracksSubrepos(this.#repo, dirstate)) return { phase };
    const wanted = phase ?? newCommitPhase(this.#repo.config);
    return subreposIn(this.#repo).phaseWithSubrepos(this.#repo, wanted, (text) => messages.warn(text));
  }

  #commit(
    dirstate: Dirstate,
    { modified, added, removed }: WorkingStatus,
    message: ByteString,
    mergeState: MergeState | undefined,
  ): CommittedChangeset {
    const repo = this.#repo;
    const { messages, user, date, extra, encode, show, chosen } = this.#request;
    const { phase, refused } = this.#phase(dirstate);
    const now = fileSystemNow(repo);
    const files = new CommittedFiles(repo, dirstate, messages, show, now, chosen);
    const parents = dirstate.parents.filter((node) => node !== NULL_NODE);
    const changed = [...modified, ...added].sort();
    const side = (path: ByteString) => (parents.length > 1 ? notedSide(mergeState, path) : undefined);
    const tracksSalvaged = parents.length > 1 && repo.config.getBool('experimental', 'merge-track-salvaged');
    const isSalvaged = (path: ByteString) => tracksSalvaged && isKeptRemoval(mergeState, path);
    const changes = new Map([
      ...changed.map((path) => [path, files.file(path, side(path), isSalvaged(path))] as const),
      ...removed.map((path) => [path, null] as const),
    ]);
    if (changes.size > 0) messages.note('committing files:\n');
    const committed = new HistoryWriter(repo).commit(
      {
        parents,
        files: changes,
        message: encode(message),
        user: encode(user()),
        date,
        branch: this.#branch(),
        ...(extra !== undefined && { extra }),
        ...(phase !== undefined && { phase }),
      },
      (_session, { node }) => {
        if (refused !== undefined) throw refused;
        if (changes.size > 0) messages.note('committing manifest\n');
        else messages.note('reusing manifest from p1 (no file change)\n');
        messages.note('committing changelog\n');
        if (this.#request.movesBookmark !== false && hasActiveBookmark(repo))
          advanceActiveBookmark(repo, dirstate.parents, node);
        recordCommit(repo, dirstate, { node, changed, removed, files });
      },
    );
    messages.debug('updating the branch cache\n');
    if (changes.size > 0) repo.store.manifestTexts.save();
    mergeState?.reset();
    return committed;
  }
}

interface Recorded {
  readonly node: NodeId;
  readonly changed: readonly ByteString[];
  readonly removed: readonly ByteString[];
  readonly files: CommittedFiles;
}

/** The new changeset is what the working directory is based on now. */
function recordCommit(
  repo: Repository,
  dirstate: Dirstate,
  { node, changed, removed, files }: Recorded,
): void {
  for (const path of changed)
    dirstate.updateFile(path, { tracked: true, inParent1: true, seen: files.seen(path) });
  for (const path of removed) dirstate.updateFile(path, { tracked: false, inParent1: false });
  dirstate.setParents(node);
  // Leaves it to the transaction.
  changeDirstate(repo, () => undefined);
}
