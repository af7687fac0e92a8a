/** One version of one file, read from its storage when asked. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { CopySource, FileRevision, FileStorage } from '../store/index.js';

export class StoredFileRevision implements FileRevision {
  readonly path: ByteString;
  readonly node: NodeId;
  readonly filerev: number;
  readonly #storage: FileStorage;

  /** @throws LookupError when the storage does not have the node. */
  constructor(storage: FileStorage, node: NodeId) {
    this.path = storage.path;
    this.node = node;
    this.filerev = storage.index.rev(node);
    this.#storage = storage;
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
    return this.#storage.text(this.filerev);
  }
  size(): number {
    return this.#storage.size(this.filerev);
  }
}
