/** What a file system in memory is made of. */
import type { ByteString } from '../bytes/index.js';
import type { FileStat } from './file-system.js';
import { TYPE_BITS } from './posix.js';

interface Times {
  /** Seconds since the epoch, with a fraction. */
  mtime: number;
  ctime: number;
}

export interface FileNode extends Times {
  readonly kind: 'file';
  readonly inode: number;
  /** Permission bits. */
  mode: number;
  links: number;
  /** Capacity; the first `size` bytes count, those behind are zero. */
  bytes: Uint8Array;
  size: number;
}

export interface SymlinkNode extends Times {
  readonly kind: 'symlink';
  readonly inode: number;
  readonly mode: number;
  links: number;
  readonly target: ByteString;
}

export interface DirectoryNode extends Times {
  readonly kind: 'directory';
  readonly inode: number;
  mode: number;
  parent: DirectoryNode | undefined;
  readonly entries: Map<ByteString, Node>;
}

export type Node = FileNode | SymlinkNode | DirectoryNode;

export function statOf(node: Node): FileStat {
  let size = 0;
  if (node.kind === 'file') size = node.size;
  else if (node.kind === 'symlink') size = node.target.length;
  const seconds = Math.floor(node.mtime);
  let links = 2;
  if (node.kind !== 'directory') links = node.links;
  else for (const child of node.entries.values()) if (child.kind === 'directory') links++;
  return {
    kind: node.kind,
    size,
    mode: TYPE_BITS[node.kind] | node.mode,
    mtimeSeconds: seconds,
    mtimeNanoseconds: Math.round((node.mtime - seconds) * 1e9),
    ctimeSeconds: Math.floor(node.ctime),
    inode: node.inode,
    device: 1,
    links,
  };
}

export function resize(node: FileNode, size: number): void {
  if (size > node.bytes.length) {
    const grown = new Uint8Array(Math.max(size, node.bytes.length * 2));
    grown.set(node.bytes.subarray(0, node.size));
    node.bytes = grown;
  } else if (size < node.size) node.bytes.fill(0, size, node.size);
  node.size = size;
}
