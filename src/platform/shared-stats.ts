/**
 * What `lstat` says of many files, in memory that two threads share: one begins with the first block of files, the other
 * with the last, until they meet.
 *
 *     Int32: | state of each block | modes | sizes | seconds | nanoseconds |
 */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import { lookAt, newSeenStat } from './file-functions.js';
import type { FileSystem, SeenStat } from './file-system.js';

/** Files per block. */
const BLOCK = 256;
const FREE = 0;
const TAKEN = 1;
const DONE = 2;

/** In the place of modes. */
const FAILED = -1;

const LOW_31_BITS = 0x7fffffff;

/** Paths in one text, each from its start to its end. */
export interface FilePaths {
  readonly text: ByteString;
  /** Ascending; it and `ends` may be longer than there are paths. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
}

/** What is sent to the thread that begins at the end. */
export interface SharedStatsWork {
  readonly memory: SharedArrayBuffer;
  readonly paths: FilePaths;
}

export class SharedStats {
  readonly #count: number;
  readonly #memory: SharedArrayBuffer;
  readonly #states: Int32Array;
  readonly #columns: Int32Array;

  /** @param memory of another thread's object for as many files. */
  constructor(count: number, memory?: SharedArrayBuffer) {
    const blocks = Math.ceil(count / BLOCK);
    this.#count = count;
    this.#memory = memory ?? new SharedArrayBuffer((blocks + 4 * count) * 4);
    this.#states = new Int32Array(this.#memory, 0, blocks);
    this.#columns = new Int32Array(this.#memory, blocks * 4);
  }

  /** To be sent to the other thread, which gets copies. */
  workOf({ text, starts, ends }: FilePaths): SharedStatsWork {
    const count = this.#count;
    const paths = { text, starts: starts.slice(0, count), ends: ends.slice(0, count), count };
    return { memory: this.#memory, paths };
  }

  /** Makes the file's block the caller's. False when it is the other thread's. */
  take(index: number): boolean {
    return Atomics.compareExchange(this.#states, (index / BLOCK) | 0, FREE, TAKEN) === FREE;
  }

  /** The first file of the block behind the file's. */
  afterBlock(index: number): number {
    return (((index / BLOCK) | 0) + 1) * BLOCK;
  }

  /**
   * What the other thread has seen; times of inodes and their numbers are not among it, sizes and seconds are their lower 31 bits.
   * @returns false when it did not get to it, or failed.
   */
  at(index: number, seen: SeenStat): boolean {
    if (Atomics.load(this.#states, (index / BLOCK) | 0) !== DONE) return false;
    const columns = this.#columns;
    const count = this.#count;
    const mode = columns[index] as number;
    if (mode === FAILED) return false;
    seen.mode = mode;
    seen.size = columns[index + count] as number;
    seen.mtimeSeconds = columns[index + 2 * count] as number;
    seen.mtimeNanoseconds = columns[index + 3 * count] as number;
    return true;
  }

  /** The other thread's part: takes blocks from the end until it meets the first thread. */
  static fill(fs: FileSystem, { memory, paths }: SharedStatsWork): void {
    const { text, starts, ends, count } = paths;
    const stats = new SharedStats(count, memory);
    const seen = newSeenStat();
    for (let block = Math.ceil(count / BLOCK) - 1; block >= 0; block--) {
      const first = block * BLOCK;
      if (!stats.take(first)) return;
      for (let index = first; index < Math.min(count, first + BLOCK); index++)
        stats.#look(fs, text.slice(starts[index], ends[index]), index, seen);
      Atomics.store(stats.#states, block, DONE);
    }
  }

  #look(fs: FileSystem, path: ByteString, index: number, seen: SeenStat): void {
    const columns = this.#columns;
    const count = this.#count;
    try {
      if (!lookAt(fs, path, seen)) return;
      columns[index] = seen.mode;
      columns[index + count] = seen.size & LOW_31_BITS;
      columns[index + 2 * count] = seen.mtimeSeconds & LOW_31_BITS;
      columns[index + 3 * count] = seen.mtimeNanoseconds;
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      columns[index] = FAILED;
    }
  }
}
