/** An open file that was written on top of another one. */
import type { ByteString } from '../bytes/index.js';
import type { FileHandle, FileStat } from './file-system.js';
import { checkFrozen, type Layer, type OverlayFile, statOf } from './overlay-nodes.js';
import { fail } from './posix.js';

const FIRST_BYTES = 4096;

export class OverlayFileHandle implements FileHandle {
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
    if (!this.#mayWrite) fail('EBADF', this.#path);
    checkFrozen(this.#layer, this.#path);
  }

  sync(): void {}

  close(): void {
    this.#below?.close();
    this.#below = undefined;
  }
}
