/** The working directory seen as a revision: what a commit of everything would hold now. */
import { type ByteString, NULL_NODE, NULL_REV, WDIR_NODE, WDIR_REV } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { FileSystemError } from '../../errors/index.js';
import { encodeManifest, FlatManifest, type Manifest } from '../../manifest/index.js';
import type { Matcher } from '../../match/index.js';
import type { Changeset, FileRevision, StatusLists } from '../../store/index.js';
import { spliceManifest } from '../commit/write-manifest.js';
import { chainCopies } from '../copies.js';
import type { Repository } from '../repository.js';
import { workingContent, workingFlags } from './compare-content.js';
import { type StatusRequest, type WorkingStatus, workingStatus } from './status.js';
import { userName } from './user-name.js';
import { workingDate } from './working-date.js';
import { workingState } from './working-dirstate.js';
import { WORKING_ADDED_NODE, WORKING_MODIFIED_NODE } from './working-nodes.js';

const NOTHING = new FlatManifest(new Uint8Array());

/** A moment of the working directory: its status is looked at once. */
export class WorkingContext {
  readonly #repo: Repository;
  #status: WorkingStatus | undefined;
  #dirstate: Dirstate | undefined;
  #manifest: Manifest | undefined;

  constructor(repo: Repository) {
    this.#repo = repo;
  }

  get dirstate(): Dirstate {
    this.#dirstate ??= workingState(this.#repo);
    return this.#dirstate;
  }

  /** Of all tracked files, without unknown, ignored and clean ones. */
  get status(): WorkingStatus {
    this.#status ??= workingStatus(this.#repo);
    return this.#status;
  }

  #parent(at: 0 | 1): Manifest {
    const rev = this.#repo.workingParents()[at];
    return rev === NULL_REV ? NOTHING : this.#repo.manifest(rev);
  }

  /** The first parent's with the changes; files that changed have made-up nodes. */
  get manifest(): Manifest {
    if (this.#manifest === undefined) {
      const { modified, added, removed, deleted } = this.status;
      const base = this.#parent(0);
      const other = this.#parent(1);
      const changes = [
        ...modified.map((path) => ({ path, value: WORKING_MODIFIED_NODE + this.#flags(path, base, other) })),
        ...added.map((path) => ({ path, value: WORKING_ADDED_NODE + this.#flags(path, base, other) })),
        ...[...removed, ...deleted].map((path) => ({ path, value: undefined })),
      ].sort((a, b) => (a.path < b.path ? -1 : 1));
      const text = base instanceof FlatManifest ? base.text : encodeManifest(base.entries());
      this.#manifest = new FlatManifest(spliceManifest(text, changes).text);
    }
    return this.#manifest;
  }

  #flags(path: ByteString, base: Manifest, other: Manifest): string {
    const stat = this.#repo.place.workFs.stat(path, true);
    if (stat === undefined) return '';
    return workingFlags(this.#repo, stat, base.entry(path)?.flags ?? other.flags(path));
  }

  /** @throws HgError when there is no user name. */
  changeset(): Changeset {
    const { config, place } = this.#repo;
    const { modified, added, removed } = this.status;
    const branch = this.#repo.workingBranch();
    return {
      manifestNode: WDIR_NODE,
      user: userName(config, place.platform, place.warn),
      date: workingDate(config, place.platform.clock),
      files: [...modified, ...added, ...removed].sort(),
      description: '',
      extra: new Map([['branch', branch]]),
      branch,
      closesBranch: false,
    };
  }

  /** Tracked paths, in byte order; missing files among them. */
  paths(): readonly ByteString[] {
    return this.dirstate.trackedPaths();
  }

  file(path: ByteString): FileRevision | undefined {
    const entry = this.manifest.entry(path);
    if (entry === undefined) return undefined;
    return new WorkingFile(this.#repo, path, this.dirstate.copies.get(path));
  }

  /** Recorded for the next commit: destination -> source. */
  copies(matcher?: Matcher): ReadonlyMap<ByteString, ByteString> {
    const { dirstate } = this;
    const found = [...dirstate.copies].filter(
      ([path]) => dirstate.isTracked(path) && (matcher === undefined || matcher.matches(path)),
    );
    return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** As `Repository.pathCopies`, with the working directory on one side. */
  copiesBetween(from: number, to: number, matcher: Matcher | undefined): ReadonlyMap<ByteString, ByteString> {
    const repo = this.#repo;
    const [parent] = repo.workingParents();
    if (from === to) return new Map();
    if (from === WDIR_REV) {
      const reversed = new Map<ByteString, ByteString>();
      for (const [target, source] of this.copiesBetween(to, from, undefined))
        if (!this.manifest.has(source) && (matcher?.matches(source) ?? true)) reversed.set(source, target);
      return reversed;
    }
    const own = this.copies(matcher);
    if (from === parent) return own;
    const found = chainCopies(repo.pathCopies(from, parent, matcher), own);
    const before = from === NULL_REV ? NOTHING : repo.manifest(from);
    for (const [target, source] of found)
      if (target === source || !before.has(source) || !this.manifest.has(target)) found.delete(target);
    return found;
  }

  /** From a revision to the working directory. */
  statusFrom(from: number, request: StatusRequest): WorkingStatus {
    const repo = this.#repo;
    const own = workingStatus(repo, { ...request, clean: request.clean === true });
    if (from === repo.workingParents()[0]) return own;
    return statusAgainst(repo, from, own, request);
  }
}

/** Compares with another revision than the first parent: by manifests, and contents where nodes are made up. */
function statusAgainst(
  repo: Repository,
  from: number,
  own: WorkingStatus,
  { matcher, clean = false }: StatusRequest,
): WorkingStatus {
  const before = from === NULL_REV ? NOTHING : repo.manifest(from);
  const now = repo.workingContext().manifest;
  const deleted = new Set(own.deleted);
  const modified: ByteString[] = [];
  const added: ByteString[] = [];
  const removed: ByteString[] = [];
  const same: ByteString[] = [];
  const changed = new Set<ByteString>();
  for (const { path, left, right } of before.diff(now, matcher)) {
    changed.add(path);
    if (deleted.has(path)) continue;
    if (left === undefined) added.push(path);
    else if (right === undefined) removed.push(path);
    else if (left.flags !== right.flags) modified.push(path);
    else if (right.node !== WORKING_MODIFIED_NODE && right.node !== WORKING_ADDED_NODE) modified.push(path);
    else if (differs(repo, path, left.node, left.flags === 'l')) modified.push(path);
    else same.push(path);
  }
  if (clean) {
    for (const path of now.paths(matcher)) if (!changed.has(path)) same.push(path);
    same.sort();
  }
  const unseen = (paths: readonly ByteString[]): ByteString[] => paths.filter((path) => !before.has(path));
  return {
    modified,
    added,
    removed,
    deleted: own.deleted,
    unknown: unseen(own.unknown),
    ignored: unseen(own.ignored),
    clean: clean ? same : [],
  };
}

function differs(repo: Repository, path: ByteString, node: string, isLink: boolean): boolean {
  const text = repo.fileByNode(path, node).content();
  try {
    const content = workingContent(repo, path, isLink);
    return content.length !== text.length || content.some((byte, i) => byte !== text[i]);
  } catch (error) {
    if (error instanceof FileSystemError) return true;
    throw error;
  }
}

/** A version that nothing has stored yet. */
class WorkingFile implements FileRevision {
  readonly path: ByteString;
  readonly node = WDIR_NODE;
  readonly filerev = -1;
  readonly linkrev = -1;
  readonly copiedFrom: FileRevision['copiedFrom'];
  readonly #repo: Repository;

  constructor(repo: Repository, path: ByteString, source: ByteString | undefined) {
    this.#repo = repo;
    this.path = path;
    const [p1, p2] = repo.workingParents();
    const node = source === undefined ? undefined : (find(repo, p1, source) ?? find(repo, p2, source));
    this.copiedFrom = source === undefined ? undefined : { path: source, node: node ?? NULL_NODE };
  }

  get parents(): readonly string[] {
    const [p1, p2] = this.#repo.workingParents();
    const nodes = [p1, p2]
      .map((rev) => find(this.#repo, rev, this.path))
      .filter((node) => node !== undefined);
    return [...new Set(nodes)];
  }

  /** @throws FileSystemError */
  content(): Uint8Array {
    const isLink = this.#repo.place.workFs.stat(this.path, true)?.kind === 'symlink';
    return workingContent(this.#repo, this.path, isLink);
  }

  size(): number {
    return this.#repo.place.workFs.stat(this.path, true)?.size ?? 0;
  }
}

function find(repo: Repository, rev: number, path: ByteString): string | undefined {
  return rev === NULL_REV ? undefined : repo.manifest(rev).find(path);
}

/** What differs between any two revisions, the working directory among them. Lists of what is on disk only are empty where it is not asked about. */
export function statusBetween(
  repo: Repository,
  from: number,
  to: number,
  request: StatusRequest,
): WorkingStatus {
  const none: readonly ByteString[] = [];
  if (to === WDIR_REV) {
    if (from !== WDIR_REV) return repo.workingContext().statusFrom(from, request);
    const same = workingStatus(repo, request);
    return { ...same, modified: none, added: none, removed: none };
  }
  if (from !== WDIR_REV) {
    const lists: StatusLists = repo.status(from, to, request.matcher, { clean: request.clean === true });
    return { ...lists, deleted: none, unknown: none, ignored: none };
  }
  // What is only on disk makes no sense the other way round.
  const { modified, added, removed, clean } = repo
    .workingContext()
    .statusFrom(to, { ...request, unknown: false, ignored: false });
  return { modified, added: removed, removed: added, clean, deleted: none, unknown: none, ignored: none };
}
