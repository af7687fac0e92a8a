/** A file system on top of another one that is only read: what is written stays in memory. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import type {
  DirectoryEntry,
  FileHandle,
  FileKind,
  FileStat,
  FileSystem,
  FileSystemFeatures,
  OpenMode,
} from './file-system.js';

const FIRST_BYTES = 4096;

/** A regular file that was written: the first bytes of one below, and what follows in memory. */
interface OverlayFile {
  readonly kind: 'file';
  /** Absolute path of the file below; undefined when nothing of it counts any more. */
  below: ByteString | undefined;
  /** Bytes of it that count. */
  keep: number;
  /** What follows; the first `size - keep` bytes count. */
  tail: Uint8Array;
  size: number;
  mode: number;
  readonly inode: number;
  links: number;
}

interface OverlayLink {
  readonly kind: 'symlink';
  readonly target: ByteString;
  readonly inode: number;
}

interface OverlayDirectory {
  readonly kind: 'directory';
  readonly inode: number;
}

type OverlayNode = OverlayFile | OverlayLink | OverlayDirectory;

/** What all views of one overlay share. Paths are absolute. */
interface Layer {
  readonly below: FileSystem;
  /** Undefined: removed. */
  readonly nodes: Map<ByteString, OverlayNode | undefined>;
  /** Nodes by the directory that they are in. */
  readonly names: Map<ByteString, Set<ByteString>>;
  nextInode: number;
  frozen: ByteString | undefined;
}

function absolute(root: ByteString, path: ByteString): ByteString {
  const from = path.startsWith('/') ? path : `${root}/${path}`;
  const parts: ByteString[] = [];
  for (const part of from.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function parentOf(path: ByteString): ByteString {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

class OverlayHandle implements FileHandle {
  readonly #layer: Layer;
  readonly #file: OverlayFile;
  readonly #path: ByteString;
  readonly #mayWrite: boolean;
  #below: FileHandle | undefined;

  constructor(layer: Layer, path: ByteString, file: OverlayFile, mayWrite: boolean) {
    this.#layer = layer;
    this.#path = path;
    this.#file = file;
    this.#mayWrite = mayWrite;
  }

  readAt(target: Uint8Array, offset: number, length: number, position: number): number {
    const file = this.#file;
    const wanted = Math.min(length, target.length - offset, file.size - position);
    if (wanted <= 0) return 0;
    if (position < file.keep) {
      const path = file.below as ByteString;
      this.#below ??= this.#layer.below.open(path, 'read');
      return this.#below.readAt(target, offset, Math.min(wanted, file.keep - position), position);
    }
    const from = position - file.keep;
    target.set(file.tail.subarray(from, from + wanted), offset);
    return wanted;
  }

  writeAt(bytes: Uint8Array, position: number): void {
    this.#check();
    const file = this.#file;
    if (position < file.keep) this.#take(position);
    const from = position - file.keep;
    const end = from + bytes.length;
    if (end > file.tail.length) {
      const grown = new Uint8Array(Math.max(end, 2 * file.tail.length, FIRST_BYTES));
      grown.set(file.tail.subarray(0, file.size - file.keep));
      file.tail = grown;
    }
    // A gap reads as zeros, also where a longer content was cut.
    if (position > file.size) file.tail.fill(0, file.size - file.keep, from);
    file.tail.set(bytes, from);
    file.size = Math.max(file.size, position + bytes.length);
  }

  /** Brings the bytes of the file below from a position on into memory. */
  #take(from: number): void {
    const file = this.#file;
    const taken = new Uint8Array(file.size - from);
    for (let done = 0; done < taken.length; ) {
      const count = this.readAt(taken, done, taken.length - done, from + done);
      if (count === 0) break;
      done += count;
    }
    file.keep = from;
    file.tail = taken;
  }

  size(): number {
    return this.#file.size;
  }

  stat(): FileStat {
    return statOf(this.#file);
  }

  truncate(size: number): void {
    this.#check();
    const file = this.#file;
    if (size > file.size) {
      this.writeAt(new Uint8Array(size - file.size), file.size);
      return;
    }
    if (size < file.keep) {
      file.keep = size;
      file.tail = new Uint8Array(0);
    }
    file.size = size;
  }

  #check(): void {
    if (!this.#mayWrite) throw new FileSystemError('EBADF', this.#path, 'Bad file descriptor');
    checkFrozen(this.#layer, this.#path);
  }

  sync(): void {}

  close(): void {
    this.#below?.close();
    this.#below = undefined;
  }
}

function checkFrozen({ frozen }: Layer, path: ByteString): void {
  if (frozen !== undefined) throw new FileSystemError('EROFS', path, frozen);
}

const TYPE_BITS = { file: 0o100000, directory: 0o040000, symlink: 0o120000 } as const;

function statOf(node: OverlayNode): FileStat {
  return {
    kind: node.kind as FileKind,
    size: node.kind === 'file' ? node.size : node.kind === 'symlink' ? node.target.length : 0,
    mode: TYPE_BITS[node.kind] | (node.kind === 'file' ? node.mode : 0o777),
    mtimeSeconds: 0,
    mtimeNanoseconds: 0,
    ctimeSeconds: 0,
    inode: node.inode,
    device: 0,
    links: node.kind === 'file' ? node.links : 1,
  };
}

/**
 * Shows another file system with the changes that were made through this one. A file that grows costs what was added; one
 * that is changed within costs a copy from there on. Paths are taken as they are: symbolic links to directories are not followed
 * within what was written. Times are 0. After {@link freeze} nothing can be changed any more.
 */
export class OverlayFileSystem implements FileSystem {
  readonly root: ByteString;
  readonly features: FileSystemFeatures;
  readonly #layer: Layer;

  /** @param below rooted at `/`. */
  constructor(below: FileSystem, root: ByteString = '/', layer?: Layer) {
    this.root = root;
    this.#layer = layer ?? {
      below,
      nodes: new Map(),
      names: new Map(),
      nextInode: 1,
      frozen: undefined,
    };
    this.features = this.#layer.below.features;
  }

  /** From now on every change fails with EROFS and this message. */
  freeze(message: ByteString): void {
    this.#layer.frozen = message;
  }

  #path(path: ByteString): ByteString {
    return absolute(this.root, path);
  }

  /** Whether something above a path was removed or made here, so that nothing below it counts. */
  #covers(path: ByteString): boolean {
    const { nodes } = this.#layer;
    if (nodes.size === 0) return false;
    for (let at = parentOf(path); ; at = parentOf(at)) {
      if (nodes.has(at)) {
        const node = nodes.get(at);
        if (node === undefined || node.kind !== 'directory' || !this.#isBelow(at)) return true;
      }
      if (at === '/') return false;
    }
  }

  #isBelow(path: ByteString): boolean {
    return this.#layer.below.stat(path.slice(1)) !== undefined;
  }

  #set(path: ByteString, node: OverlayNode | undefined): void {
    const { nodes, names } = this.#layer;
    nodes.set(path, node);
    const directory = parentOf(path);
    const known = names.get(directory);
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (known === undefined) names.set(directory, new Set([name]));
    else known.add(name);
  }

  #fail(errno: string, path: ByteString, message: string): never {
    throw new FileSystemError(errno, path, message);
  }

  open(path: ByteString, mode: OpenMode): FileHandle {
    const full = this.#path(path);
    const layer = this.#layer;
    const own = layer.nodes.get(full);
    if (own !== undefined && own.kind === 'directory') this.#fail('EISDIR', full, 'Is a directory');
    const isOwn = layer.nodes.has(full) || this.#covers(full);
    if (mode === 'read') {
      if (!isOwn) return layer.below.open(full.slice(1), 'read');
      if (own === undefined || own.kind !== 'file') this.#fail('ENOENT', full, 'No such file or directory');
      return new OverlayHandle(layer, full, own, false);
    }
    checkFrozen(layer, full);
    let file = own !== undefined && own.kind === 'file' ? own : undefined;
    const there = isOwn ? undefined : layer.below.stat(full.slice(1));
    if (mode === 'exclusive' && (file !== undefined || there !== undefined))
      this.#fail('EEXIST', full, 'File exists');
    if (file === undefined) {
      if (there === undefined) {
        if (mode === 'update') this.#fail('ENOENT', full, 'No such file or directory');
        if (this.stat(parentOf(full))?.kind !== 'directory')
          this.#fail('ENOENT', full, 'No such file or directory');
      } else if (there.kind === 'directory') this.#fail('EISDIR', full, 'Is a directory');
      file = {
        kind: 'file',
        below: there === undefined ? undefined : full.slice(1),
        keep: there?.size ?? 0,
        tail: new Uint8Array(0),
        size: there?.size ?? 0,
        mode: (there?.mode ?? 0o644) & 0o777,
        inode: layer.nextInode++,
        links: 1,
      };
      this.#set(full, file);
    }
    if (mode === 'write') {
      file.keep = file.size = 0;
      file.tail = new Uint8Array(0);
    }
    return new OverlayHandle(layer, full, file, true);
  }

  stat(path: ByteString, noFollow = false): FileStat | undefined {
    const full = this.#path(path);
    const { nodes, below } = this.#layer;
    const own = nodes.get(full);
    if (own !== undefined) {
      if (own.kind === 'symlink' && !noFollow) return this.stat(absolute(parentOf(full), own.target));
      return statOf(own);
    }
    if (nodes.has(full) || this.#covers(full)) return undefined;
    return below.stat(full.slice(1), noFollow);
  }

  list(path: ByteString): ByteString[] {
    return this.listEntries(path).map(({ name }) => name);
  }

  listEntries(path: ByteString): DirectoryEntry[] {
    const full = this.#path(path);
    const { nodes, names, below } = this.#layer;
    const own = nodes.get(full);
    const covered = (nodes.has(full) && own === undefined) || this.#covers(full);
    if (own === undefined && covered) this.#fail('ENOENT', full, 'No such file or directory');
    if (own !== undefined && own.kind !== 'directory') this.#fail('ENOTDIR', full, 'Not a directory');
    const entries = new Map<ByteString, FileKind>();
    if (!covered && (own === undefined || this.#isBelow(full)))
      for (const { name, kind } of below.listEntries(full.slice(1))) entries.set(name, kind);
    for (const name of names.get(full) ?? []) {
      const node = nodes.get(full === '/' ? `/${name}` : `${full}/${name}`);
      if (node === undefined) entries.delete(name);
      else entries.set(name, node.kind);
    }
    return [...entries].map(([name, kind]) => ({ name, kind }));
  }

  /** A file below seen as one of this layer, so that it can get another name. */
  #taken(full: ByteString): OverlayNode {
    const { nodes, below } = this.#layer;
    const own = nodes.get(full);
    if (own !== undefined) return own;
    const there = nodes.has(full) || this.#covers(full) ? undefined : below.stat(full.slice(1), true);
    if (there === undefined) this.#fail('ENOENT', full, 'No such file or directory');
    const inode = this.#layer.nextInode++;
    if (there.kind === 'symlink') return { kind: 'symlink', target: below.readLink(full.slice(1)), inode };
    if (there.kind !== 'file') this.#fail('EISDIR', full, 'Is a directory');
    return {
      kind: 'file',
      below: full.slice(1),
      keep: there.size,
      tail: new Uint8Array(0),
      size: there.size,
      mode: there.mode & 0o777,
      inode,
      links: 1,
    };
  }

  rename(from: ByteString, to: ByteString): void {
    const source = this.#path(from);
    checkFrozen(this.#layer, source);
    const node = this.#taken(source);
    if (node.kind === 'directory') this.#fail('EISDIR', source, 'Is a directory');
    this.#set(source, undefined);
    this.#set(this.#path(to), node);
  }

  remove(path: ByteString): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    const stat = this.stat(full, true);
    if (stat === undefined) this.#fail('ENOENT', full, 'No such file or directory');
    if (stat.kind === 'directory') this.#fail('EISDIR', full, 'Is a directory');
    this.#set(full, undefined);
  }

  removeDirectory(path: ByteString): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    if (this.listEntries(full).length > 0) this.#fail('ENOTEMPTY', full, 'Directory not empty');
    this.#set(full, undefined);
  }

  makeDirectory(path: ByteString, parents = false): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    const stat = this.stat(full);
    if (stat !== undefined) {
      if (parents && stat.kind === 'directory') return;
      this.#fail('EEXIST', full, 'File exists');
    }
    if (parents) this.makeDirectory(parentOf(full), true);
    else if (this.stat(parentOf(full)) === undefined) this.#fail('ENOENT', full, 'No such file or directory');
    this.#set(full, { kind: 'directory', inode: this.#layer.nextInode++ });
  }

  makeSymlink(target: ByteString, path: ByteString): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    if (this.stat(full, true) !== undefined) this.#fail('EEXIST', full, 'File exists');
    this.#set(full, { kind: 'symlink', target, inode: this.#layer.nextInode++ });
  }

  readLink(path: ByteString): ByteString {
    const node = this.#taken(this.#path(path));
    if (node.kind !== 'symlink') this.#fail('EINVAL', path, 'Invalid argument');
    return node.target;
  }

  hardLink(from: ByteString, to: ByteString): void {
    const target = this.#path(to);
    checkFrozen(this.#layer, target);
    const source = this.#path(from);
    const node = this.#taken(source);
    if (this.stat(target, true) !== undefined) this.#fail('EEXIST', target, 'File exists');
    if (node.kind === 'file') node.links++;
    this.#set(source, node);
    this.#set(target, node);
  }

  setExecutable(path: ByteString, executable: boolean): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    const node = this.#taken(full);
    if (node.kind === 'file') node.mode = executable ? node.mode | 0o111 : node.mode & ~0o111;
    this.#set(full, node);
  }

  setModifiedTime(path: ByteString): void {
    checkFrozen(this.#layer, this.#path(path));
  }

  at(path: ByteString): FileSystem {
    return new OverlayFileSystem(this.#layer.below, this.#path(path), this.#layer);
  }
}
