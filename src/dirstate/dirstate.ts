/** The dirstate of a working directory in memory: read from either format, changed, and written back. */
import { type ByteString, concatBytes, hexOf, type NodeId, NULL_NODE } from '../bytes/index.js';
import { HgError, isNotFound } from '../errors/index.js';
import { type FileSystem, replaceFile } from '../platform/index.js';
import type { Transaction } from '../transaction/index.js';
import { encodeDirstateV1, entryOf } from './dirstate-v1.js';
import type { DirectoryTime } from './dirstate-v2.js';
import { EMPTY_DOCKET, encodeDocket } from './docket-v2.js';
import { encodeTree, NO_BASE, type V2Base } from './encode-v2.js';
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

/** On disk in format 2. */
export interface V2File extends V2Base {
  readonly id: ByteString;
  readonly ignoreHash: string;
}

export interface DirstateContent {
  readonly parents: readonly [NodeId, NodeId];
  readonly table: EntryTable;
  /** Present for format 2. */
  readonly v2?: V2File;
  readonly directoryTimes?: Map<ByteString, DirectoryTime>;
  readonly hasUntrackedFiles?: boolean;
}

/** Of a data file; more unused bytes than this part, and it is written anew. */
const MOST_UNUSED = 0.5;

/**
 * Change it under the working directory's lock, then {@link write} it or {@link writeWith} a transaction. Every change is O(1)
 * unless it says otherwise. Paths are relative to the root.
 */
export class Dirstate implements WorkingState {
  #parents: readonly [NodeId, NodeId];
  readonly #table: EntryTable;
  readonly #times: Map<ByteString, DirectoryTime>;
  #ignoreHash: string;
  /** The tree on disk; undefined in format 1. */
  #v2: V2File | undefined;
  readonly #version2: boolean;
  /** The directories of tracked files, with how many there are directly and below; made when first asked for. */
  #directories: Map<ByteString, number> | undefined;
  #children: ReadonlyMap<ByteString, readonly ByteString[]> | undefined;
  #childrenOf: readonly ByteString[] | undefined;
  /** Paths whose nodes differ from the tree on disk. */
  readonly #changed = new Set<ByteString>();
  #isChanged = false;
  readonly hasUntrackedFiles: boolean;

  constructor({ parents, table, v2, directoryTimes, hasUntrackedFiles }: DirstateContent) {
    this.#parents = parents;
    this.#table = table;
    this.#v2 = v2;
    this.#version2 = v2 !== undefined;
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
    return this.#version2;
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
      this.#directories = new Map();
      for (const path of this.paths()) if (this.isTracked(path)) this.#countDirectories(path, 1);
    }
    return this.#directories.has(directory);
  }

  /** Names of the directories directly in one that have entries below; computed once per set of paths. */
  directoriesIn(directory: ByteString): readonly ByteString[] {
    const paths = this.paths();
    if (this.#children === undefined || this.#childrenOf !== paths) {
      this.#children = childDirectories(paths);
      this.#childrenOf = paths;
    }
    return this.#children.get(directory) ?? [];
  }

  #countDirectories(path: ByteString, by: 1 | -1): void {
    const counts = this.#directories;
    if (counts === undefined) return;
    for (let at = path.lastIndexOf('/'); ; at = path.lastIndexOf('/', at - 1)) {
      const directory = at < 0 ? '' : path.slice(0, at);
      const count = (counts.get(directory) ?? 0) + by;
      if (count > 0) counts.set(directory, count);
      else counts.delete(directory);
      if (at <= 0) break;
    }
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
    if (hash === this.#ignoreHash || !this.#version2) return;
    this.#ignoreHash = hash;
    for (const directory of this.#times.keys()) this.#changed.add(directory);
    this.#times.clear();
    this.#isChanged = true;
  }
  /** Every file and directory in it is tracked or ignored, as of `time`; undefined: not known. Nothing in format 1. */
  setDirectoryTime(directory: ByteString, time: DirectoryTime | undefined): void {
    if (!this.#version2 || directory === '') return;
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
      this.#countDirectories(path, (flags & WDIR_TRACKED) !== 0 ? 1 : -1);
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
      if (this.#v2 !== undefined) this.#v2 = { ...this.#v2, ...NO_BASE, id: '' };
    }
    this.setParents(parent);
    for (const path of changed ?? all)
      this.updateFile(path, { tracked: all.has(path), inParent1: all.has(path) });
  }

  // Writing

  /** Under the lock and outside of transactions: readers see the old state or the new one whole. @throws FileSystemError */
  write(hg: FileSystem, random: (bytes: number) => Uint8Array): void {
    if (!this.#isChanged) return;
    if (!this.#version2) {
      replaceFile(hg, 'dirstate', encodeDirstateV1({ parents: this.#parents, table: this.#table }));
      this.#isOnDisk(undefined);
      return;
    }
    const before = this.#v2 as V2File;
    const after = this.#writeTree(hg, hexOf(random(4)));
    replaceFile(hg, 'dirstate', this.#docket(after));
    this.#isOnDisk(after);
    if (before.id !== '' && before.id !== after.id) removeIfThere(hg, `dirstate.${before.id}`);
  }

  /**
   * As part of a transaction: written after everything that the parents refer to, undone with it. Changes that follow are
   * written, too. When the transaction is aborted this object no longer shows what is on disk: read it again.
   */
  writeWith(transaction: Transaction, hg: FileSystem, random: (bytes: number) => Uint8Array): void {
    if (!this.#isChanged) return;
    const newId = hexOf(random(4));
    const before = this.#v2;
    let written: V2File | undefined;
    transaction.addFileGenerator('dirstate', {
      files: ['dirstate'],
      location: 'plain',
      order: 'post-finalize',
      generate: () => {
        if (before === undefined) return [encodeDirstateV1({ parents: this.#parents, table: this.#table })];
        // A new file goes when the transaction is undone; what was appended to an old one does not count then.
        if (!this.#appends) transaction.addBackup(`dirstate.${newId}`, { location: 'plain' });
        written = this.#writeTree(hg, newId);
        return [this.#docket(written)];
      },
    });
    transaction.addPostClose('dirstate', () => {
      this.#isOnDisk(written);
      if (before !== undefined && before.id !== '' && written !== undefined && before.id !== written.id)
        removeIfThere(hg, `dirstate.${before.id}`);
    });
  }

  #isOnDisk(file: V2File | undefined): void {
    this.#v2 = file;
    this.#isChanged = false;
    this.#changed.clear();
  }

  /** Most of the data file is still of use: only what differs is written, behind it. */
  get #appends(): boolean {
    const base = this.#v2;
    return base !== undefined && base.id !== '' && base.unusedBytes <= base.data.length * MOST_UNUSED;
  }

  /** Writes what the tree on disk lacks, or a new one; nothing refers to it yet. */
  #writeTree(hg: FileSystem, newId: ByteString): V2File {
    const appends = this.#appends;
    const base = appends ? (this.#v2 as V2File) : NO_BASE;
    const id = appends ? (this.#v2 as V2File).id : newId;
    const changed = appends ? [...this.#changed].sort() : this.#everything();
    const { bytes, rootStart, rootCount, unusedBytes } = encodeTree(this.#table, this.#times, changed, base);
    const data = concatBytes([base.data, bytes]);
    if (bytes.length > 0) {
      const handle = hg.open(`dirstate.${id}`, appends ? 'update' : 'write');
      try {
        handle.writeAt(bytes, base.data.length);
      } finally {
        handle.close();
      }
    }
    return { id, data, rootStart, rootCount, unusedBytes, ignoreHash: this.#ignoreHash };
  }

  #everything(): readonly ByteString[] {
    const paths = [...this.paths()];
    for (const directory of this.#times.keys()) if (!this.has(directory)) paths.push(directory);
    return this.#times.size === 0 ? paths : paths.sort();
  }

  #docket(file: V2File): Uint8Array {
    const { rootStart, rootCount, unusedBytes, id, data } = file;
    return encodeDocket({
      ...EMPTY_DOCKET,
      parents: this.#parents,
      rootStart,
      rootCount,
      entries: this.#table.size,
      copies: this.#table.copies.size,
      unusedBytes,
      ignoreHash: this.#ignoreHash,
      dataSize: data.length,
      id,
    });
  }
}

function childDirectories(paths: readonly ByteString[]): ReadonlyMap<ByteString, readonly ByteString[]> {
  const children = new Map<ByteString, ByteString[]>();
  const seen = new Set<ByteString>();
  for (const path of paths)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const directory = path.slice(0, at);
      if (seen.has(directory)) break;
      seen.add(directory);
      const slash = directory.lastIndexOf('/');
      const above = slash < 0 ? '' : directory.slice(0, slash);
      const list = children.get(above);
      if (list === undefined) children.set(above, [directory.slice(slash + 1)]);
      else list.push(directory.slice(slash + 1));
    }
  return children;
}

function removeIfThere(hg: FileSystem, path: ByteString): void {
  try {
    hg.remove(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
