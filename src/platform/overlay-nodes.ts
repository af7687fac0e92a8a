/** What was written to a file system on top of another one. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import type { FileStat, FileSystem } from './file-system.js';
import { TYPE_BITS } from './posix.js';

/** A regular file that was written: the first bytes of one below, and what follows in memory. */
export interface OverlayFile {
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

export type OverlayNode = OverlayFile | OverlayLink | OverlayDirectory;

/** What all views of one overlay share. Paths are absolute. */
export interface Layer {
  readonly below: FileSystem;
  /** Undefined: removed. */
  readonly nodes: Map<ByteString, OverlayNode | undefined>;
  /** Nodes by the directory that they are in. */
  readonly names: Map<ByteString, Set<ByteString>>;
  nextInode: number;
  frozen: ByteString | undefined;
}

export function checkFrozen({ frozen }: Layer, path: ByteString): void {
  if (frozen !== undefined) throw new FileSystemError('EROFS', path, frozen);
}

export function statOf(node: OverlayNode): FileStat {
  return {
    kind: node.kind,
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
