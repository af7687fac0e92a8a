/** {@link FileSystem} in memory, behaving as a POSIX one: for tests, and for repositories that need no disk. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import type {
  DirectoryEntry,
  FileHandle,
  FileStat,
  FileSystem,
  FileSystemFeatures,
  OpenMode,
} from './file-system.js';
import { MemoryFileHandle } from './memory-file-handle.js';
import { type DirectoryNode, type Node, resize, statOf } from './memory-nodes.js';
import { fail } from './posix.js';

/** As Linux. */
const MOST_SYMLINKS = 40;
const LONGEST_NAME = 255;

/** What all views of one file system share. */
interface Volume {
  readonly root: DirectoryNode;
  readonly now: () => number;
  nextInode: number;
}

export interface MemoryFileSystemOptions {
  /** Seconds since the epoch, with a fraction; by default a clock that stands still at 0. */
  readonly now?: () => number;
}

/** Where a path leads: a directory that exists, a name in it, and what is there, if anything. */
interface Place {
  readonly directory: DirectoryNode;
  /** Empty for the root. */
  readonly name: ByteString;
  readonly node: Node | undefined;
}

/** All views made by {@link at} share one tree. Nobody is denied permission: modes are kept, not enforced. */
export class MemoryFileSystem implements FileSystem {
  readonly root: ByteString;
  readonly #volume: Volume;
  readonly features: FileSystemFeatures = {
    symlinks: true,
    executableBit: true,
    caseSensitive: true,
    hardLinks: true,
  };

  constructor(options: MemoryFileSystemOptions = {}, view?: { volume: Volume; root: ByteString }) {
    const now = options.now ?? (() => 0);
    const time = view === undefined ? now() : 0;
    this.root = view?.root ?? '/';
    this.#volume = view?.volume ?? {
      root: {
        kind: 'directory',
        inode: 1,
        mode: 0o755,
        parent: undefined,
        entries: new Map(),
        mtime: time,
        ctime: time,
      },
      now,
      nextInode: 2,
    };
  }

  /** Follows `path`; symbolic links on the way always, the last one when asked. */
  #find(path: ByteString, follow: boolean): Place {
    if (path.includes('\0')) throw new FileSystemError('EINVAL', path, 'embedded null byte');
    const { root } = this.#volume;
    const whole = path.startsWith('/') ? path : `${this.root}/${path}`;
    const pending = whole.split('/').reverse();
    let directory = root;
    let name = '';
    let node: Node | undefined = root;
    let symlinks = 0;
    while (pending.length > 0) {
      const part = pending.pop() as ByteString;
      if (part === '' || part === '.') {
        // A trailing slash (or dot) asks for a directory.
        if (part === '.' && node?.kind !== 'directory') fail(node === undefined ? 'ENOENT' : 'ENOTDIR', path);
        continue;
      }
      if (node === undefined) fail('ENOENT', path);
      if (node.kind !== 'directory') fail('ENOTDIR', path);
      if (part.length > LONGEST_NAME) fail('ENAMETOOLONG', path);
      directory = node;
      if (part === '..') {
        node = directory.parent ?? root;
        directory = node.parent ?? root;
        name = '';
        continue;
      }
      name = part;
      node = directory.entries.get(part);
      if (node?.kind === 'symlink' && (follow || pending.length > 0)) {
        if (++symlinks > MOST_SYMLINKS) fail('ELOOP', path);
        pending.push(...node.target.split('/').reverse());
        node = node.target.startsWith('/') ? root : directory;
      }
    }
    return { directory, name, node };
  }

  #existing(path: ByteString, follow = true): Node {
    return this.#find(path, follow).node ?? fail('ENOENT', path);
  }

  #directory(path: ByteString): DirectoryNode {
    const node = this.#existing(path);
    return node.kind === 'directory' ? node : fail('ENOTDIR', path);
  }

  #enter({ directory, name }: Place, node: Node): void {
    directory.entries.set(name, node);
    this.#touch(directory);
  }

  #touch(node: Node): void {
    node.mtime = node.ctime = this.#volume.now();
  }

  open(path: ByteString, mode: OpenMode): FileHandle {
    const { now } = this.#volume;
    const place = this.#find(path, mode !== 'exclusive');
    let { node } = place;
    if (node === undefined) {
      if (mode === 'read' || mode === 'update') fail('ENOENT', path);
      if (path.endsWith('/')) fail('EISDIR', path);
      const time = now();
      const inode = this.#volume.nextInode++;
      node = {
        kind: 'file',
        inode,
        mode: 0o644,
        links: 1,
        bytes: new Uint8Array(0),
        size: 0,
        mtime: time,
        ctime: time,
      };
      this.#enter(place, node);
    } else if (mode === 'exclusive') fail('EEXIST', path);
    else if (node.kind !== 'file') fail('EISDIR', path);
    else if (path.endsWith('/')) fail('ENOTDIR', path);
    else if (mode === 'write') {
      resize(node, 0);
      this.#touch(node);
    }
    return new MemoryFileHandle(node, path, now, mode !== 'read');
  }

  stat(path: ByteString, noFollow = false): FileStat | undefined {
    try {
      const { node } = this.#find(path, !noFollow);
      return node === undefined ? undefined : statOf(node);
    } catch (error) {
      if (error instanceof FileSystemError && (error.errno === 'ENOENT' || error.errno === 'ENOTDIR'))
        return undefined;
      throw error;
    }
  }

  list(path: ByteString): ByteString[] {
    return [...this.#directory(path).entries.keys()];
  }

  listEntries(path: ByteString): DirectoryEntry[] {
    return [...this.#directory(path).entries].map(([name, { kind }]) => ({ name, kind }));
  }

  rename(from: ByteString, to: ByteString): void {
    const source = this.#find(from, false);
    const { node } = source;
    if (node === undefined) fail('ENOENT', from);
    const target = this.#find(to, false);
    if (source.name === '' || target.name === '') fail('EBUSY', from);
    if (target.node === node) return;
    if (node.kind === 'directory') {
      for (let at: DirectoryNode | undefined = target.directory; at !== undefined; at = at.parent)
        if (at === node) fail('EINVAL', from);
      if (target.node !== undefined) {
        if (target.node.kind !== 'directory') fail('ENOTDIR', from);
        if (target.node.entries.size > 0) fail('ENOTEMPTY', from);
      }
      node.parent = target.directory;
    } else if (target.node?.kind === 'directory') fail('EISDIR', from);
    else if (to.endsWith('/')) fail('ENOTDIR', from);
    source.directory.entries.delete(source.name);
    this.#touch(source.directory);
    if (target.node !== undefined) this.#unlinked(target.node);
    this.#enter(target, node);
    node.ctime = this.#volume.now();
  }

  #unlinked(node: Node): void {
    if (node.kind === 'directory') return;
    node.links--;
    node.ctime = this.#volume.now();
  }

  remove(path: ByteString): void {
    const { directory, name, node } = this.#find(path, false);
    if (node === undefined) fail('ENOENT', path);
    if (node.kind === 'directory') fail('EISDIR', path);
    if (path.endsWith('/')) fail('ENOTDIR', path);
    directory.entries.delete(name);
    this.#touch(directory);
    this.#unlinked(node);
  }

  removeDirectory(path: ByteString): void {
    const { directory, name, node } = this.#find(path, false);
    if (node === undefined) fail('ENOENT', path);
    if (node.kind !== 'directory') fail('ENOTDIR', path);
    if (name === '') fail('EBUSY', path);
    if (node.entries.size > 0) fail('ENOTEMPTY', path);
    directory.entries.delete(name);
    this.#touch(directory);
  }

  makeDirectory(path: ByteString, parents = false): void {
    if (parents) {
      for (let at = path.indexOf('/', 1); at >= 0; at = path.indexOf('/', at + 1))
        this.#makeMissing(path.slice(0, at), 'ENOTDIR');
      this.#makeMissing(path, 'EEXIST');
      return;
    }
    const place = this.#find(path, false);
    if (place.node !== undefined) fail('EEXIST', path);
    const time = this.#volume.now();
    this.#enter(place, {
      kind: 'directory',
      inode: this.#volume.nextInode++,
      mode: 0o755,
      parent: place.directory,
      entries: new Map(),
      mtime: time,
      ctime: time,
    });
  }

  #makeMissing(path: ByteString, otherwise: 'ENOTDIR' | 'EEXIST'): void {
    const kind = this.#find(path, true).node?.kind;
    if (kind === undefined) this.makeDirectory(path);
    else if (kind !== 'directory') fail(otherwise, path);
  }

  makeSymlink(target: ByteString, path: ByteString): void {
    if (target === '') fail('ENOENT', path);
    const place = this.#find(path, false);
    if (place.node !== undefined) fail('EEXIST', path);
    const time = this.#volume.now();
    const inode = this.#volume.nextInode++;
    this.#enter(place, { kind: 'symlink', inode, mode: 0o777, links: 1, target, mtime: time, ctime: time });
  }

  readLink(path: ByteString): ByteString {
    const node = this.#existing(path, false);
    return node.kind === 'symlink' ? node.target : fail('EINVAL', path);
  }

  hardLink(from: ByteString, to: ByteString): void {
    const node = this.#existing(from, false);
    const place = this.#find(to, false);
    if (place.node !== undefined) fail('EEXIST', from);
    if (node.kind === 'directory') fail('EPERM', from);
    node.links++;
    node.ctime = this.#volume.now();
    this.#enter(place, node);
  }

  setExecutable(path: ByteString, executable: boolean): void {
    const node = this.#existing(path);
    if (node.kind === 'symlink') return;
    // As chmod +x does with the umask's help: whoever may read may then execute.
    node.mode = executable ? node.mode | ((node.mode & 0o444) >> 2) : node.mode & 0o666;
    node.ctime = this.#volume.now();
  }

  setModifiedTime(path: ByteString, seconds: number): void {
    const node = this.#existing(path);
    node.mtime = seconds;
    node.ctime = this.#volume.now();
  }

  at(path: ByteString): FileSystem {
    if (path === '') return this;
    const root = path.startsWith('/') ? path : this.root === '/' ? `/${path}` : `${this.root}/${path}`;
    return new MemoryFileSystem({}, { volume: this.#volume, root });
  }
}
