/** One version of one file, read from its storage when asked. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { CopySource, FileRevision, FileStorage } from '../store/index.js';

export class StoredFileRevision implements FileRevision {
  readonly path: ByteString;
  readonly node: NodeId;
  readonly filerev: number;
  readonly #storage: FileStorage;
  readonly #ignoreCensored: boolean;

  /**
   * @param ignoreCensored censored content counts as empty (`censor.policy` is `ignore`).
   * @throws LookupError when the storage does not have the node.
   */
  constructor(storage: FileStorage, node: NodeId, ignoreCensored = false) {
    this.path = storage.path;
    this.node = node;
    this.filerev = storage.index.rev(node);
    this.#storage = storage;
    this.#ignoreCensored = ignoreCensored;
  }

  get linkrev(): number {
    return this.#storage.index.linkrev(this.filerev);
  }
  get parents(): readonly NodeId[] {
    const { index } = this.#storage;
    return [index.parent1(this.filerev), index.parent2(this.filerev)]
      .filter((rev) => rev >= 0)
      .map((rev) => index.node(rev));
  }
  get copiedFrom(): CopySource | undefined {
    return this.#storage.copySource(this.filerev);
  }
  content(): Uint8Array {
    if (this.#ignoreCensored && this.#storage.isCensored(this.filerev)) return new Uint8Array(0);
    return this.#storage.text(this.filerev);
  }
  size(): number {
    return this.#storage.size(this.filerev);
  }
}
