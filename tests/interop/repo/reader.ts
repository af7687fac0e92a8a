/** Looks at a repository again and again while others write: whatever is visible must be whole. */
import { createNodePlatform } from '../../../src/node/index.js';
import { openRepository, type Repository } from '../../../src/repo/index.js';

const platform = createNodePlatform();

function readChangeset(repo: Repository, rev: number): void {
  const { files } = repo.changeset(rev);
  const manifest = repo.manifest(rev);
  for (const path of files) {
    const node = manifest.find(path);
    if (node !== undefined) repo.fileByNode(path, node).content();
  }
  repo.phase(rev);
}

/** Every look is at the newest state, and at one that was opened some time ago. */
export class Reader {
  readonly #root: string;
  #kept: Repository | undefined;
  #keptLength = 0;
  #keptSince = 0;
  looks = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** @returns the number of changesets. @throws when anything that is visible cannot be read */
  look(): number {
    this.looks++;
    const repo = openRepository(platform, this.#root);
    const { length } = repo;
    for (let rev = Math.max(0, length - 3); rev < length; rev++) readChangeset(repo, rev);
    if (length > 0) readChangeset(repo, (this.looks * 7919) % length);
    this.#lookAtKept(repo);
    return length;
  }

  /** What it showed first it goes on to show, although it reads much of it only now. */
  #lookAtKept(newest: Repository): void {
    const kept = this.#kept;
    if (kept === undefined || this.#keptSince++ > 25) {
      this.#kept = newest;
      this.#keptLength = newest.length;
      this.#keptSince = 0;
      return;
    }
    if (kept.length !== this.#keptLength) throw new Error('an opened repository has changed');
    // The last ones may have been taken back since.
    if (this.#keptLength > 3) readChangeset(kept, (this.looks * 104729) % (this.#keptLength - 2));
  }

  forget(): void {
    this.#kept = undefined;
  }
}
