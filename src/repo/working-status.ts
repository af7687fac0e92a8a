/** Which tracked files of the working directory differ from its first parent. */
import { type ByteString, bytesOf, equalBytes, NULL_REV } from '../bytes/index.js';
import type { DirstateEntry, WorkingState } from '../dirstate/index.js';
import { FileSystemError } from '../errors/index.js';
import { type FileFlags, FlatManifest, type Manifest } from '../manifest/index.js';
import type { Matcher } from '../match/index.js';
import { type FileStat, type FileSystem, readFile } from '../platform/index.js';
import type { Repository } from './repository.js';
import { workingState } from './working-copy/working-dirstate.js';

export type WorkingFileState = 'modified' | 'added' | 'removed' | 'deleted' | 'clean';

/** Paths in byte order. Deleted: tracked, but not there. */
export type WorkingStatus = Readonly<Record<WorkingFileState, readonly ByteString[]>>;

const EXECUTABLE = 0o100;
const TYPE = 0o170000;
const LINK = 0o120000;
const LOW_31_BITS = 0x7fffffff;
/** File systems' times pass through a double of milliseconds, which is good to about 200 ns. */
const CLOCK_ERROR = 250;

/** Flags that a file in the working directory has. */
export function flagsOfStat(stat: FileStat): FileFlags {
  if (stat.kind === 'symlink') return 'l';
  return (stat.mode & EXECUTABLE) !== 0 ? 'x' : '';
}

/** Looks at tracked files one by one. */
class WorkingFiles {
  readonly #repo: Repository;
  readonly #state: WorkingState;
  readonly #fs: FileSystem;
  readonly #executableBit: boolean;
  /** Times not before this second say nothing: the file may have changed in the same second. */
  readonly #ambiguousFrom: number;
  readonly #parent: number;
  #manifest: Manifest | undefined;
  /** The directory that was last looked at, and whether files in it are really there. */
  #directory = '';
  #directoryIsReal = true;

  constructor(repo: Repository, state: WorkingState) {
    const { places } = repo.store;
    this.#repo = repo;
    this.#state = state;
    this.#fs = repo.place.workFs;
    this.#executableBit = this.#fs.features.executableBit;
    this.#ambiguousFrom = places.requirements.has('dirstate-v2')
      ? Number.POSITIVE_INFINITY
      : (places.hgFs.stat('dirstate')?.mtimeSeconds ?? 0);
    this.#parent = repo.workingParents()[0];
  }

  /** False when a part of the path is a symbolic link, or no directory. Walks in byte order ask once per directory. */
  #isReal(directory: ByteString): boolean {
    if (directory === this.#directory) return this.#directoryIsReal;
    const slash = directory.lastIndexOf('/');
    const above = slash < 0 || this.#isReal(directory.slice(0, slash));
    this.#directory = directory;
    this.#directoryIsReal = above && this.#fs.stat(directory, true)?.kind === 'directory';
    return this.#directoryIsReal;
  }

  /** The file or symbolic link at a path; undefined when anything else or nothing is there. */
  stat(path: ByteString): FileStat | undefined {
    const slash = path.lastIndexOf('/');
    if (slash >= 0 && !this.#isReal(path.slice(0, slash))) return undefined;
    const stat = this.#fs.stat(path, true);
    return stat?.kind === 'file' || stat?.kind === 'symlink' ? stat : undefined;
  }

  look(path: ByteString): WorkingFileState {
    const entry = this.#state.entry(path) as DirstateEntry;
    if (entry.state === 'r') return 'removed';
    const stat = this.stat(path);
    if (stat === undefined) return 'deleted';
    if (entry.state === 'a') return 'added';
    if (entry.state === 'm' || entry.size === -2) return 'modified';
    if (entry.size >= 0 && this.#differsVisibly(entry, stat)) return 'modified';
    return this.#isUntouched(entry, stat) ? 'clean' : this.#compare(path, stat);
  }

  #differsVisibly(entry: DirstateEntry, stat: FileStat): boolean {
    const isLink = (entry.mode & TYPE) === LINK;
    // The size of a link may be another one than that of its target's name (encrypting file systems).
    if (entry.size !== stat.size && entry.size !== (stat.size & LOW_31_BITS) && !isLink) return true;
    return this.#executableBit && !isLink && ((entry.mode ^ stat.mode) & EXECUTABLE) !== 0;
  }

  #isUntouched(entry: DirstateEntry, stat: FileStat): boolean {
    if (entry.size < 0 || entry.mtime < 0) return false;
    if (((entry.mode & TYPE) === LINK) !== (stat.kind === 'symlink')) return false;
    if (entry.size !== stat.size && entry.size !== (stat.size & LOW_31_BITS)) return false;
    if (entry.mtime !== (stat.mtimeSeconds & LOW_31_BITS) || entry.mtime >= this.#ambiguousFrom) return false;
    if (entry.mtimeNanoseconds === 0 || stat.mtimeNanoseconds === 0) return true;
    return Math.abs(entry.mtimeNanoseconds - stat.mtimeNanoseconds) <= CLOCK_ERROR;
  }

  /** By content and flags, against the first parent. */
  #compare(path: ByteString, stat: FileStat): WorkingFileState {
    if (this.#manifest === undefined)
      this.#manifest =
        this.#parent === NULL_REV ? new FlatManifest(new Uint8Array()) : this.#repo.manifest(this.#parent);
    const committed = this.#manifest.entry(path);
    if (committed === undefined) return 'modified';
    const isLink = stat.kind === 'symlink';
    const flags = flagsOfStat(stat);
    if (flags !== committed.flags && (this.#executableBit || isLink || committed.flags === 'l'))
      return 'modified';
    const text = this.#repo.fileByNode(path, committed.node).content();
    try {
      const content = isLink ? bytesOf(this.#fs.readLink(path)) : readFile(this.#fs, path);
      return equalBytes(content, text) ? 'clean' : 'modified';
    } catch (error) {
      // Gone in between, or not to be read: hg shows both as missing.
      if (error instanceof FileSystemError) return 'deleted';
      throw error;
    }
  }
}

/**
 * Compares tracked files with the first parent: by what the dirstate recorded of them where that decides, otherwise by
 * content. Unknown files are not looked for. Never writes. O(tracked files) calls of lstat.
 * @throws CorruptionError, FileSystemError.
 */
export function workingStatus(
  repo: Repository,
  matcher?: Matcher,
  state = workingState(repo),
): WorkingStatus {
  const files = new WorkingFiles(repo, state);
  const found: Record<WorkingFileState, ByteString[]> = {
    modified: [],
    added: [],
    removed: [],
    deleted: [],
    clean: [],
  };
  const filter = matcher === undefined || matcher.always ? undefined : matcher;
  for (const path of state.paths())
    if (filter === undefined || filter.matches(path)) found[files.look(path)].push(path);
  return found;
}

/** True when any tracked file differs from the first parent; stops at the first one. */
export function isWorkingCopyDirty(repo: Repository): boolean {
  const state = workingState(repo);
  const files = new WorkingFiles(repo, state);
  return state.paths().some((path) => files.look(path) !== 'clean');
}
