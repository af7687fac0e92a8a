/** A file that stays open only while somebody reads from it. */
import type { ByteString } from '../bytes/index.js';
import type { FileHandle, FileSystem } from './file-system.js';

/** Nothing is open outside of {@link keepOpen}, so owners need no `close` of their own. */
export class ScopedFile {
  readonly path: ByteString;
  readonly #fs: FileSystem;
  #handle: FileHandle | undefined;
  #scopes = 0;

  constructor(fs: FileSystem, path: ByteString) {
    this.#fs = fs;
    this.path = path;
  }

  /** Runs `action` with at most one opening of the file, when the first {@link handle} is asked for; scopes nest. */
  keepOpen<T>(action: () => T): T {
    this.#scopes++;
    try {
      return action();
    } finally {
      if (--this.#scopes === 0) this.reopen();
    }
  }

  /** The next {@link handle} is of what is at the path then: files may be replaced while they are open. */
  reopen(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.close();
  }

  /** For reading, until the outermost scope ends; only within one. @throws FileSystemError */
  get handle(): FileHandle {
    this.#handle ??= this.#fs.open(this.path, 'read');
    return this.#handle;
  }
}
