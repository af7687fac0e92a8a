/** The dirstate of a working directory in memory: read from either format, changed, and written back. */
import { type ByteString, type NodeId, NULL_NODE } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { FileSystem } from '../platform/index.js';
import type { Transaction } from '../transaction/index.js';
import { DirstateFiles, type DirstateSnapshot, type V2File } from './dirstate-files.js';
import { entryOf } from './dirstate-v1.js';
import type { DirectoryTime } from './dirstate-v2.js';
import {
  ANYWHERE,
  flagsOfMode,
  HAS_MODE_AND_SIZE,
  HAS_MTIME,
  LOW_31_BITS,
  P1_TRACKED,
  P2_INFO,
  SECOND_AMBIGUOUS,
  SEEN,
  WDIR_TRACKED,
} from './entry-flags.js';
import type { EntryTable } from './entry-table.js';
import type { FileTime } from './file-time.js';
import { childDirectories, DirectoryCounts } from './tracked-directories.js';
import type { DirstateEntry, WorkingState } from './working-state.js';

/** How a file looked when its content was known to be that of the first parent. */
export interface SeenFile {
  /** `st_mode`. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  /** Undefined when a later change might not show: see `reliableTime`. */
  readonly time: FileTime | undefined;
}

export interface FileUpdate {
  /** In the working directory. */
  readonly tracked: boolean;
  /** In the first parent (the one that is or will be set). */
  readonly inParent1: boolean;
  /** A merge touched it: shown as modified until the commit. Default false. */
  readonly merged?: boolean;
  /** How it looks on disk when it has the first parent's content. Without it the next status compares contents. */
  readonly seen?: SeenFile | undefined;
}

export interface DirstateContent {
  readonly parents: readonly [NodeId, NodeId];
  readonly table: EntryTable;
  /** Present for format 2. */
  readonly v2?: V2File;
  readonly directoryTimes?: Map<ByteString, DirectoryTime>;
  readonly hasUntrackedFiles?: boolean;
}

/**
 * Change it under the working directory's lock, then {@link write} it or {@link writeWith} a transaction. Every change is O(1)
 * unless it says otherwise. Paths are relative to the root.
 */
export class Dirstate implements WorkingState {
  #parents: readonly [NodeId, NodeId];
  readonly #table: EntryTable;
  readonly #times: Map<ByteString, DirectoryTime>;
  #ignoreHash: string;
  readonly #files: DirstateFiles;
  /** Of tracked files; made when first asked for. */
  #directories: DirectoryCounts | undefined;
  #children: ReadonlyMap<ByteString, readonly ByteString[]> | undefined;
  #childrenOf = 0;
  /** Paths whose nodes differ from the tree on disk. */
  readonly #changed = new Set<ByteString>();
  #isChanged = false;
  readonly hasUntrackedFiles: boolean;

  constructor({ parents, table, v2, directoryTimes, hasUntrackedFiles }: DirstateContent) {
    this.#parents = parents;
    this.#table = table;
    this.#files = new DirstateFiles(v2);
    this.#ignoreHash = v2?.ignoreHash ?? NULL_NODE;
    this.#times = directoryTimes ?? new Map();
    this.hasUntrackedFiles = hasUntrackedFiles ?? false;
  }

  // Reading

  /** The null node twice in a new working directory. */
  get parents(): readonly [NodeId, NodeId] {
    return this.#parents;
  }
  /** Differs from what is on disk. */
  get isChanged(): boolean {
    return this.#isChanged;
  }
  get isVersion2(): boolean {
    return this.#files.isVersion2;
  }
  get size(): number {
    return this.#table.size;
  }
  /** The columns behind it, for passes over everything. */
  get table(): EntryTable {
    return this.#table;
  }
  has(path: ByteString): boolean {
    return this.#table.slot(path) !== undefined;
  }
  /** The bits of `entry-flags.ts`; 0 without entry. */
  flags(path: ByteString): number {
    const slot = this.#table.slot(path);
    return slot === undefined ? 0 : (this.#table.flags[slot] as number);
  }
  isTracked(path: ByteString): boolean {
    return (this.flags(path) & WDIR_TRACKED) !== 0;
  }
  /** How many tracked files' contents have to be looked at, as nothing is known of them. O(entries). */
  uncertainFiles(): number {
    const { flags, slotCount } = this.#table;
    let count = 0;
    for (let slot = 0; slot < slotCount; slot++) {
      const of = flags[slot] as number;
      if ((of & WDIR_TRACKED) !== 0 && (of & HAS_MTIME) === 0) count++;
    }
    return count;
  }
  /** Tracked, in none of the parents. */
  isAdded(path: ByteString): boolean {
    return (this.flags(path) & ANYWHERE) === WDIR_TRACKED;
  }
  /** Has an entry, and is not tracked. */
  isRemoved(path: ByteString): boolean {
    const flags = this.flags(path);
    return flags !== 0 && (flags & WDIR_TRACKED) === 0;
  }
  /** Tracked, and touched by the merge that is going on. */
  isMerged(path: ByteString): boolean {
    return (this.flags(path) & (WDIR_TRACKED | P2_INFO)) === (WDIR_TRACKED | P2_INFO);
  }
  entry(path: ByteString): DirstateEntry | undefined {
    return entryOf(this.#table, path);
  }
  paths(): readonly ByteString[] {
    return this.#table.sorted();
  }
  /** In byte order. O(entries). */
  trackedPaths(): readonly ByteString[] {
    return this.paths().filter((path) => this.isTracked(path));
  }
  /** From copy to source. */
  get copies(): ReadonlyMap<ByteString, ByteString> {
    return this.#table.copies;
  }
  /** True for directories with tracked files in or below them; the root is `''`. First call O(entries). */
  hasTrackedDirectory(directory: ByteString): boolean {
    if (this.#directories === undefined) {
      this.#directories = new DirectoryCounts();
      for (const path of this.paths()) if (this.isTracked(path)) this.#directories.count(path, 1);
    }
    return this.#directories.has(directory);
  }

  /** Names of the directories directly in one that have entries below; computed once per set of paths. */
  directoriesIn(directory: ByteString): readonly ByteString[] {
    const { revision } = this.#table;
    if (this.#children === undefined || this.#childrenOf !== revision) {
      this.#children = childDirectories(this.#table);
      this.#childrenOf = revision;
    }
    return this.#children.get(directory) ?? [];
  }

  // What status remembers of directories (format 2)

  /** Hash of the ignore patterns that {@link directoryTime}s were noted with; zeros for none. */
  get ignoreHash(): string {
    return this.#ignoreHash;
  }
  directoryTime(directory: ByteString): DirectoryTime | undefined {
    return this.#times.get(directory);
  }
  /** Other patterns: what is known of directories counts no more. */
  setIgnoreHash(hash: string): void {
    if (hash === this.#ignoreHash || !this.isVersion2) return;
    this.#ignoreHash = hash;
    for (const directory of this.#times.keys()) this.#changed.add(directory);
    this.#times.clear();
    this.#isChanged = true;
  }
  /** Every file and directory in it is tracked or ignored, as of `time`; undefined: not known. Nothing in format 1. */
  setDirectoryTime(directory: ByteString, time: DirectoryTime | undefined): void {
    if (!this.isVersion2 || directory === '') return;
    if (time === undefined) {
      if (!this.#times.delete(directory)) return;
    } else this.#times.set(directory, time);
    this.#touch(directory);
  }

  // Changing

  #touch(path: ByteString): void {
    this.#isChanged = true;
    this.#changed.add(path);
  }

  #setFlags(path: ByteString, flags: number): number {
    this.#touch(path);
    const table = this.#table;
    const before = this.flags(path);
    if ((before & WDIR_TRACKED) !== (flags & WDIR_TRACKED))
      this.#directories?.count(path, (flags & WDIR_TRACKED) !== 0 ? 1 : -1);
    if ((flags & ANYWHERE) !== 0) {
      const slot = table.add(path);
      table.flags[slot] = flags;
      return slot;
    }
    table.drop(path);
    // It may be an unknown file from now on, and its directory an unknown one.
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      this.setDirectoryTime(path.slice(0, at), undefined);
    return -1;
  }

  #setSeen(path: ByteString, flags: number, seen: SeenFile): void {
    const { mode, size, time } = seen;
    let all = (flags & ANYWHERE) | HAS_MODE_AND_SIZE | flagsOfMode(mode);
    if (time !== undefined) all |= HAS_MTIME | (time.secondAmbiguous ? SECOND_AMBIGUOUS : 0);
    const slot = this.#setFlags(path, all);
    const table = this.#table;
    table.modes[slot] = mode;
    table.sizes[slot] = size & LOW_31_BITS;
    table.seconds[slot] = time?.seconds ?? 0;
    table.nanoseconds[slot] = time?.nanoseconds ?? 0;
  }

  /**
   * As `hg add`, and for files that come back: @returns false when it was tracked already.
   * @throws HgError where a tracked directory is at the path, or a tracked file above it. First call O(entries)
   */
  setTracked(path: ByteString): boolean {
    const flags = this.flags(path);
    if ((flags & WDIR_TRACKED) === 0) this.#refuseClash(path);
    this.#setFlags(path, (flags | WDIR_TRACKED) & ~(HAS_MTIME | SECOND_AMBIGUOUS));
    return (flags & WDIR_TRACKED) === 0;
  }

  #refuseClash(path: ByteString): void {
    if (this.hasTrackedDirectory(path)) throw new HgError('abort', `directory '${path}' already in dirstate`);
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const above = path.slice(0, at);
      if (this.isTracked(above))
        throw new HgError('abort', `file '${above}' in dirstate clashes with '${path}'`);
    }
  }

  /** As `hg forget` and `hg remove`: @returns false when it was not tracked. */
  setUntracked(path: ByteString): boolean {
    const flags = this.flags(path);
    if ((flags & WDIR_TRACKED) === 0) return false;
    if ((flags & P2_INFO) === 0) this.#table.copies.delete(path);
    this.#setFlags(path, flags & (P1_TRACKED | P2_INFO));
    return true;
  }

  /** The next status compares its content. */
  setPossiblyDirty(path: ByteString): void {
    const flags = this.flags(path);
    if ((flags & HAS_MTIME) !== 0) this.#setFlags(path, flags & ~(HAS_MTIME | SECOND_AMBIGUOUS));
  }

  /** Its content is the first parent's, as status has found. */
  setClean(path: ByteString, seen: SeenFile): void {
    this.#setSeen(path, WDIR_TRACKED | P1_TRACKED, seen);
  }

  /** Sets everything that is known of a path and drops its copy source: after updates, merges and commits. */
  updateFile(path: ByteString, { tracked, inParent1, merged = false, seen }: FileUpdate): void {
    this.#table.copies.delete(path);
    const flags = (tracked ? WDIR_TRACKED : 0) | (inParent1 ? P1_TRACKED : 0) | (merged ? P2_INFO : 0);
    if (seen !== undefined && tracked && inParent1 && !merged) this.#setSeen(path, flags, seen);
    else if (flags !== 0 || this.has(path)) this.#setFlags(path, flags);
  }

  /** The first parent has (or lacks) the file from now on, and the working directory stays: after strips and rollbacks. */
  updateInParent1(path: ByteString, inParent1: boolean): void {
    const tracked = this.isTracked(path);
    this.updateFile(path, { tracked, inParent1 });
  }

  /** Notes where a file was copied from; undefined forgets it. The path needs an entry. */
  setCopy(path: ByteString, source: ByteString | undefined): void {
    if (source === path || this.#table.copies.get(path) === source) return;
    if (source === undefined) this.#table.copies.delete(path);
    else if (this.has(path)) this.#table.copies.set(path, source);
    this.#touch(path);
  }

  /**
   * Other parents. When a second one goes, what the merge has noted goes with it, O(entries).
   * @returns copies that it had noted and that are forgotten now: the caller sets again those that still make sense.
   */
  setParents(parent1: NodeId, parent2: NodeId = NULL_NODE): ReadonlyMap<ByteString, ByteString> {
    const endsMerge = this.#parents[1] !== NULL_NODE && parent2 === NULL_NODE;
    this.#parents = [parent1, parent2];
    this.#isChanged = true;
    const forgotten = new Map<ByteString, ByteString>();
    if (!endsMerge) return forgotten;
    const { flags } = this.#table;
    for (const path of this.paths()) {
      const before = flags[this.#table.slot(path) as number] as number;
      if ((before & P2_INFO) === 0) continue;
      const source = this.#table.copies.get(path);
      if (source !== undefined) {
        forgotten.set(path, source);
        this.#table.copies.delete(path);
      }
      this.#setFlags(path, before & ~(P2_INFO | SEEN));
    }
    return forgotten;
  }

  /**
   * Forgets everything and takes `files` for tracked, contents unknown (`debugrebuilddirstate`).
   * @param changed only these are reconsidered.
   */
  rebuild(parent: NodeId, files: Iterable<ByteString>, changed?: Iterable<ByteString>): void {
    const all = new Set(files);
    if (changed === undefined) {
      this.#table.clear();
      this.#directories = undefined;
      this.#times.clear();
      this.#changed.clear();
      this.#files.forgetTree();
    }
    this.setParents(parent);
    for (const path of changed ?? all)
      this.updateFile(path, { tracked: all.has(path), inParent1: all.has(path) });
  }

  // Writing

  /** Under the lock and outside of transactions: readers see the old state or the new one whole. @throws FileSystemError */
  write(hg: FileSystem, random: (bytes: number) => Uint8Array): void {
    if (!this.#isChanged) return;
    this.#files.write(hg, this.#snapshot(), random);
    this.#isOnDisk();
  }

  /**
   * As part of a transaction: written after everything that the parents refer to, undone with it. Changes that follow are
   * written, too. When the transaction is aborted this object no longer shows what is on disk: read it again.
   */
  writeWith(transaction: Transaction, hg: FileSystem, random: (bytes: number) => Uint8Array): void {
    if (!this.#isChanged) return;
    this.#files.writeWith(
      transaction,
      hg,
      random,
      () => this.#snapshot(),
      () => this.#isOnDisk(),
    );
  }

  #snapshot(): DirstateSnapshot {
    return {
      parents: this.#parents,
      table: this.#table,
      directoryTimes: this.#times,
      ignoreHash: this.#ignoreHash,
      changed: this.#changed,
    };
  }

  #isOnDisk(): void {
    this.#isChanged = false;
    this.#changed.clear();
  }
}
