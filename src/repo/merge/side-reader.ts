/** Contents and revisions that many files of one merge ask for. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { FileVersions } from '../../store/index.js';
import type { Repository } from '../repository.js';

export class SideReader {
  readonly #repo: Repository;
  readonly #versions: FileVersions;
  readonly #revs = new Map<NodeId, number | undefined>();

  /** @param known revisions that are going to be asked for: without a node map each search takes a while. */
  constructor(repo: Repository, known: readonly number[] = []) {
    this.#repo = repo;
    this.#versions = new FileVersions(repo.place.platform, repo.place.store);
    for (const rev of known) this.#revs.set(repo.node(rev), rev);
  }

  revOf(node: NodeId): number | undefined {
    if (!this.#revs.has(node)) this.#revs.set(node, this.#repo.revOf(node));
    return this.#revs.get(node);
  }

  /** @throws CorruptionError, LookupError; HgError for censored ones */
  content(path: ByteString, node: NodeId): Uint8Array {
    this.#versions.load(path, node);
    const { bytes, start, end } = this.#versions;
    return bytes.slice(start, end);
  }
}
