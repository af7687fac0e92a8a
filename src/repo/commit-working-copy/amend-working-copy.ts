/** Replaces the parent of the working directory by a changeset with its changes and those of the working directory. */
import { type ByteString, bytesOf, equalBytes, type NodeId, NULL_REV } from '../../bytes/index.js';
import { type Dirstate, readWorkingBranch } from '../../dirstate/index.js';
import { StateError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { replaceFile } from '../../platform/index.js';
import type { HgDate, Phase } from '../../store/index.js';
import type { NewFile } from '../commit/index.js';
import { HistoryWriter } from '../commit/index.js';
import { strippedDescription } from '../commit/new-changeset.js';
import type { Repository } from '../repository.js';
import { type SubrepoCommit, subreposIn, tracksSubrepos } from '../subrepos/index.js';
import type { Notices } from '../tracking/index.js';
import { changeDirstate, fileSystemNow, type WorkingStatus, workingStatus } from '../working-copy/index.js';
import { withLock, withWlock } from '../writing/index.js';
import { checkAmendable } from './check-rewritable.js';
import { type ChosenFiles, chosenStatus } from './chosen-files.js';
import type { EditMessage } from './commit-draft.js';
import { readMergeState } from './read-merge-state.js';
import { committedFile, retire } from './rewrite-copies.js';
import { CommittedFiles } from './working-files.js';

export interface AmendRequest {
  readonly repo: Repository;
  readonly messages: Notices;
  readonly matcher: Matcher;
  readonly show: (path: ByteString) => ByteString;
  /** What was given; the old message when absent. In the local encoding. */
  readonly message: ByteString | undefined;
  readonly user: ByteString | undefined;
  readonly date: HgDate | undefined;
  /** Of whoever amends, for markers. */
  readonly amender: () => ByteString;
  /** Asked for the message; undefined keeps it as it is. */
  readonly edit: EditMessage | undefined;
  readonly encode: (text: ByteString) => ByteString;
  /** `close`. */
  readonly extra: ReadonlyMap<ByteString, ByteString>;
  readonly phase: Phase | undefined;
  /** As for a commit: in place of what the working directory holds. */
  readonly chosen?: ChosenFiles | undefined;
  /** Text that goes with the marker. */
  readonly note?: ByteString | undefined;
}

export interface AmendedChangeset {
  readonly rev: number;
  readonly node: NodeId;
}

/**
 * @returns undefined when nothing would change. @throws as {@link checkAmendable} and `commitWorkingCopy`
 */
export function amendWorkingCopy(request: AmendRequest): AmendedChangeset | undefined {
  const { repo } = request;
  return withWlock(repo, () => withLock(repo, () => new Amend(request).run()));
}

class Amend {
  readonly #request: AmendRequest;
  readonly #repo: Repository;
  /** The changeset to replace, and what it is based on. */
  readonly #old: number;
  readonly #base: number;

  constructor(request: AmendRequest) {
    checkAmendable(request.repo);
    this.#request = request;
    this.#repo = request.repo;
    [this.#old] = request.repo.workingParents();
    this.#base = request.repo.graph.parent1(this.#old);
  }

  run(): AmendedChangeset | undefined {
    const repo = this.#repo;
    return changeDirstate(repo, (dirstate) => {
      const { matcher, show } = this.#request;
      const bad = (path: ByteString, message: ByteString): void => {
        if (tracksSubrepos(repo, dirstate) && subreposIn(repo).isInSubrepo(repo, path)) return;
        this.#request.messages.warn(`${show(path)}: ${message}\n`);
      };
      const { chosen } = this.#request;
      const found =
        chosen === undefined ? workingStatus(repo, { matcher, bad, dirstate }) : chosenStatus(repo, chosen);
      const subrepos = this.#subrepos(dirstate, found);
      const status = subrepos?.status ?? found;
      // An update that carried changes along may have left conflicts.
      const mergeState = readMergeState(repo, dirstate);
      if ((mergeState?.unresolvedCount ?? 0) > 0)
        throw new StateError("unresolved merge conflicts (see 'hg help resolve')");
      const old = repo.changelog.changeset(this.#old);
      const message = this.#message(status);
      replaceFile(repo.store.places.hgFs, 'last-message.txt', bytesOf(message));
      if (subrepos !== undefined)
        subreposIn(repo).commitSubrepos(repo, subrepos, this.#request.messages, () => undefined);
      const user = this.#request.user === undefined ? old.user : this.#request.encode(this.#request.user);
      const date = this.#request.date ?? old.date;
      const extra = new Map([...old.extra, ...this.#request.extra]);
      extra.set('branch', readWorkingBranch(repo.store.places.hgFs));
      const stored = strippedDescription(this.#request.encode(message));
      const isSame =
        status.modified.length + status.added.length + status.removed.length === 0 &&
        stored === old.description &&
        user === old.user &&
        (this.#request.date === undefined ||
          (date.seconds === old.date.seconds && date.offset === old.date.offset)) &&
        sameExtra(extra, old.extra);
      if (isSame) return undefined;
      extra.set('amend_source', repo.node(this.#old));
      const amended = this.#replace(dirstate, status, { message: stored, user, date, extra });
      mergeState?.reset();
      return amended;
    });
  }

  /** Changes in nested repositories are not committed along; where these are is. */
  #subrepos(dirstate: Dirstate, status: WorkingStatus): SubrepoCommit | undefined {
    const repo = this.#repo;
    const hasSpec = tracksSubrepos(repo, dirstate);
    if (!hasSpec && (repo.place.nesting === undefined || !status.removed.includes('.hgsub')))
      return undefined;
    const options = { hasSpec, recursive: false };
    return subreposIn(repo).prepareSubrepoCommit(repo, this.#request.matcher, status, options);
  }

  #message({ modified, added, removed }: WorkingStatus): ByteString {
    const repo = this.#repo;
    const { edit, message, user } = this.#request;
    const old = repo.changeset(this.#old);
    const text = message ?? old.description;
    if (edit === undefined) return text;
    const lists = repo.status(this.#base, this.#old);
    const gone = new Set(removed);
    const news = new Set([...lists.added, ...added].filter((path) => !gone.has(path)));
    const changed = [...lists.modified, ...modified].filter((path) => !news.has(path) && !gone.has(path));
    return edit({
      message: text,
      user: user ?? old.user,
      date: this.#request.date ?? old.date,
      parents: [this.#base, repo.graph.parent2(this.#old)],
      branch: repo.workingBranch(),
      isMerge: repo.graph.parent2(this.#old) !== NULL_REV,
      modified: [...new Set(changed)].sort(),
      added: [...news].sort(),
      removed: [...new Set([...lists.removed, ...removed])].sort(),
    });
  }

  #replace(
    dirstate: Dirstate,
    status: WorkingStatus,
    texts: {
      readonly message: ByteString;
      readonly user: ByteString;
      readonly date: HgDate;
      readonly extra: ReadonlyMap<ByteString, ByteString>;
    },
  ): AmendedChangeset {
    const repo = this.#repo;
    const { phase, messages, show, chosen } = this.#request;
    const files = new CommittedFiles(repo, dirstate, messages, show, fileSystemNow(repo), chosen);
    const changes = this.#changes(status, files);
    const old = repo.node(this.#old);
    const { amender, encode, note } = this.#request;
    const metadata = new Map<ByteString, ByteString>();
    if (note !== undefined && note !== '') metadata.set('note', encode(note));
    const retirement = { repo, messages, operation: 'amend', user: () => encode(amender()) };
    const replace = (): NodeId => {
      const parents = [this.#base, repo.graph.parent2(this.#old)]
        .filter((rev) => rev !== NULL_REV)
        .map((rev) => repo.node(rev));
      const { node } = new HistoryWriter(repo).commit({
        parents,
        files: changes,
        ...texts,
        phase: phase ?? repo.phase(this.#old),
      });
      this.#record(dirstate, status, files, node);
      return node;
    };
    const node = retire(retirement, old, replace, metadata);
    repo.store.manifestTexts.save();
    const { changelog } = repo.place.writing.openStore();
    return { node, rev: changelog.revlog.rev(node) };
  }

  /** Relative to the base: what the old changeset did, with the working directory's changes on top. */
  #changes(
    { modified, added, removed }: WorkingStatus,
    files: CommittedFiles,
  ): ReadonlyMap<ByteString, NewFile | null> {
    const repo = this.#repo;
    const changes = new Map<ByteString, NewFile | null>();
    const lists = repo.status(this.#base, this.#old);
    for (const path of [...lists.modified, ...lists.added])
      changes.set(path, committedFile(repo, this.#old, path));
    for (const path of lists.removed) changes.set(path, null);
    for (const path of [...modified, ...added]) {
      const file = files.file(path);
      changes.set(path, this.#withOldCopy(path, file));
    }
    for (const path of removed) changes.set(path, null);
    for (const [path, file] of changes) if (this.#isAsBase(path, file)) changes.delete(path);
    return changes;
  }

  /** A copy that the old changeset recorded, or made in two steps, counts from the base. */
  #withOldCopy(path: ByteString, file: NewFile): NewFile {
    const repo = this.#repo;
    const before = repo.file(this.#old, path);
    const source = file.copiedFrom;
    const origin = source === undefined ? before?.copiedFrom?.path : this.#originOf(source);
    const { flags } = file;
    return {
      get content() {
        return file.content;
      },
      flags,
      ...(origin !== undefined && origin !== path && { copiedFrom: origin }),
    };
  }

  #originOf(source: ByteString): ByteString {
    const repo = this.#repo;
    if (this.#base !== NULL_REV && repo.manifest(this.#base).has(source)) return source;
    return repo.file(this.#old, source)?.copiedFrom?.path ?? source;
  }

  /** What was undone: neither listed nor stored again. */
  #isAsBase(path: ByteString, file: NewFile | null): boolean {
    const repo = this.#repo;
    const entry = this.#base === NULL_REV ? undefined : repo.manifest(this.#base).entry(path);
    if (file === null || entry === undefined) return file === null && entry === undefined;
    if (repo.graph.parent2(this.#old) !== NULL_REV) return false;
    return (
      entry.flags === file.flags && equalBytes(repo.fileByNode(path, entry.node).content(), file.content)
    );
  }

  #record(
    dirstate: Dirstate,
    { modified, added, removed }: WorkingStatus,
    files: CommittedFiles,
    node: NodeId,
  ): void {
    for (const path of [...modified, ...added])
      dirstate.updateFile(path, { tracked: true, inParent1: true, seen: files.seen(path) });
    for (const path of removed) dirstate.updateFile(path, { tracked: false, inParent1: false });
    dirstate.setParents(node);
    // Leaves it to the transaction.
    changeDirstate(this.#repo, () => undefined);
  }
}

function sameExtra(a: ReadonlyMap<ByteString, ByteString>, b: ReadonlyMap<ByteString, ByteString>): boolean {
  const known = (extra: ReadonlyMap<ByteString, ByteString>): string =>
    [...extra]
      .filter(([key, value]) => key !== 'branch' || value !== 'default')
      .map(([key, value]) => `${key}\0${value}`)
      .sort()
      .join('\0\0');
  return known(a) === known(b);
}
