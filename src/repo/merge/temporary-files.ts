/** Versions of a file in a directory of their own, for programs that merge. */
import { type ByteString, hexOf } from '../../bytes/index.js';
import { FileSystemError } from '../../errors/index.js';
import { type FileSystem, readFile, writeFile } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { temporaryDirectory } from '../temporary-directory.js';

export class TemporaryFiles {
  readonly #fs: FileSystem;
  readonly #directory: ByteString;

  constructor({ place: { platform } }: Repository) {
    this.#fs = platform.openFileSystem('/');
    this.#directory = `${temporaryDirectory(platform)}/hgmerge-${hexOf(platform.random(6))}`;
    this.#fs.makeDirectory(this.#directory.slice(1));
  }

  /** @returns an absolute path; the name tells what it is and keeps the extension. */
  put(path: ByteString, side: string, content: Uint8Array): ByteString {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const dot = name.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    const full = `${this.#directory}/${stem}~${side}${extension}`;
    writeFile(this.#fs, full.slice(1), content);
    return full;
  }

  read(path: ByteString): Uint8Array {
    return readFile(this.#fs, path.slice(1));
  }

  /** Whatever is in the directory, as far as that can be removed. */
  remove(): void {
    const directory = this.#directory.slice(1);
    try {
      for (const { name } of this.#fs.listEntries(directory)) this.#fs.remove(`${directory}/${name}`);
      this.#fs.removeDirectory(directory);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
    }
  }
}
