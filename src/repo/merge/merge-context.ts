/** The working directory and the revisions that an update or a merge is about. */
import { type ByteString, bytesOf, equalBytes, NULL_REV } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { isNotFound } from '../../errors/index.js';
import type { FileFlags, Manifest } from '../../manifest/index.js';
import { type IgnoreMatcher, pathAuditor } from '../../match/index.js';
import { type FileStat, type FileSystem, readFile } from '../../platform/index.js';
import type { FileRevision } from '../../store/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { workingFlags } from '../working-copy/compare-content.js';
import { ignoreMatcher } from '../working-copy/ignore-files.js';
import type { WorkingStatus } from '../working-copy/status.js';
import { WORKING_ADDED_NODE, WORKING_MODIFIED_NODE } from '../working-copy/working-nodes.js';
import { type SideFile, WorkingSide } from './working-side.js';

export interface MergeContextOptions {
  /** Hidden changesets included. */
  readonly repo: Repository;
  readonly messages: Messages;
  readonly dirstate: Dirstate;
  readonly status: WorkingStatus;
  readonly otherRev: number;
  /** Where an update was going that was interrupted: files that are missing or torn may be its doing. */
  readonly interruptedAt?: number | undefined;
}

export class MergeContext {
  readonly repo: Repository;
  readonly messages: Messages;
  readonly dirstate: Dirstate;
  readonly status: WorkingStatus;
  readonly parents: readonly [number, number];
  readonly otherRev: number;
  readonly parentManifest: Manifest;
  readonly other: Manifest;
  readonly local: WorkingSide;
  readonly work: FileSystem;
  readonly #audit: (path: ByteString) => void;
  readonly #interrupted: Manifest | undefined;
  /** Whether anything is there. */
  readonly #directories = new Map<ByteString, boolean>();
  #ignore: IgnoreMatcher | undefined;
  #hasIgnore = false;

  constructor({ repo, messages, dirstate, status, otherRev, interruptedAt }: MergeContextOptions) {
    this.#interrupted = interruptedAt === undefined ? undefined : repo.manifest(interruptedAt);
    this.repo = repo;
    this.messages = messages;
    this.dirstate = dirstate;
    this.status = status;
    this.otherRev = otherRev;
    this.work = repo.place.workFs;
    this.parents = repo.workingParents();
    this.parentManifest = repo.manifest(this.parents[0]);
    this.other = repo.manifest(otherRev);
    this.#audit = pathAuditor(this.work);
    this.local = new WorkingSide(this.parentManifest, this.#changes());
  }

  #changes(): ReadonlyMap<ByteString, SideFile | undefined> {
    const { modified, added, removed, deleted } = this.status;
    const changes = new Map<ByteString, SideFile | undefined>();
    for (const path of modified)
      if (!this.#isTorn(path))
        changes.set(path, { node: WORKING_MODIFIED_NODE, flags: this.workingFlags(path) });
    for (const path of added) changes.set(path, { node: WORKING_ADDED_NODE, flags: this.workingFlags(path) });
    for (const path of removed) changes.set(path, undefined);
    for (const path of deleted) if (!this.#isTorn(path)) changes.set(path, undefined);
    return changes;
  }

  /** What an interrupted update leaves of a tracked file: nothing, or the beginning of what it was about to write. */
  #isTorn(path: ByteString): boolean {
    return this.#interrupted !== undefined && this.parentManifest.has(path) && this.#isBeginning(path);
  }

  #isBeginning(path: ByteString): boolean {
    const stat = this.stat(path);
    if (stat === undefined) return true;
    const node = stat.kind === 'file' ? this.#interrupted?.find(path) : undefined;
    if (node === undefined) return false;
    const stored = this.repo.fileByNode(path, node).content();
    const text = this.repo.contentFilters?.decode(path, stored) ?? stored;
    if (stat.size > text.length) return false;
    const here = this.#readExactly(path);
    return here !== undefined && equalBytes(here, text.subarray(0, here.length));
  }

  /** Anything that a commit would record, or that is missing. */
  get isDirty(): boolean {
    const { modified, added, removed, deleted } = this.status;
    return modified.length + added.length + removed.length + deleted.length > 0;
  }

  /** @throws HgError for paths that lead elsewhere */
  audit(path: ByteString): void {
    this.#audit(path);
  }

  /** The path may be written to. */
  mayTouch(path: ByteString): boolean {
    try {
      this.#audit(path);
      return true;
    } catch {
      return false;
    }
  }

  /** Anything at all, links included. */
  stat(path: ByteString): FileStat | undefined {
    return this.work.stat(path, true);
  }

  isFileOrLink(path: ByteString): boolean {
    const kind = this.stat(path)?.kind;
    return kind === 'file' || kind === 'symlink';
  }

  /** As they are on disk; where the file system has no such bits, as the first parent has them. */
  workingFlags(path: ByteString): FileFlags {
    const stat = this.stat(path);
    const known = this.parentManifest.flags(path);
    return stat === undefined ? known : workingFlags(this.repo, stat, known);
  }

  /** A file or link as a commit would store it; undefined when there is none. @throws FileSystemError, HgError when a filter fails */
  readWorking(path: ByteString): Uint8Array | undefined {
    const content = this.#readExactly(path);
    return content && (this.repo.contentFilters?.encode(path, content) ?? content);
  }

  #readExactly(path: ByteString): Uint8Array | undefined {
    try {
      const kind = this.stat(path)?.kind;
      if (kind === 'symlink') return bytesOf(this.work.readLink(path));
      return kind === 'file' ? readFile(this.work, path) : undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** A file of the other side. */
  otherFile(path: ByteString): FileRevision {
    return this.repo.fileByNode(path, this.other.find(path) as string);
  }

  /** There is no directory for it to be in. Nothing is written while plans are made, so that is remembered. */
  #hasNoDirectory(path: ByteString): boolean {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const directory = path.slice(0, at);
      const known = this.#directories.get(directory);
      const isThere = known ?? this.stat(directory) !== undefined;
      if (known === undefined) this.#directories.set(directory, isThere);
      if (!isThere) return true;
    }
    return false;
  }

  /** An untracked file or link that has another content than the other side's file. */
  isUnknownAndDiffers(path: ByteString, otherPath: ByteString = path): boolean {
    if (this.#hasNoDirectory(path)) return false;
    if (!this.mayTouch(path) || !this.isFileOrLink(path) || this.dirstate.has(path)) return false;
    const here = this.readWorking(path);
    if (this.#interrupted !== undefined && this.#isBeginning(path)) return false;
    return here === undefined || !equalBytes(here, this.otherFile(otherPath).content());
  }

  ignores(path: ByteString): boolean {
    if (!this.#hasIgnore) {
      this.#ignore = ignoreMatcher(this.repo);
      this.#hasIgnore = true;
    }
    return this.#ignore?.ignores(path) === true;
  }

  /** `0123456789ab`, or with a plus for the working directory. */
  get localName(): ByteString {
    return `${shortNode(this.repo, this.parents[0])}+`;
  }
  get otherName(): ByteString {
    return shortNode(this.repo, this.otherRev);
  }
}

export function shortNode(repo: Repository, rev: number): ByteString {
  return rev === NULL_REV ? '000000000000' : repo.node(rev).slice(0, 12);
}
