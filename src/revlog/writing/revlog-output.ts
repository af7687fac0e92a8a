/** Where the bytes of revlogs go: to files, or elsewhere for somebody who writes them later. */
import type { ByteString } from '../../bytes/index.js';
import { isNotFound } from '../../errors/index.js';
import { type FileHandle, type FileSystem, openOwn } from '../../platform/index.js';

/** Paths are those of the file system that the revlog is read from. */
export interface RevlogOutput {
  /** Writes at a position of a file. At 0 the file is created or emptied, its directory made where needed. `bytes` are good during the call only. */
  write(path: ByteString, bytes: Uint8Array, position: number): void;
  /** Gives a file another content, in one step. */
  replace(path: ByteString, bytes: Uint8Array): void;
  /** Returns when all of that can be read. */
  settle(): void;
}

/** Everything is done at once. */
export class FileOutput implements RevlogOutput {
  readonly #fs: FileSystem;

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  write(path: ByteString, bytes: Uint8Array, position: number): void {
    // Not for appending: positions are the caller's to choose, and a longer file may hold the rest of a write that failed.
    const handle = position > 0 ? openOwn(this.#fs, path, 'update') : openNew(this.#fs, path);
    writeAndClose(handle, bytes, position);
  }

  replace(path: ByteString, bytes: Uint8Array): void {
    const temporary = `${path}.s`;
    writeAndClose(openNew(this.#fs, temporary), bytes, 0);
    this.#fs.rename(temporary, path);
  }

  settle(): void {}
}

function writeAndClose(handle: FileHandle, bytes: Uint8Array, position: number): void {
  try {
    handle.writeAt(bytes, position);
  } finally {
    handle.close();
  }
}

/** Directories that have been made, by file system: the next file goes into one of them without a failing attempt. */
const MADE = new WeakMap<FileSystem, Set<ByteString>>();
/** More are not remembered. */
const MOST_MADE = 1 << 14;

/** Creates or empties a file; its directory is made when it is missing. */
export function openNew(fs: FileSystem, path: ByteString): FileHandle {
  const slash = path.lastIndexOf('/');
  if (slash <= 0) return fs.open(path, 'write');
  const directory = path.slice(0, slash);
  let made = MADE.get(fs);
  if (made === undefined) MADE.set(fs, (made = new Set()));
  if (!made.has(directory)) {
    fs.makeDirectory(directory, true);
    if (made.size < MOST_MADE) made.add(directory);
  }
  try {
    return fs.open(path, 'write');
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // Somebody has removed it meanwhile.
    fs.makeDirectory(directory, true);
    return fs.open(path, 'write');
  }
}
