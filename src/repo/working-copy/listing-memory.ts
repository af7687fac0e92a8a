/** Directories that need not be listed again: they held nothing but tracked and ignored files, and are unchanged since. */
import type { ByteString } from '../../bytes/index.js';
import { type Dirstate, type FileTime, LOW_31_BITS, reliableTime } from '../../dirstate/index.js';
import { type FileStat, type FileSystem, preciseStat } from '../../platform/index.js';

export interface ListingMemory {
  /**
   * Looks at all directories at once that need not be reached through those above them, which come first.
   * @param known told of each that is there, and whether it is as listed. Absent where there are none.
   */
  lookAtAll?(fs: FileSystem, known: (directory: ByteString, isAsListed: boolean) => void): void;
  /** What is there now, without following links; with what the others need to know. Undefined where nothing is remembered. */
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
    return directory === '' ? undefined : preciseStat(fs, directory);
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
