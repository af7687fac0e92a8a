/** A file system on top of another one that is only read: what is written stays in memory. */
import type { ByteString } from '../bytes/index.js';
import type {
  DirectoryEntry,
  FileHandle,
  FileKind,
  FileStat,
  FileSystem,
  FileSystemFeatures,
  OpenMode,
} from './file-system.js';
import { OverlayFileHandle } from './overlay-file-handle.js';
import { checkFrozen, type Layer, type OverlayNode, statOf } from './overlay-nodes.js';
import { fail } from './posix.js';

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

  open(path: ByteString, mode: OpenMode): FileHandle {
    const full = this.#path(path);
    const layer = this.#layer;
    const own = layer.nodes.get(full);
    if (own !== undefined && own.kind === 'directory') fail('EISDIR', full);
    const isOwn = layer.nodes.has(full) || this.#covers(full);
    if (mode === 'read') {
      if (!isOwn) return layer.below.open(full.slice(1), 'read');
      if (own === undefined || own.kind !== 'file') fail('ENOENT', full);
      return new OverlayFileHandle(layer, full, own, false);
    }
    checkFrozen(layer, full);
    let file = own !== undefined && own.kind === 'file' ? own : undefined;
    const there = isOwn ? undefined : layer.below.stat(full.slice(1));
    if (mode === 'exclusive' && (file !== undefined || there !== undefined)) fail('EEXIST', full);
    if (file === undefined) {
      if (there === undefined) {
        if (mode === 'update') fail('ENOENT', full);
        if (this.stat(parentOf(full))?.kind !== 'directory') fail('ENOENT', full);
      } else if (there.kind === 'directory') fail('EISDIR', full);
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
    return new OverlayFileHandle(layer, full, file, true);
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
    if (own === undefined && covered) fail('ENOENT', full);
    if (own !== undefined && own.kind !== 'directory') fail('ENOTDIR', full);
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
    if (there === undefined) fail('ENOENT', full);
    const inode = this.#layer.nextInode++;
    if (there.kind === 'symlink') return { kind: 'symlink', target: below.readLink(full.slice(1)), inode };
    if (there.kind !== 'file') fail('EISDIR', full);
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
    if (node.kind === 'directory') fail('EISDIR', source);
    this.#set(source, undefined);
    this.#set(this.#path(to), node);
  }

  remove(path: ByteString): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    const stat = this.stat(full, true);
    if (stat === undefined) fail('ENOENT', full);
    if (stat.kind === 'directory') fail('EISDIR', full);
    this.#set(full, undefined);
  }

  removeDirectory(path: ByteString): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    if (this.listEntries(full).length > 0) fail('ENOTEMPTY', full);
    this.#set(full, undefined);
  }

  makeDirectory(path: ByteString, parents = false): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    const stat = this.stat(full);
    if (stat !== undefined) {
      if (parents && stat.kind === 'directory') return;
      fail('EEXIST', full);
    }
    if (parents) this.makeDirectory(parentOf(full), true);
    else if (this.stat(parentOf(full)) === undefined) fail('ENOENT', full);
    this.#set(full, { kind: 'directory', inode: this.#layer.nextInode++ });
  }

  makeSymlink(target: ByteString, path: ByteString): void {
    const full = this.#path(path);
    checkFrozen(this.#layer, full);
    if (this.stat(full, true) !== undefined) fail('EEXIST', full);
    this.#set(full, { kind: 'symlink', target, inode: this.#layer.nextInode++ });
  }

  readLink(path: ByteString): ByteString {
    const node = this.#taken(this.#path(path));
    if (node.kind !== 'symlink') fail('EINVAL', path);
    return node.target;
  }

  hardLink(from: ByteString, to: ByteString): void {
    const target = this.#path(to);
    checkFrozen(this.#layer, target);
    const source = this.#path(from);
    const node = this.#taken(source);
    if (this.stat(target, true) !== undefined) fail('EEXIST', target);
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
