/** A revision whose content was removed on purpose. */
import type { ByteString, NodeId } from '../bytes/index.js';
import { HgError } from '../errors/index.js';

export class CensoredNodeError extends HgError {
  /** What is stored in place of the content. */
  readonly tombstone: Uint8Array;
  readonly node: NodeId;
  constructor(name: ByteString, node: NodeId, tombstone: Uint8Array) {
    super('abort', `file censored ${name}:${node.slice(0, 12)}`);
    this.node = node;
    this.tombstone = tombstone;
  }
}
