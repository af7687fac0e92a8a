/** The file system as the core sees it: synchronous, positional, rooted. Adapters: `node/`, in-memory, fault-injecting. */
import type { ByteString } from '../bytes/index.js';

/** `read`: must exist. `write`: create or truncate. `update`: read and write, must exist. `append`: create, write at the
 * end. `exclusive`: create, fails with EEXIST when it exists. All but `read` may also read. */
export type OpenMode = 'read' | 'write' | 'update' | 'append' | 'exclusive';

export type FileKind = 'file' | 'directory' | 'symlink' | 'other';

export interface FileStat {
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  /** Permission bits and file type, as `st_mode`. */
  readonly mode: number;
  /** Whole seconds since the epoch, and the nanoseconds within the second. */
  readonly mtimeSeconds: number;
  readonly mtimeNanoseconds: number;
  readonly ctimeSeconds: number;
  readonly inode: number;
  readonly device: number;
  readonly links: number;
}

/** What tells whether something changed; numbers as in {@link FileStat}. Passes over many files fill one again and again. */
export interface SeenStat {
  /** 0: nothing was there. */
  mode: number;
  size: number;
  mtimeSeconds: number;
  mtimeNanoseconds: number;
  ctimeSeconds: number;
  inode: number;
}

export interface DirectoryEntry {
  readonly name: ByteString;
  readonly kind: FileKind;
}

/** What the file system can do; found out by trying where it is not known. */
export interface FileSystemFeatures {
  readonly symlinks: boolean;
  readonly executableBit: boolean;
  readonly caseSensitive: boolean;
  readonly hardLinks: boolean;
}

/** An open file. Every read and write names its position; nothing is buffered. */
export interface FileHandle {
  /** Reads up to `length` bytes at `position` into `target` at `offset`; returns how many were read (0 at the end). */
  readAt(target: Uint8Array, offset: number, length: number, position: number): number;
  /** Writes all bytes at `position`. */
  writeAt(bytes: Uint8Array, position: number): void;
  /** Current size in bytes. */
  size(): number;
  /** As {@link FileSystem.stat}, of the open file. */
  stat(): FileStat;
  truncate(size: number): void;
  /** Flushes to stable storage. */
  sync(): void;
  close(): void;
}

/**
 * A file system rooted at a directory. Paths are byte strings relative to the root with `/` between parts (the empty
 * path is the root). Every method throws {@link FileSystemError} with the operating system's errno name.
 */
export interface FileSystem {
  /** For messages only: where the root is. */
  readonly root: ByteString;
  readonly features: FileSystemFeatures;
  open(path: ByteString, mode: OpenMode): FileHandle;
  /** Follows symbolic links unless `noFollow`; undefined when nothing is there. */
  stat(path: ByteString, noFollow?: boolean): FileStat | undefined;
  /**
   * As {@link stat} without following links, into an object at hand: cheaper. Absent where it is not; `lookAt` does it for all.
   * @returns whether anything is there.
   */
  statInto?(path: ByteString, seen: SeenStat): boolean;
  /**
   * Without following links and with every nanosecond of the modification time, where {@link stat} rounds it for speed.
   * Absent where it does not.
   */
  preciseStat?(path: ByteString): FileStat | undefined;
  /**
   * Reads up to `length` bytes of a file into `target` at `offset`: cheaper than {@link open}. Absent where there is no such short way.
   * @param position in the file. @returns how many were read
   */
  readInto?(path: ByteString, target: Uint8Array, offset: number, length: number, position: number): number;
  /**
   * Creates a file with its content at once, cheaper than {@link open}; fails with EEXIST when anything is there, a link
   * included. A file that cannot be written whole is removed. Absent where there is no such short way.
   * @returns what {@link preciseStat} would.
   */
  createFile?(path: ByteString, content: Uint8Array, executable: boolean): FileStat;
  /** Names in a directory, unsorted, without `.` and `..`. */
  list(path: ByteString): ByteString[];
  /** As {@link list} with the kind of each entry (symbolic links are not followed). */
  listEntries(path: ByteString): DirectoryEntry[];
  /** Replaces `to` when it exists. */
  rename(from: ByteString, to: ByteString): void;
  /** Removes a file or symbolic link. */
  remove(path: ByteString): void;
  removeDirectory(path: ByteString): void;
  /** Creates one directory; `parents` creates those above it and accepts an existing one. */
  makeDirectory(path: ByteString, parents?: boolean): void;
  makeSymlink(target: ByteString, path: ByteString): void;
  readLink(path: ByteString): ByteString;
  hardLink(from: ByteString, to: ByteString): void;
  setExecutable(path: ByteString, executable: boolean): void;
  /** Permission bits as they are, whatever the umask; absent where there are none. */
  setMode?(path: ByteString, mode: number): void;
  setModifiedTime(path: ByteString, seconds: number): void;
  /** Flushes a directory, so that names created in it survive a loss of power; absent where that means nothing. */
  syncDirectory?(path: ByteString): void;
  /** The same file system seen from a directory below (or, with an absolute path, anywhere). */
  at(path: ByteString): FileSystem;
}
