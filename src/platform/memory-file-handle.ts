/** An open file of a file system in memory. */
import type { ByteString } from '../bytes/index.js';
import type { FileHandle, FileStat } from './file-system.js';
import { type FileNode, resize, statOf } from './memory-nodes.js';
import { fail } from './posix.js';

export class MemoryFileHandle implements FileHandle {
  readonly #node: FileNode;
  readonly #path: ByteString;
  readonly #now: () => number;
  readonly #writable: boolean;
  #open = true;

  constructor(node: FileNode, path: ByteString, now: () => number, writable: boolean) {
    this.#node = node;
    this.#path = path;
    this.#now = now;
    this.#writable = writable;
  }

  #use(writing = false): FileNode {
    if (!this.#open || (writing && !this.#writable)) fail('EBADF', this.#path);
    return this.#node;
  }

  readAt(target: Uint8Array, offset: number, length: number, position: number): number {
    const node = this.#use();
    const count = Math.min(length, node.size - position, target.length - offset);
    if (count <= 0) return 0;
    target.set(node.bytes.subarray(position, position + count), offset);
    return count;
  }

  writeAt(bytes: Uint8Array, position: number): void {
    const node = this.#use(true);
    if (bytes.length === 0) return;
    resize(node, Math.max(node.size, position + bytes.length));
    node.bytes.set(bytes, position);
    node.mtime = node.ctime = this.#now();
  }

  size(): number {
    return this.#use().size;
  }

  stat(): FileStat {
    return statOf(this.#use());
  }

  truncate(size: number): void {
    const node = this.#use();
    if (!this.#writable || size < 0) fail('EINVAL', this.#path);
    resize(node, size);
    node.mtime = node.ctime = this.#now();
  }

  sync(): void {
    this.#use();
  }

  close(): void {
    this.#open = false;
  }
}
