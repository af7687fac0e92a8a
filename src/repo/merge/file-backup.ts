/** The local version of a file while it is merged: `FILE.orig`, which stays when the merge fails. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { isNotFound } from '../../errors/index.js';
import { readFile } from '../../platform/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { backupPath } from '../update/backup-path.js';
import { copyWorkingFile } from '../update/copy-file.js';

export class FileBackup {
  readonly #repo: Repository;
  /** Relative to the root, or absolute. */
  readonly path: ByteString;

  /** Copies the file as it is on disk. @throws FileSystemError */
  constructor(repo: Repository, messages: Messages, path: ByteString) {
    this.#repo = repo;
    this.path = backupPath(repo, messages, path);
    copyWorkingFile(repo.place.workFs, path, this.path);
  }

  get absolutePath(): ByteString {
    return this.path.startsWith('/') ? this.path : `${this.#repo.root}/${this.path}`;
  }

  read(): Uint8Array {
    const { workFs } = this.#repo.place;
    return workFs.stat(this.path, true)?.kind === 'symlink'
      ? bytesOf(workFs.readLink(this.path))
      : readFile(workFs, this.path);
  }

  remove(): void {
    try {
      this.#repo.place.workFs.remove(this.path);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
