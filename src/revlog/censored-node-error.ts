/** A revision whose content was removed on purpose. */
import { HgError } from '../errors/index.js';

export class CensoredNodeError extends HgError {
  /** What is stored in place of the content. */
  readonly tombstone: Uint8Array;
  constructor(name: string, node: string, tombstone: Uint8Array) {
    super('abort', `censored node: ${name}:${node.slice(0, 12)}`);
    this.tombstone = tombstone;
  }
}
