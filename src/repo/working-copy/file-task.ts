/** What one thread does of a large number of files: write versions into the working directory, or compare it with them. */
import { type ByteString, bytesOf, equalBytes, NULL_REV } from '../../bytes/index.js';
import { FileSystemError, HgError, isNotFound } from '../../errors/index.js';
import type { FileFlags } from '../../manifest/index.js';
import {
  type FileStat,
  type FileSystem,
  type Platform,
  preciseStat,
  readFile,
  readInto,
  type ThreadChannel,
} from '../../platform/index.js';
import { type Filelog, FileVersions, openStore } from '../../store/index.js';
import type { ContentFilters } from './content-filters.js';
import { flagsOfStat } from './file-flags.js';

/** What a thread opens for itself: absolute paths. */
export interface CrewStart {
  readonly workPath: ByteString;
  readonly hgPath: ByteString;
}

export interface CrewPlace {
  readonly workFs: FileSystem;
  readonly versions: FileVersions;
  /** Never present where threads take part. */
  readonly filters?: ContentFilters | undefined;
}

/** Versions of files, in byte order of their paths. Few and long strings: they travel between threads. */
export interface FileTask {
  readonly kind: 'write' | 'compare';
  /** With a line feed behind each. */
  readonly paths: ByteString;
  /** 40 digits each. */
  readonly nodes: string;
  /** One char each: `x`, `l`, or a blank. */
  readonly flags: string;
  /** For `write`, one char each: `+` where something may be there, which is removed first; else a blank. */
  readonly existing: string;
}

export class FileTaskBuilder {
  readonly #kind: FileTask['kind'];
  #paths = '';
  #nodes = '';
  #flags = '';
  #existing = '';

  constructor(kind: FileTask['kind']) {
    this.#kind = kind;
  }

  /** @returns false for a path that cannot be a part of a task. */
  add(path: ByteString, node: string, flags: FileFlags, exists = false): boolean {
    if (path.includes('\n')) return false;
    this.#paths += `${path}\n`;
    this.#nodes += node;
    this.#flags += flags === '' ? ' ' : flags;
    this.#existing += exists ? '+' : ' ';
    return true;
  }

  build(): FileTask {
    return {
      kind: this.#kind,
      paths: this.#paths,
      nodes: this.#nodes,
      flags: this.#flags,
      existing: this.#existing,
    };
  }
}

/** In shared memory when there are several threads. */
export interface FileTaskDone {
  /** The first file that nobody has taken; and not 0 when no more are to be taken. */
  readonly next: Int32Array;
  /** One of the constants below for each file. */
  readonly states: Uint8Array;
  /** Mode, size, seconds and nanoseconds of the modification of each file that was written or found clean. */
  readonly stats: Float64Array;
}

/** Nobody has done it, or somebody could not. */
export const UNDONE = 0;
export const WRITTEN = 1;
export const CLEAN = 2;
export const MODIFIED = 3;
export const DELETED = 4;

/** Files taken at once: neighbours lie together, here and in the store. */
const PORTION = 16;

/** The job of a thread: one task after the other. */
export function runFileCrewThread(platform: Platform, start: CrewStart, channel: ThreadChannel): void {
  const place: CrewPlace = {
    workFs: platform.openFileSystem(start.workPath),
    versions: new FileVersions(platform, openStore(platform, platform.openFileSystem(start.hgPath))),
  };
  for (;;) {
    const { task, done } = channel.receive() as { readonly task: FileTask; readonly done: FileTaskDone };
    runFileTask(place, task, done);
    channel.post('done');
  }
}

/** Takes files until none is left, or one cannot be done. */
export function runFileTask(
  place: CrewPlace,
  task: FileTask,
  done: FileTaskDone,
  progress?: (files: number) => void,
): void {
  const { next, states } = done;
  const paths = task.paths.split('\n');
  const act = task.kind === 'write' ? writeVersion : compareVersion;
  for (;;) {
    const first = Atomics.add(next, 0, PORTION);
    if (first >= states.length || Atomics.load(next, 1) !== 0) return;
    progress?.(first);
    for (let i = first; i < Math.min(first + PORTION, states.length); i++) {
      try {
        states[i] = act(place, task, paths[i] as ByteString, i, done.stats);
      } catch (error) {
        if (!(error instanceof HgError)) throw error;
      }
      if (states[i] !== UNDONE) continue;
      Atomics.store(next, 1, 1);
      return;
    }
  }
}

function noteStat(stats: Float64Array, i: number, stat: FileStat): void {
  stats[i * 4] = stat.mode;
  stats[i * 4 + 1] = stat.size;
  stats[i * 4 + 2] = stat.mtimeSeconds;
  stats[i * 4 + 3] = stat.mtimeNanoseconds;
}

export type TaskStat = Pick<FileStat, 'mode' | 'size' | 'mtimeSeconds' | 'mtimeNanoseconds'>;

/** How a file looked that was written or found clean. */
export function statOf({ stats }: FileTaskDone, i: number): TaskStat {
  return {
    mode: stats[i * 4] as number,
    size: stats[i * 4 + 1] as number,
    mtimeSeconds: stats[i * 4 + 2] as number,
    mtimeNanoseconds: stats[i * 4 + 3] as number,
  };
}

function nodeAt(task: FileTask, i: number): string {
  return task.nodes.slice(i * 40, i * 40 + 40);
}

function writeVersion(
  { workFs, versions }: CrewPlace,
  task: FileTask,
  path: ByteString,
  i: number,
  stats: Float64Array,
): number {
  if (workFs.createFile === undefined) return UNDONE;
  versions.load(path, nodeAt(task, i));
  if (task.existing[i] === '+') {
    try {
      workFs.remove(path);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  const executable = task.flags[i] === 'x' && workFs.features.executableBit;
  const content = versions.bytes.subarray(versions.start, versions.end);
  noteStat(stats, i, workFs.createFile(path, content, executable));
  return WRITTEN;
}

function compareVersion(
  place: CrewPlace,
  task: FileTask,
  path: ByteString,
  i: number,
  stats: Float64Array,
): number {
  const flags = task.flags[i] === ' ' ? '' : (task.flags[i] as FileFlags);
  return compareWithVersion(place, path, nodeAt(task, i), flags, (stat) => noteStat(stats, i, stat));
}

/**
 * Flags that a commit of the file would record: what the file system cannot show is taken from where the file comes from.
 * @param known of the version that it came from.
 */
export function flagsInWorkingCopy(fs: FileSystem, stat: FileStat, known: FileFlags): FileFlags {
  const { symlinks, executableBit } = fs.features;
  const flags = flagsOfStat(stat);
  if (flags === 'l') return 'l';
  // A link is a plain file with its target in it there.
  if (!symlinks && known === 'l') return 'l';
  return executableBit ? flags : known === 'x' ? 'x' : '';
}

/**
 * Whether a file is a version: {@link CLEAN}, {@link MODIFIED}, or {@link DELETED} when it is not there or cannot be read.
 * @param seen told how a clean file looked before its content was read.
 * @throws CorruptionError, LookupError
 */
export function compareWithVersion(
  { workFs, versions, filters }: CrewPlace,
  path: ByteString,
  node: string,
  flags: FileFlags,
  seen: (stat: FileStat) => void,
): number {
  try {
    const stat = preciseStat(workFs, path);
    if (stat?.kind !== 'file' && stat?.kind !== 'symlink') return DELETED;
    if (flagsInWorkingCopy(workFs, stat, flags) !== flags) return MODIFIED;
    if (filters === undefined && versions.find(path, node)) {
      const state = compareWithFound(workFs, versions, path, node, stat);
      if (state === CLEAN) seen(stat);
      if (state !== UNDONE) return state;
    }
    const file = versions.open(path);
    const rev = file.index.rev(node);
    if (stat.kind === 'file' && filters === undefined && !mayHaveSize(file, rev, stat.size)) return MODIFIED;
    const content =
      stat.kind === 'symlink' ? bytesOf(workFs.readLink(path)) : readBySize(workFs, path, stat.size);
    if (!file.equals(rev, filters?.encode(path, content) ?? content)) return MODIFIED;
    seen(stat);
    return CLEAN;
  } catch (error) {
    // Gone in between, or not to be read: hg shows both as missing.
    if (error instanceof FileSystemError) return DELETED;
    throw error;
  }
}

/** Whether a version may have content of `size` bytes; from the index alone, without what metadata takes. */
function mayHaveSize(file: Filelog, rev: number, size: number): boolean {
  if (file.isCensored(rev)) return size === 0;
  return mayBeExcess(file.revlog.rawSize(rev) - size, file.revlog.parent1(rev) !== NULL_REV);
}

/** Only versions without first parent have metadata; otherwise the mark in front of texts that begin like it. */
function mayBeExcess(bytes: number, hasParent: boolean): boolean {
  return bytes === 0 || bytes === 4 || (bytes > 0 && !hasParent);
}

/** Compares a file or link with the version found. {@link UNDONE} when it has another size meanwhile. @throws as compareWithVersion */
function compareWithFound(
  fs: FileSystem,
  versions: FileVersions,
  path: ByteString,
  node: string,
  { kind, size }: FileStat,
): number {
  const { bytes, start, textLength } = versions;
  const excess = textLength - size;
  if (kind === 'symlink') {
    // The size of a link may be another one than that of its target's name (encrypting file systems).
    if (excess !== 0) return UNDONE;
  } else if (!mayBeExcess(excess, versions.hasParent)) return MODIFIED;
  if (excess !== 0) {
    const content = readBySize(fs, path, size);
    versions.load(path, node);
    return equalBytes(content, versions.bytes.subarray(versions.start, versions.end)) ? CLEAN : MODIFIED;
  }
  if (kind === 'symlink') {
    const target = bytesOf(fs.readLink(path));
    if (target.length !== size) return UNDONE;
    bytes.set(target, start);
  } else if (readInto(fs, path, bytes, start, size + 1) !== size) return UNDONE;
  // What begins like metadata is stored behind some.
  if (bytes[start] === 1 && bytes[start + 1] === 0x0a) return UNDONE;
  return versions.isText(node, size) ? CLEAN : MODIFIED;
}

/** Bytes of the longest file whose room is kept. */
const MOST_KEPT = 4 << 20;
let room = new Uint8Array(1 << 16);

/** As `readFile`, without asking for the size. Valid until the next call. @throws FileSystemError */
function readBySize(fs: FileSystem, path: ByteString, size: number): Uint8Array {
  if (size >= MOST_KEPT) return readFile(fs, path);
  if (size >= room.length) room = new Uint8Array(Math.max(size + 1, room.length * 2));
  const handle = fs.open(path, 'read');
  try {
    if (handle.readAt(room, 0, size + 1, 0) === size) return room.subarray(0, size);
  } finally {
    handle.close();
  }
  // It is being changed.
  return readFile(fs, path);
}
