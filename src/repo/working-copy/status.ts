/** What differs between the working directory and its first parent. */
import type { ByteString } from '../../bytes/index.js';
import {
  type Dirstate,
  type FileTime,
  HAS_MODE_AND_SIZE,
  HAS_MTIME,
  LOW_31_BITS,
  P1_TRACKED,
  P2_INFO,
  SECOND_AMBIGUOUS,
  type SeenFile,
  WDIR_TRACKED,
} from '../../dirstate/index.js';
import { FileSystemError, LockError } from '../../errors/index.js';
import type { IgnoreMatcher, Matcher } from '../../match/index.js';
import type { FileStat, SeenStat } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { CachedListings } from './cached-listings.js';
import { ContentComparer } from './compare-content.js';
import { FileCrew } from './file-crew.js';
import { EXECUTABLE_BIT } from './file-flags.js';
import { fileSystemNow } from './file-system-now.js';
import { ignoreHash, ignoreMatcher } from './ignore-files.js';
import { DirstateListings, type ListingMemory } from './listing-memory.js';
import { StatBeside } from './stat-beside.js';
import { type WalkVisitor, walkWorkingCopy } from './walk.js';
import { isBeingChanged, workingState } from './working-dirstate.js';

export type WorkingFileState = 'modified' | 'added' | 'removed' | 'deleted' | 'unknown' | 'ignored' | 'clean';

/** Paths in byte order. Deleted: tracked, but not there. */
export type WorkingStatus = Readonly<Record<WorkingFileState, readonly ByteString[]>>;

export interface StatusRequest {
  readonly matcher?: Matcher | undefined;
  /** Which of the lists that cost something are wanted. Default: none. */
  readonly unknown?: boolean;
  readonly ignored?: boolean;
  readonly clean?: boolean;
  /** Told of named paths that are not there, and of what cannot be read. */
  readonly bad?: (path: ByteString, message: ByteString) => void;
  /** Default: the one on disk. One that is given takes note of what content showed to be clean; the caller writes it. */
  readonly dirstate?: Dirstate;
  /** Who compares contents. Default: one of its own. */
  readonly crew?: FileCrew;
}

/** File systems' times pass through a double of milliseconds, which is good to about 200 ns. */
const CLOCK_ERROR = 250;
/** With fewer files, listing is as quick as remembering. */
const LEAST_REMEMBERED = 500;
/** Of an entry in a dirstate in format 1, about. */
const ENTRY_BYTES = 64;
const TYPE = 0o170000;
const LINK = 0o120000;

type Verdict = 'modified' | 'clean' | 'lookup';

class Judge implements WalkVisitor {
  readonly lists: Record<WorkingFileState, ByteString[]> = {
    modified: [],
    added: [],
    removed: [],
    deleted: [],
    unknown: [],
    ignored: [],
    clean: [],
  };
  /** Only the content tells. */
  readonly lookup: ByteString[] = [];
  readonly #dirstate: Dirstate;
  readonly #copies: ReadonlyMap<ByteString, ByteString>;
  readonly #executableBit: boolean;
  readonly #clean: boolean;

  constructor(dirstate: Dirstate, executableBit: boolean, clean: boolean) {
    this.#dirstate = dirstate;
    this.#copies = dirstate.copies;
    this.#executableBit = executableBit;
    this.#clean = clean;
  }

  unknown(path: ByteString): void {
    this.lists.unknown.push(path);
  }

  ignored(path: ByteString): void {
    this.lists.ignored.push(path);
  }

  tracked(slot: number, stat: SeenStat | undefined): void {
    const { table } = this.#dirstate;
    const flags = table.flags[slot] as number;
    if ((flags & WDIR_TRACKED) === 0) this.lists.removed.push(table.path(slot));
    else if (stat === undefined) this.lists.deleted.push(table.path(slot));
    else if ((flags & P2_INFO) !== 0) this.lists.modified.push(table.path(slot));
    else if ((flags & P1_TRACKED) === 0) this.lists.added.push(table.path(slot));
    // A copy onto a file of the parent is a change, whatever its content is.
    else if (this.#copies.size > 0 && this.#copies.has(table.path(slot)))
      this.lists.modified.push(table.path(slot));
    else {
      const verdict = this.#judge(slot, flags, stat);
      if (verdict === 'modified') this.lists.modified.push(table.path(slot));
      else if (verdict === 'lookup') this.lookup.push(table.path(slot));
      else if (this.#clean) this.lists.clean.push(table.path(slot));
    }
  }

  #judge(slot: number, flags: number, stat: SeenStat): Verdict {
    if ((flags & HAS_MODE_AND_SIZE) === 0) return 'lookup';
    const { table } = this.#dirstate;
    const size = table.sizes[slot] as number;
    const mode = table.modes[slot] as number;
    if (size !== (stat.size & LOW_31_BITS)) {
      // The size of a link may be another one than that of its target's name (encrypting file systems).
      return (stat.mode & TYPE) === LINK ? 'lookup' : 'modified';
    }
    if (this.#executableBit && ((mode ^ stat.mode) & EXECUTABLE_BIT) !== 0) return 'modified';
    if ((flags & HAS_MTIME) === 0) return 'lookup';
    if (((mode & TYPE) === LINK) !== ((stat.mode & TYPE) === LINK)) return 'lookup';
    if (table.seconds[slot] !== (stat.mtimeSeconds & LOW_31_BITS)) return 'lookup';
    const nanoseconds = table.nanoseconds[slot] as number;
    if (nanoseconds === 0 || stat.mtimeNanoseconds === 0)
      return (flags & SECOND_AMBIGUOUS) !== 0 ? 'lookup' : 'clean';
    return Math.abs(nanoseconds - stat.mtimeNanoseconds) <= CLOCK_ERROR ? 'clean' : 'lookup';
  }
}

/**
 * Compares the working directory with its first parent: by what the dirstate recorded where that decides, otherwise by
 * content; what was found that way is recorded for the next time, when the lock is free. O(tracked files) calls of lstat, with
 * `unknown` or `ignored` also O(directories) listings.
 * @throws CorruptionError, InputError for ignore patterns that do not compile, FileSystemError.
 */
export function workingStatus(repo: Repository, request: StatusRequest = {}): WorkingStatus {
  const { platform } = repo.place;
  const everything = request.matcher === undefined || request.matcher.always;
  const startBeside = (files: number): StatBeside | undefined =>
    everything ? StatBeside.start(platform, repo.root, files) : undefined;
  // Before it is read: what is written meanwhile must not be taken for what was read.
  const before = request.dirstate === undefined ? dirstateStat(repo) : undefined;
  // A thread takes long to start; meanwhile the dirstate is read.
  let beside = startBeside((before?.size ?? 0) / ENTRY_BYTES);
  try {
    const dirstate = request.dirstate ?? workingState(repo);
    beside ??= startBeside(dirstate.table.slotCount);
    beside?.begin(dirstate.table.slotPaths);
    return compare(repo, request, dirstate, before, beside);
  } finally {
    beside?.close();
  }
}

function compare(
  repo: Repository,
  request: StatusRequest,
  dirstate: Dirstate,
  before: FileStat | undefined,
  beside: StatBeside | undefined,
): WorkingStatus {
  const { matcher, unknown = false, ignored = false, clean = false } = request;
  const { workFs } = repo.place;
  const judge = new Judge(dirstate, workFs.features.executableBit, clean);
  const lists = unknown || ignored;
  let now: FileTime | undefined;
  let hasNow = false;
  const clock = (): FileTime | undefined => {
    if (!hasNow) {
      now = fileSystemNow(repo);
      hasNow = true;
    }
    return now;
  };
  let ignore: { readonly matcher: IgnoreMatcher | undefined } | undefined;
  const patterns = (): IgnoreMatcher | undefined => {
    ignore ??= { matcher: ignoreMatcher(repo) };
    return ignore.matcher;
  };
  if (lists && matcher?.exactOnly !== true) patterns();
  const memory = lists ? listingMemory(repo, request, dirstate, before, clock) : undefined;
  walkWorkingCopy(
    {
      fs: workFs,
      dirstate,
      matcher,
      // As in hg, what selects files by their exact names (a tag's commit) can do with patterns that are wrong.
      get ignore() {
        return lists ? patterns() : undefined;
      },
      unknown,
      ignored,
      bad: request.bad ?? (() => undefined),
      beside,
      memory,
    },
    judge,
  );
  const fixed = new Map<ByteString, SeenFile>();
  if (judge.lookup.length > 0) {
    // In order: files of one directory lie together, in the store too.
    const crew = request.crew ?? new FileCrew(repo.place);
    try {
      new ContentComparer(repo, clock).compareAll(judge.lookup.sort(), crew, (path, result) => {
        if (result.state !== 'clean') judge.lists[result.state].push(path);
        else {
          if (clean) judge.lists.clean.push(path);
          if (result.seen !== undefined) fixed.set(path, result.seen);
        }
      });
    } finally {
      if (request.crew === undefined) crew.close();
    }
  }
  for (const list of Object.values(judge.lists)) sortIfNeeded(list);
  if (request.dirstate !== undefined) for (const [path, seen] of fixed) dirstate.setClean(path, seen);
  else if (before !== undefined && (fixed.size > 0 || dirstate.isChanged))
    recordQuietly(repo, dirstate, before, fixed);
  else if (memory instanceof CachedListings) memory.save();
  return judge.lists;
}

function sortIfNeeded(list: ByteString[]): void {
  for (let i = 1; i < list.length; i++)
    if ((list[i - 1] as ByteString) > (list[i] as ByteString)) {
      list.sort();
      return;
    }
}

/** What earlier listings with the same ignore patterns have shown. */
function listingMemory(
  repo: Repository,
  { matcher, ignored = false }: StatusRequest,
  dirstate: Dirstate,
  before: FileStat | undefined,
  clock: () => FileTime | undefined,
): ListingMemory | undefined {
  if (isBeingChanged(repo)) return undefined;
  if (!dirstate.isVersion2) {
    const isWorthIt =
      !ignored &&
      (matcher === undefined || matcher.always) &&
      repo.place.workFs.features.caseSensitive &&
      dirstate.table.slotCount >= LEAST_REMEMBERED;
    if (!isWorthIt || before === undefined) return undefined;
  }
  const hash = ignoreHash(repo);
  if (hash === undefined) return undefined;
  if (!dirstate.isVersion2)
    return new CachedListings(repo.store.places.hgFs, before as FileStat, hash, clock);
  dirstate.setIgnoreHash(hash);
  const now = clock();
  return now === undefined ? undefined : new DirstateListings(dirstate, now, ignored);
}

/** Undefined while it is being changed, too. */
function dirstateStat(repo: Repository): FileStat | undefined {
  return isBeingChanged(repo) ? undefined : repo.store.places.hgFs.stat('dirstate');
}

function isSameFile(a: FileStat, b: FileStat | undefined): boolean {
  return (
    a.inode === b?.inode &&
    a.size === b.size &&
    a.mtimeSeconds === b.mtimeSeconds &&
    a.mtimeNanoseconds === b.mtimeNanoseconds
  );
}

/** Saves the next status the same work, unless somebody else is writing or has written. */
function recordQuietly(
  repo: Repository,
  dirstate: Dirstate,
  before: FileStat,
  fixed: ReadonlyMap<ByteString, SeenFile>,
): void {
  const { locks } = repo.place.writing;
  const { hgFs } = repo.store.places;
  try {
    const lock = locks?.wlock(false);
    try {
      if (!isSameFile(before, dirstateStat(repo))) return;
      for (const [path, seen] of fixed) dirstate.setClean(path, seen);
      dirstate.write(hgFs, (bytes) => repo.place.platform.random(bytes));
    } finally {
      lock?.release();
    }
  } catch (error) {
    // Nothing is lost but time.
    if (!(error instanceof LockError) && !(error instanceof FileSystemError)) throw error;
  }
}

/** True when any tracked file differs from the first parent. */
export function isWorkingCopyDirty(repo: Repository, matcher?: Matcher): boolean {
  const { modified, added, removed, deleted } = workingStatus(repo, { matcher });
  return modified.length + added.length + removed.length + deleted.length > 0;
}
