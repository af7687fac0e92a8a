/**
 * What `lstat` says of many files, in memory that two threads share: one begins with the first block of files, the other
 * with the last, until they meet.
 *
 *     Int32: | state of each block | modes | sizes | seconds | nanoseconds |
 */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import type { FileStat, FileSystem } from './file-system.js';

/** The part of a {@link FileStat} that tells whether a file changed; sizes and seconds are their lower 31 bits. */
export type SeenStat = Pick<FileStat, 'kind' | 'size' | 'mode' | 'mtimeSeconds' | 'mtimeNanoseconds'>;

/** Files per block. */
const BLOCK = 256;
const FREE = 0;
const TAKEN = 1;
const DONE = 2;

/** In the place of modes. */
const NOTHING_THERE = 0;
const FAILED = -1;

const LOW_31_BITS = 0x7fffffff;
const TYPE = 0o170000;

/** What is sent to the thread that begins at the end. */
export interface SharedStatsWork {
  readonly count: number;
  readonly memory: SharedArrayBuffer;
  /** Of each block: its paths with NUL between them. */
  readonly paths: readonly ByteString[];
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

  /** To be sent to the other thread; O(paths). */
  workOf(paths: readonly ByteString[]): SharedStatsWork {
    const blocks: ByteString[] = [];
    for (let at = 0; at < this.#count; at += BLOCK) blocks.push(paths.slice(at, at + BLOCK).join('\0'));
    return { count: this.#count, memory: this.#memory, paths: blocks };
  }

  /** Makes the file's block the caller's. False when it is the other thread's. */
  take(index: number): boolean {
    return Atomics.compareExchange(this.#states, (index / BLOCK) | 0, FREE, TAKEN) === FREE;
  }

  /** The first file of the block behind the file's. */
  afterBlock(index: number): number {
    return (((index / BLOCK) | 0) + 1) * BLOCK;
  }

  /** What the other thread has seen; `unknown`: it did not get to it, or failed. */
  at(index: number): SeenStat | undefined | 'unknown' {
    if (Atomics.load(this.#states, (index / BLOCK) | 0) !== DONE) return 'unknown';
    const columns = this.#columns;
    const count = this.#count;
    const mode = columns[index] as number;
    if (mode === NOTHING_THERE) return undefined;
    if (mode === FAILED) return 'unknown';
    return {
      kind: kindOf(mode),
      mode,
      size: columns[index + count] as number,
      mtimeSeconds: columns[index + 2 * count] as number,
      mtimeNanoseconds: columns[index + 3 * count] as number,
    };
  }

  /** The other thread's part: takes blocks from the end until it meets the first thread. */
  static fill(fs: FileSystem, { count, memory, paths }: SharedStatsWork): void {
    const stats = new SharedStats(count, memory);
    for (let block = paths.length - 1; block >= 0; block--) {
      const first = block * BLOCK;
      if (!stats.take(first)) return;
      const names = (paths[block] as ByteString).split('\0');
      // Names with NUL in them: whoever asks for one is told the truth by the system.
      if (names.length !== Math.min(BLOCK, count - first)) continue;
      for (const [i, path] of names.entries()) stats.#look(fs, path, first + i);
      Atomics.store(stats.#states, block, DONE);
    }
  }

  #look(fs: FileSystem, path: ByteString, index: number): void {
    const columns = this.#columns;
    const count = this.#count;
    try {
      const stat = fs.stat(path, true);
      if (stat === undefined) return;
      columns[index] = stat.mode;
      columns[index + count] = stat.size & LOW_31_BITS;
      columns[index + 2 * count] = stat.mtimeSeconds & LOW_31_BITS;
      columns[index + 3 * count] = stat.mtimeNanoseconds;
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      columns[index] = FAILED;
    }
  }
}

function kindOf(mode: number): FileStat['kind'] {
  switch (mode & TYPE) {
    case 0o100000:
      return 'file';
    case 0o120000:
      return 'symlink';
    case 0o040000:
      return 'directory';
    default:
      return 'other';
  }
}
