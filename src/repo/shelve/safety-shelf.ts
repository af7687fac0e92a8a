/** While a shelf is merged with changes of the working directory, those are a shelf, too. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { Repository } from '../repository.js';
import type { WriteSession } from '../writing/index.js';
import { ShelfFiles } from './shelf-files.js';
import type { ShelveContext } from './shelve-context.js';
import { writeShelf } from './write-shelf.js';

const NAME = 'pending-changes';

/** It goes when all is well. Whoever is killed before finds it beside the other shelves. */
export class SafetyShelf {
  readonly #context: ShelveContext;
  readonly #files: ShelfFiles;
  #name: ByteString | undefined;
  #isNeeded = false;

  constructor(context: ShelveContext) {
    this.#context = context;
    this.#files = new ShelfFiles(context.repo);
  }

  /** @param node the temporary changeset, in the transaction. @throws FileSystemError */
  write(repo: Repository, session: WriteSession, node: NodeId): void {
    this.#name = this.#files.freeName(NAME);
    writeShelf(this.#context, repo, session, this.#name, node, { isAlone: true });
  }

  /** Files are about to change; an error keeps it, unless they are put back. */
  filesChange(): void {
    this.#isNeeded = true;
  }
  filesAreBack(): void {
    this.#isNeeded = false;
  }

  /** Around all that could go wrong. */
  during<T>(work: () => T): T {
    try {
      const result = work();
      this.#isNeeded = false;
      return result;
    } finally {
      if (this.#name !== undefined) {
        if (this.#isNeeded)
          this.#context.messages.warn(
            `(what was changed before is kept as shelved change '${this.#name}')\n`,
          );
        else this.#files.remove(this.#name);
      }
    }
  }
}
