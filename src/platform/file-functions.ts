/** Whole-file operations, written once over {@link FileSystem}. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { FileSystemError, isNotFound } from '../errors/index.js';
import type { FileHandle, FileStat, FileSystem, SeenStat } from './file-system.js';

/** Fills `target` from `position`; returns how many bytes there were (less than its length at the end of the file). */
export function readFully(handle: FileHandle, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const count = handle.readAt(target, done, target.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/**
 * Reads `length` bytes of a file into `target` at `offset`.
 * @returns how many were read: less than `length` when there are no more. @throws FileSystemError
 */
export function readInto(
  fs: FileSystem,
  path: ByteString,
  target: Uint8Array,
  offset: number,
  length: number,
  position = 0,
): number {
  if (fs.readInto !== undefined) return fs.readInto(path, target, offset, length, position);
  const handle = fs.open(path, 'read');
  try {
    return readFully(handle, target.subarray(offset, offset + length), position);
  } finally {
    handle.close();
  }
}

/** The whole content of a file. Throws FileSystemError. */
export function readFile(fs: FileSystem, path: ByteString): Uint8Array {
  const handle = fs.open(path, 'read');
  try {
    let bytes = new Uint8Array(handle.size());
    let length = readFully(handle, bytes, 0);
    // Special files report size 0, and a file may grow while it is read.
    for (const more = new Uint8Array(4096); ; ) {
      const count = handle.readAt(more, 0, more.length, length);
      if (count === 0) break;
      const grown = new Uint8Array(Math.max(bytes.length * 2, length + count));
      grown.set(bytes.subarray(0, length));
      grown.set(more.subarray(0, count), length);
      bytes = grown;
      length += count;
    }
    return length === bytes.length ? bytes : bytes.subarray(0, length);
  } finally {
    handle.close();
  }
}

export function newSeenStat(): SeenStat {
  return { mode: 0, size: 0, mtimeSeconds: 0, mtimeNanoseconds: 0, ctimeSeconds: 0, inode: 0 };
}

/** What is at a path, without following links. @returns false when nothing is. @throws FileSystemError */
export function lookAt(fs: FileSystem, path: ByteString, seen: SeenStat): boolean {
  if (fs.statInto !== undefined) return fs.statInto(path, seen);
  const stat = fs.stat(path, true);
  seen.mode = 0;
  if (stat === undefined) return false;
  seen.mode = stat.mode;
  seen.size = stat.size;
  seen.mtimeSeconds = stat.mtimeSeconds;
  seen.mtimeNanoseconds = stat.mtimeNanoseconds;
  seen.ctimeSeconds = stat.ctimeSeconds;
  seen.inode = stat.inode;
  return true;
}

/** The content, or undefined when there is no such file; every other error is thrown. */
export function tryReadFile(fs: FileSystem, path: ByteString): Uint8Array | undefined {
  try {
    return readFile(fs, path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** As {@link tryReadFile}, as a byte string. */
export function tryReadText(fs: FileSystem, path: ByteString): ByteString | undefined {
  const bytes = tryReadFile(fs, path);
  return bytes === undefined ? undefined : byteStringOf(bytes);
}

/** Creates or overwrites a file. */
export function writeFile(fs: FileSystem, path: ByteString, bytes: Uint8Array): void {
  const handle = fs.open(path, 'write');
  try {
    handle.writeAt(bytes, 0);
  } finally {
    handle.close();
  }
}

/** Writes beside the target and renames into place, so that readers see the old content or the new, never a part. */
export function replaceFile(
  fs: FileSystem,
  path: ByteString,
  bytes: Uint8Array,
  options: { sync?: boolean } = {},
): void {
  const temporary = `${path}.qs-tmp`;
  const handle = fs.open(temporary, 'write');
  try {
    handle.writeAt(bytes, 0);
    if (options.sync) handle.sync();
  } finally {
    handle.close();
  }
  renameOver(fs, temporary, path);
}

/**
 * Renames, and sees to it that programs which stay open (`hg serve`, its command server) notice the new content. They compare size,
 * inode and times in whole seconds; of two replacements within one second the second may get the inode that the first has
 * freed. As hg does, the modification time is moved one second past the old one then.
 */
export function renameOver(fs: FileSystem, from: ByteString, to: ByteString): void {
  const before = fs.stat(to, true);
  fs.rename(from, to);
  if (before === undefined || fs.stat(to, true)?.ctimeSeconds !== before.ctimeSeconds) return;
  try {
    fs.setModifiedTime(to, (before.mtimeSeconds + 1) & 0x7fffffff);
  } catch (error) {
    // The content is there, whatever its time.
    if (!(error instanceof FileSystemError)) throw error;
  }
}

/**
 * Opens an existing file to be changed in place. One that has other names (clones share files by hard links) is replaced by a
 * copy of its own first: what is written must not show under those.
 */
export function openOwn(fs: FileSystem, path: ByteString, mode: 'update' | 'append'): FileHandle {
  const handle = fs.open(path, mode);
  try {
    if (handle.stat().links <= 1) return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
  handle.close();
  replaceFile(fs, path, readFile(fs, path));
  return fs.open(path, mode);
}

/** What is at a path itself, with the exact modification time; undefined when nothing is there. */
export function preciseStat(fs: FileSystem, path: ByteString): FileStat | undefined {
  return fs.preciseStat === undefined ? fs.stat(path, true) : fs.preciseStat(path);
}
