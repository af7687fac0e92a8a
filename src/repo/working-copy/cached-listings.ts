/** {@link ListingMemory} for format 1 of the dirstate: a file of ours. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import { type FileTime, LOW_31_BITS, reliableTime } from '../../dirstate/index.js';
import { FileSystemError } from '../../errors/index.js';
import {
  type FileStat,
  type FileSystem,
  lookAt,
  newSeenStat,
  replaceFile,
  type SeenStat,
  tryReadFile,
} from '../../platform/index.js';
import type { ListingMemory } from './listing-memory.js';

/** In the working directory's `.hg`. */
const FILE = 'wcache/qs-listings';
/** Written when this part of it is new. */
const WORTH_WRITING = 16;
const TYPE = 0o170000;
const DIRECTORY = 0o040000;

/**
 * What `wcache/qs-listings` holds, in the machine's byte order: numbers of 64 bits, then text.
 *
 *     | FORMAT | n | n times: mode, seconds, nanoseconds, changed, inode, above | key NUL path NUL ... path NUL |
 *
 * `above` is the number of the directory that it is in, which comes before it, or -1. A directory that has to be listed has mode 0.
 * `changed` is the time of the inode, which programs that set times back cannot set: when something was last changed.
 */
interface Listings {
  readonly paths: readonly ByteString[];
  readonly numbers: Float64Array;
}

/** Not the same in the other byte order. */
const FORMAT = 3;
const HEADER = 2;
const NUMBERS = 6;
const NUMBER_BYTES = 8;
const NOTHING: Listings = { paths: [], numbers: new Float64Array() };

/** What directories were like when they were listed. Worth nothing any more when the dirstate or the ignore patterns change. */
export class CachedListings implements ListingMemory {
  readonly #hgFs: FileSystem;
  readonly #stat: FileStat;
  readonly #key: ByteString;
  readonly #clock: () => FileTime | undefined;
  readonly #old: Listings;
  /** Of those that were listed now: undefined for those that have to be the next time, too. */
  readonly #new = new Map<ByteString, FileStat | undefined>();
  /** Of each old one, whether it is there and was not listed again. */
  readonly #isKept: Uint8Array;
  #complete = 0;
  #now: FileTime | undefined;

  /**
   * @param stat of the dirstate's file.
   * @param ignoreHash of the ignore patterns.
   * @param clock the file system's.
   */
  constructor(hgFs: FileSystem, stat: FileStat, ignoreHash: string, clock: () => FileTime | undefined) {
    const { inode, size, mtimeSeconds, mtimeNanoseconds } = stat;
    this.#hgFs = hgFs;
    this.#stat = stat;
    this.#key = [inode, size, mtimeSeconds, mtimeNanoseconds, ignoreHash].join(' ');
    this.#clock = clock;
    this.#old = readListings(hgFs, this.#key);
    this.#isKept = new Uint8Array(this.#old.paths.length);
  }

  lookAtAll(fs: FileSystem, known: (directory: ByteString, isAsListed: boolean) => void): void {
    const { paths, numbers } = this.#old;
    const isThere = new Uint8Array(paths.length);
    const into = newSeenStat();
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i] as ByteString;
      const at = i * NUMBERS;
      const above = numbers[at + 5] as number;
      if (above >= 0 && isThere[above] === 0) continue;
      const seen = directoryAt(fs, path, into);
      if (seen === undefined) continue;
      isThere[i] = 1;
      const isAsListed =
        numbers[at + 2] === seen.mtimeNanoseconds &&
        numbers[at + 1] === seen.mtimeSeconds &&
        numbers[at + 3] === seen.ctimeSeconds &&
        numbers[at + 4] === seen.inode &&
        numbers[at] === seen.mode;
      if (isAsListed) this.#isKept[i] = 1;
      // What is in another repository is not reached.
      else if (path !== '' && directoryAt(fs, `${path}/.hg`, newSeenStat()) !== undefined) isThere[i] = 0;
      known(path, isAsListed);
    }
  }

  stat(fs: FileSystem, directory: ByteString): FileStat | undefined {
    try {
      return fs.stat(directory, directory !== '');
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      this.#new.set(directory, undefined);
      return undefined;
    }
  }

  isAsListed(): boolean {
    // Whoever asks has not found it among all.
    return false;
  }

  begin(): void {
    this.#now ??= this.#clock();
  }

  note(directory: ByteString, stat: FileStat, isComplete: boolean): void {
    const isReliable =
      isComplete &&
      stat.mtimeNanoseconds !== 0 &&
      this.#now !== undefined &&
      (stat.ctimeSeconds & LOW_31_BITS) < this.#now.seconds &&
      reliableTime(stat, this.#now) !== undefined;
    this.#new.set(directory, isReliable ? stat : undefined);
    if (isReliable) this.#complete++;
  }

  reaches(): boolean {
    // All that are not ignored are known.
    return true;
  }

  directoriesIn(): readonly ByteString[] {
    return [];
  }

  /** Writes what is new if that is worth it. Where nothing can be written, nothing is. */
  save(): void {
    // A dirstate that could still change within the clock's tick cannot be told from what it becomes.
    const all = this.#new.size + this.#isKept.length;
    if (this.#complete * WORTH_WRITING <= all || this.#now === undefined) return;
    if (reliableTime(this.#stat, this.#now) === undefined) return;
    try {
      if (this.#hgFs.stat('wcache') === undefined) this.#hgFs.makeDirectory('wcache');
      replaceFile(this.#hgFs, FILE, this.#encode());
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
    }
  }

  #encode(): Uint8Array {
    const { paths: oldPaths, numbers: oldNumbers } = this.#old;
    const places = new Map<ByteString, number>();
    for (const [i, path] of oldPaths.entries()) if (this.#isKept[i] === 1) places.set(path, i);
    for (const path of this.#new.keys()) places.set(path, -1);
    // In byte order, a directory comes before what is in it.
    const paths = [...places.keys()].sort();
    const order = new Map(paths.map((path, i) => [path, i]));
    const text = bytesOf([this.#key, ...paths, ''].join('\0'));
    const numbers = new Float64Array(HEADER + paths.length * NUMBERS);
    numbers.set([FORMAT, paths.length]);
    paths.forEach((path, i) => {
      const at = HEADER + i * NUMBERS;
      const old = places.get(path) as number;
      const stat = this.#new.get(path);
      if (old >= 0) numbers.set(oldNumbers.subarray(old * NUMBERS, old * NUMBERS + NUMBERS), at);
      else if (stat !== undefined) {
        const { mode, mtimeSeconds, mtimeNanoseconds, ctimeSeconds, inode } = stat;
        numbers.set([mode, mtimeSeconds, mtimeNanoseconds, ctimeSeconds, inode], at);
      }
      const above = path === '' ? undefined : path.slice(0, Math.max(0, path.lastIndexOf('/')));
      numbers[at + 5] = (above === undefined ? undefined : order.get(above)) ?? -1;
    });
    const bytes = new Uint8Array(numbers.byteLength + text.length);
    bytes.set(new Uint8Array(numbers.buffer));
    bytes.set(text, numbers.byteLength);
    return bytes;
  }
}

/** Undefined where there is none, also where that cannot be found out: whoever lists the directory above will say so. */
function directoryAt(fs: FileSystem, path: ByteString, into: SeenStat): SeenStat | undefined {
  try {
    // The working directory itself may be reached through a link.
    const seen = path === '' ? fs.stat(path) : lookAt(fs, path, into) ? into : undefined;
    return seen !== undefined && (seen.mode & TYPE) === DIRECTORY ? seen : undefined;
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}

/** Nothing when the file is not there, damaged or about something else. */
function readListings(hgFs: FileSystem, key: ByteString): Listings {
  let bytes: Uint8Array | undefined;
  try {
    bytes = tryReadFile(hgFs, FILE);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
  }
  if (bytes === undefined || bytes.length < HEADER * NUMBER_BYTES) return NOTHING;
  const { buffer, byteOffset } = bytes.byteOffset % NUMBER_BYTES === 0 ? bytes : bytes.slice();
  const [format, count] = new Float64Array(buffer, byteOffset, HEADER) as unknown as [number, number];
  const length = HEADER + count * NUMBERS;
  if (format !== FORMAT || !Number.isInteger(count) || count < 0) return NOTHING;
  if (length * NUMBER_BYTES > bytes.length) return NOTHING;
  const numbers = new Float64Array(buffer, byteOffset, length).subarray(HEADER);
  const text = byteStringOf(bytes, length * NUMBER_BYTES);
  if (!text.startsWith(`${key}\0`) || !text.endsWith('\0')) return NOTHING;
  const paths = text.slice(key.length + 1).split('\0');
  paths.pop();
  if (paths.length !== count) return NOTHING;
  for (let i = 0; i < count; i++) {
    const above = numbers[i * NUMBERS + NUMBERS - 1] as number;
    if (!Number.isInteger(above) || above < -1 || above >= i) return NOTHING;
  }
  return { paths, numbers };
}
