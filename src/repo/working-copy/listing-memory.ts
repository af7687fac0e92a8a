/** Directories that need not be listed again: they held nothing but tracked and ignored files, and are unchanged since. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import { type Dirstate, type FileTime, LOW_31_BITS, reliableTime } from '../../dirstate/index.js';
import { FileSystemError } from '../../errors/index.js';
import {
  type FileStat,
  type FileSystem,
  preciseStat,
  replaceFile,
  tryReadFile,
} from '../../platform/index.js';

export interface ListingMemory {
  /** What is there now, without following links; with what {@link isAsListed} needs to know. */
  stat(fs: FileSystem, directory: ByteString): FileStat | undefined;
  /** True when a listing would show nothing that has no entry and is not ignored. */
  isAsListed(directory: ByteString, stat: FileStat): boolean;
  /** To be told before the first listing. */
  begin(): void;
  /** @param isComplete every file and directory that was listed has an entry (below it), or is ignored; false before it is known. */
  note(directory: ByteString, stat: FileStat, isComplete: boolean): void;
  /** Whether {@link directoriesIn} has a directory. */
  reaches(directory: ByteString): boolean;
  /** Names of the directories in one that is as listed, without ignored ones. */
  directoriesIn(directory: ByteString): readonly ByteString[];
}

/** Format 2 of the dirstate has a place for it. */
export class DirstateListings implements ListingMemory {
  readonly #dirstate: Dirstate;
  readonly #now: FileTime;
  readonly #ignored: boolean;

  /**
   * @param now the file system's clock, before the walk.
   * @param ignored ignored files are wanted.
   */
  constructor(dirstate: Dirstate, now: FileTime, ignored: boolean) {
    this.#dirstate = dirstate;
    this.#now = now;
    this.#ignored = ignored;
  }

  stat(fs: FileSystem, directory: ByteString): FileStat | undefined {
    return preciseStat(fs, directory);
  }

  isAsListed(directory: ByteString, stat: FileStat): boolean {
    const time = this.#dirstate.directoryTime(directory);
    if (time === undefined || this.#dirstate.hasUntrackedFiles) return false;
    if (this.#ignored && !time.ignoredRecorded) return false;
    if (time.nanoseconds === 0 || stat.mtimeNanoseconds === 0) return false;
    return time.seconds === (stat.mtimeSeconds & LOW_31_BITS) && time.nanoseconds === stat.mtimeNanoseconds;
  }

  begin(): void {}

  note(directory: ByteString, stat: FileStat, isComplete: boolean): void {
    const dirstate = this.#dirstate;
    const time =
      isComplete && dirstate.hasTrackedDirectory(directory) ? reliableTime(stat, this.#now) : undefined;
    const known = dirstate.directoryTime(directory);
    if (time === undefined) dirstate.setDirectoryTime(directory, undefined);
    else if (known?.seconds !== time.seconds || known.nanoseconds !== time.nanoseconds)
      dirstate.setDirectoryTime(directory, { ...time, ignoredRecorded: false });
  }

  reaches(directory: ByteString): boolean {
    return this.#dirstate.hasTrackedDirectory(directory);
  }

  directoriesIn(directory: ByteString): readonly ByteString[] {
    return this.#dirstate.directoriesIn(directory);
  }
}

/** In the working directory's `.hg`. */
const FILE = 'wcache/qs-listings';
const FORMAT = 2;
/** Written when this part of it is new. */
const WORTH_WRITING = 16;

interface Noted {
  readonly mode: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Programs that restore files set times back, but not that of the inode, which says when something was last changed. */
  readonly changed: number;
  readonly inode: number;
}

/** Like no directory. */
const INCOMPLETE: Noted = { mode: 0, seconds: 0, nanoseconds: 0, changed: 0, inode: 0 };

interface Stored {
  readonly format: number;
  readonly key: ByteString;
  readonly paths: readonly ByteString[];
  readonly modes: readonly number[];
  readonly seconds: readonly number[];
  readonly nanoseconds: readonly number[];
  readonly changed: readonly number[];
  readonly inodes: readonly number[];
}

/** For format 1, a file of ours: worth nothing any more when the dirstate or the ignore patterns change. */
export class CachedListings implements ListingMemory {
  readonly #hgFs: FileSystem;
  readonly #dirstate: Dirstate;
  readonly #stat: FileStat;
  readonly #key: ByteString;
  readonly #clock: () => FileTime | undefined;
  /** Of all directories that are not ignored: those in a complete one must be found. */
  readonly #noted: Map<ByteString, Noted>;
  #children: ReadonlyMap<ByteString, readonly ByteString[]> | undefined;
  #now: FileTime | undefined;
  #new = 0;

  /**
   * @param dirstate what the file that `stat` is about holds.
   * @param ignoreHash of the ignore patterns.
   * @param clock the file system's.
   */
  constructor(
    hgFs: FileSystem,
    dirstate: Dirstate,
    stat: FileStat,
    ignoreHash: string,
    clock: () => FileTime | undefined,
  ) {
    const { inode, size, mtimeSeconds, mtimeNanoseconds } = stat;
    this.#hgFs = hgFs;
    this.#dirstate = dirstate;
    this.#stat = stat;
    this.#key = [inode, size, mtimeSeconds, mtimeNanoseconds, ignoreHash].join(' ');
    this.#clock = clock;
    this.#noted = readNoted(hgFs, this.#key);
  }

  stat(fs: FileSystem, directory: ByteString): FileStat | undefined {
    return fs.stat(directory, true);
  }

  isAsListed(directory: ByteString, stat: FileStat): boolean {
    const noted = this.#noted.get(directory);
    return (
      noted !== undefined &&
      noted.nanoseconds === stat.mtimeNanoseconds &&
      noted.seconds === stat.mtimeSeconds &&
      noted.changed === stat.ctimeSeconds &&
      noted.inode === stat.inode &&
      noted.mode === stat.mode
    );
  }

  begin(): void {
    this.#now ??= this.#clock();
  }

  note(directory: ByteString, stat: FileStat, isComplete: boolean): void {
    const { mode, inode, mtimeSeconds, mtimeNanoseconds, ctimeSeconds } = stat;
    const isReliable =
      isComplete &&
      mtimeNanoseconds !== 0 &&
      this.#now !== undefined &&
      (ctimeSeconds & LOW_31_BITS) < this.#now.seconds &&
      reliableTime(stat, this.#now) !== undefined;
    if (isReliable) {
      this.#noted.set(directory, {
        mode,
        inode,
        seconds: mtimeSeconds,
        nanoseconds: mtimeNanoseconds,
        changed: ctimeSeconds,
      });
      this.#new++;
    } else this.#noted.set(directory, INCOMPLETE);
  }

  reaches(directory: ByteString): boolean {
    return this.#dirstate.hasEntriesBelow(directory);
  }

  directoriesIn(directory: ByteString): readonly ByteString[] {
    this.#children ??= childrenOf(this.#noted.keys());
    return this.#children.get(directory) ?? [];
  }

  /** Writes what is new if that is worth it. Where nothing can be written, nothing is. */
  save(): void {
    // A dirstate that could still change within the clock's tick cannot be told from what it becomes.
    if (this.#new * WORTH_WRITING <= this.#noted.size || this.#now === undefined) return;
    if (reliableTime(this.#stat, this.#now) === undefined) return;
    const noted = [...this.#noted.values()];
    const stored: Stored = {
      format: FORMAT,
      key: this.#key,
      paths: [...this.#noted.keys()],
      modes: noted.map(({ mode }) => mode),
      seconds: noted.map(({ seconds }) => seconds),
      nanoseconds: noted.map(({ nanoseconds }) => nanoseconds),
      changed: noted.map(({ changed }) => changed),
      inodes: noted.map(({ inode }) => inode),
    };
    try {
      if (this.#hgFs.stat('wcache') === undefined) this.#hgFs.makeDirectory('wcache');
      replaceFile(this.#hgFs, FILE, bytesOf(JSON.stringify(stored)));
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
    }
  }
}

/** For every directory that has some, the names of the directories directly in it. */
function childrenOf(directories: Iterable<ByteString>): Map<ByteString, ByteString[]> {
  const children = new Map<ByteString, ByteString[]>();
  for (const directory of directories) {
    const slash = directory.lastIndexOf('/');
    const above = slash < 0 ? '' : directory.slice(0, slash);
    const list = children.get(above);
    if (list === undefined) children.set(above, [directory.slice(slash + 1)]);
    else list.push(directory.slice(slash + 1));
  }
  return children;
}

/** Empty when the file is not there, damaged or about something else. */
function readNoted(hgFs: FileSystem, key: ByteString): Map<ByteString, Noted> {
  const noted = new Map<ByteString, Noted>();
  try {
    const bytes = tryReadFile(hgFs, FILE);
    const stored = bytes === undefined ? undefined : (JSON.parse(byteStringOf(bytes)) as Partial<Stored>);
    if (stored?.format !== FORMAT || stored.key !== key) return noted;
    const { paths = [], modes = [], seconds = [], nanoseconds = [], changed = [], inodes = [] } = stored;
    // A number that is missing is like no file's.
    for (const [i, path] of paths.entries())
      noted.set(path, {
        mode: modes[i] as number,
        seconds: seconds[i] as number,
        nanoseconds: nanoseconds[i] as number,
        changed: changed[i] as number,
        inode: inodes[i] as number,
      });
    return noted;
  } catch {
    return new Map();
  }
}
