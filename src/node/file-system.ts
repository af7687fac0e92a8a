/** {@link FileSystem} over Node's synchronous `fs`. */
import * as fs from 'node:fs';
import type { ByteString } from '../bytes/index.js';
import { FileSystemError, HgError } from '../errors/index.js';
import type {
  DirectoryEntry,
  FileHandle,
  FileKind,
  FileStat,
  FileSystem,
  FileSystemFeatures,
  OpenMode,
  SeenStat,
} from '../platform/index.js';

const { constants } = fs;

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
  update: constants.O_RDWR,
  append: constants.O_RDWR | constants.O_CREAT,
  exclusive: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

const POSIX = process.platform !== 'win32';
const FEATURES: FileSystemFeatures = {
  symlinks: POSIX,
  executableBit: POSIX,
  caseSensitive: process.platform === 'linux',
  hardLinks: true,
};

const NOT_ASCII = /[^\x00-\x7f]/;
const SLASH = 0x2f;
const NONE_IS_FINE = { throwIfNoEntry: false } as const;

/** What Node takes as a path: a string when all bytes are ASCII (cheaper), otherwise the bytes. */
export function nativePath(path: ByteString): string | Buffer {
  return NOT_ASCII.test(path) ? Buffer.from(path, 'latin1') : path;
}

/** Text of an errno as the C library prints it, for hg's messages. */
const STRERROR: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  ENOTEMPTY: 'Directory not empty',
  EINVAL: 'Invalid argument',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  EMFILE: 'Too many open files',
  EXDEV: 'Invalid cross-device link',
  EIO: 'Input/output error',
  EBUSY: 'Device or resource busy',
  EDQUOT: 'Disk quota exceeded',
  EFBIG: 'File too large',
};

function translate(error: unknown, path: ByteString): unknown {
  if (error instanceof HgError) return error;
  const errno = (error as NodeJS.ErrnoException).code;
  // Node checks arguments itself (`ERR_...`); the only bad one that data can cause is a zero byte in a path.
  if (errno === undefined || errno.startsWith('ERR_')) {
    if (!(error instanceof Error) || !path.includes('\0')) return error;
    return new FileSystemError('EINVAL', path, 'embedded null byte', { cause: error });
  }
  return new FileSystemError(errno, path, STRERROR[errno] ?? errno, { cause: error });
}

function kindOfMode(mode: number): FileKind {
  const type = mode & constants.S_IFMT;
  if (type === constants.S_IFREG) return 'file';
  if (type === constants.S_IFDIR) return 'directory';
  return type === constants.S_IFLNK ? 'symlink' : 'other';
}

function kindOfEntry(entry: fs.Dirent): FileKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

function statOf(stats: fs.Stats): FileStat {
  // mtimeMs is a double: whole seconds are exact, the fraction good to about 200 ns. Callers that need every nanosecond
  // (dirstate) ask `preciseStat`.
  const seconds = Math.floor(stats.mtimeMs / 1000);
  return {
    kind: kindOfMode(stats.mode),
    size: stats.size,
    mode: stats.mode,
    mtimeSeconds: seconds,
    mtimeNanoseconds: Math.round((stats.mtimeMs - seconds * 1000) * 1e6),
    ctimeSeconds: Math.floor(stats.ctimeMs / 1000),
    inode: stats.ino,
    device: stats.dev,
    links: stats.nlink,
  };
}

function preciseStatOf(stats: fs.BigIntStats): FileStat {
  const mode = Number(stats.mode);
  return {
    kind: kindOfMode(mode),
    size: Number(stats.size),
    mode,
    mtimeSeconds: Number(stats.mtimeNs / 1_000_000_000n),
    mtimeNanoseconds: Number(stats.mtimeNs % 1_000_000_000n),
    ctimeSeconds: Number(stats.ctimeNs / 1_000_000_000n),
    inode: Number(stats.ino),
    device: Number(stats.dev),
    links: Number(stats.nlink),
  };
}

class NodeFileHandle implements FileHandle {
  readonly #fd: number;
  readonly #path: ByteString;
  #open = true;
  constructor(fd: number, path: ByteString) {
    this.#fd = fd;
    this.#path = path;
  }
  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw translate(error, this.#path);
    }
  }
  readAt(target: Uint8Array, offset: number, length: number, position: number): number {
    return this.#attempt(() => fs.readSync(this.#fd, target, offset, length, position));
  }
  writeAt(bytes: Uint8Array, position: number): void {
    this.#attempt(() => {
      for (let done = 0; done < bytes.length; )
        done += fs.writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
    });
  }
  size(): number {
    return this.#attempt(() => {
      const stats = fs.fstatSync(this.#fd);
      // O_RDONLY opens directories, and only reading says so.
      if (stats.isDirectory()) throw new FileSystemError('EISDIR', this.#path, STRERROR.EISDIR as string);
      return stats.size;
    });
  }
  stat(): FileStat {
    return this.#attempt(() => statOf(fs.fstatSync(this.#fd)));
  }
  truncate(size: number): void {
    this.#attempt(() => fs.ftruncateSync(this.#fd, size));
  }
  sync(): void {
    this.#attempt(() => fs.fsyncSync(this.#fd));
  }
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#attempt(() => fs.closeSync(this.#fd));
  }
}

export class NodeFileSystem implements FileSystem {
  readonly root: ByteString;
  readonly #prefix: ByteString;
  readonly #isAscii: boolean;

  constructor(root: ByteString) {
    this.root = root;
    this.#prefix = root.endsWith('/') ? root : `${root}/`;
    this.#isAscii = !NOT_ASCII.test(root);
  }

  get features(): FileSystemFeatures {
    return FEATURES;
  }

  #native(path: ByteString): string | Buffer {
    return nativePath(path === '' ? this.root : path.startsWith('/') ? path : this.#prefix + path);
  }

  #attempt<T>(path: ByteString, action: (native: string | Buffer) => T): T {
    try {
      return action(this.#native(path));
    } catch (error) {
      throw translate(error, path);
    }
  }

  open(path: ByteString, mode: OpenMode): FileHandle {
    return this.#attempt(path, (native) => {
      return new NodeFileHandle(fs.openSync(native, FLAGS[mode], 0o666), path);
    });
  }
  stat(path: ByteString, noFollow = false): FileStat | undefined {
    try {
      const native = this.#native(path);
      const stats = noFollow ? fs.lstatSync(native, NONE_IS_FINE) : fs.statSync(native, NONE_IS_FINE);
      return stats === undefined ? undefined : statOf(stats);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
      throw translate(error, path);
    }
  }
  statInto(path: ByteString, seen: SeenStat): boolean {
    seen.mode = 0;
    try {
      const isRelative = path !== '' && path.charCodeAt(0) !== SLASH && !NOT_ASCII.test(path);
      const native = isRelative && this.#isAscii ? this.#prefix + path : this.#native(path);
      const stats = fs.lstatSync(native, NONE_IS_FINE);
      if (stats === undefined) return false;
      const seconds = Math.floor(stats.mtimeMs / 1000);
      seen.mode = stats.mode;
      seen.size = stats.size;
      seen.mtimeSeconds = seconds;
      // See `statOf`.
      seen.mtimeNanoseconds = Math.round((stats.mtimeMs - seconds * 1000) * 1e6);
      seen.ctimeSeconds = Math.floor(stats.ctimeMs / 1000);
      seen.inode = stats.ino;
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
      throw translate(error, path);
    }
  }
  preciseStat(path: ByteString): FileStat | undefined {
    try {
      const stats = fs.lstatSync(this.#native(path), { throwIfNoEntry: false, bigint: true });
      return stats === undefined ? undefined : preciseStatOf(stats);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
      throw translate(error, path);
    }
  }
  readInto(path: ByteString, target: Uint8Array, offset: number, length: number, position: number): number {
    let fd = -1;
    try {
      fd = fs.openSync(this.#native(path), constants.O_RDONLY);
      return fs.readSync(fd, target, offset, length, position);
    } catch (error) {
      throw translate(error, path);
    } finally {
      if (fd >= 0) fs.closeSync(fd);
    }
  }
  createFile(path: ByteString, content: Uint8Array, executable: boolean): FileStat {
    return this.#attempt(path, (native) => {
      const fd = fs.openSync(native, FLAGS.exclusive, executable ? 0o777 : 0o666);
      let done = false;
      try {
        for (let at = 0; at < content.length; ) at += fs.writeSync(fd, content, at, content.length - at);
        const stat = preciseStatOf(fs.fstatSync(fd, { bigint: true }));
        done = true;
        return stat;
      } finally {
        fs.closeSync(fd);
        if (!done) fs.unlinkSync(native);
      }
    });
  }
  list(path: ByteString): ByteString[] {
    return this.#attempt(path, (native) => fs.readdirSync(native, 'latin1') as ByteString[]);
  }
  listEntries(path: ByteString): DirectoryEntry[] {
    return this.#attempt(path, (native) => {
      const encoding = 'latin1' as BufferEncoding;
      const found = fs.readdirSync(native, { withFileTypes: true, encoding });
      return found.map((entry) => ({ name: entry.name, kind: kindOfEntry(entry) }));
    });
  }
  rename(from: ByteString, to: ByteString): void {
    this.#attempt(from, (native) => fs.renameSync(native, this.#native(to)));
  }
  remove(path: ByteString): void {
    this.#attempt(path, (native) => fs.unlinkSync(native));
  }
  removeDirectory(path: ByteString): void {
    this.#attempt(path, (native) => fs.rmdirSync(native));
  }
  makeDirectory(path: ByteString, parents = false): void {
    this.#attempt(path, (native) => {
      fs.mkdirSync(native, { recursive: parents });
    });
  }
  makeSymlink(target: ByteString, path: ByteString): void {
    this.#attempt(path, (native) => fs.symlinkSync(nativePath(target), native));
  }
  readLink(path: ByteString): ByteString {
    return this.#attempt(path, (native) => fs.readlinkSync(native, 'latin1'));
  }
  hardLink(from: ByteString, to: ByteString): void {
    this.#attempt(from, (native) => fs.linkSync(native, this.#native(to)));
  }
  setExecutable(path: ByteString, executable: boolean): void {
    this.#attempt(path, (native) => {
      const mode = fs.statSync(native).mode;
      // As chmod +x does with the umask's help: whoever may read may then execute.
      const wanted = executable ? mode | ((mode & 0o444) >> 2) : mode & 0o666;
      if (wanted !== mode) fs.chmodSync(native, wanted & 0o7777);
    });
  }
  setMode(path: ByteString, mode: number): void {
    this.#attempt(path, (native) => fs.chmodSync(native, mode));
  }
  setModifiedTime(path: ByteString, seconds: number): void {
    // Node takes numbers below zero for the present.
    const time = seconds < 0 ? new Date(seconds * 1000) : seconds;
    this.#attempt(path, (native) => fs.utimesSync(native, time, time));
  }
  syncDirectory(path: ByteString): void {
    // Directories cannot be opened there.
    if (process.platform === 'win32') return;
    this.#attempt(path, (native) => {
      const fd = fs.openSync(native, constants.O_RDONLY);
      try {
        fs.fsyncSync(fd);
      } finally {
        fs.closeSync(fd);
      }
    });
  }
  at(path: ByteString): FileSystem {
    return new NodeFileSystem(path.startsWith('/') ? path : path === '' ? this.root : this.#prefix + path);
  }
}
