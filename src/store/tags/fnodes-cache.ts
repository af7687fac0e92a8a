/**
 * `cache/hgtagsfnodes1`: which version of `.hgtags` each changeset has, one record of 24 bytes per revision.
 *
 *     0         4                             24
 *     | node[0:4] | file node of .hgtags       |     all 0xff: not known yet; file node 0: no .hgtags there
 */
import { bytesOfHex, hexOf, type NodeId } from '../../bytes/index.js';
import { type FileSystem, tryReadFile } from '../../platform/index.js';
import type { History } from '../history.js';

const RECORD = 24;

/** Only a hint: a record counts when it starts with its changeset's node, and callers check that the file node exists. */
export class TagFileNodesCache {
  readonly #bytes: Uint8Array;
  readonly #history: History;

  constructor(bytes: Uint8Array, history: History) {
    this.#bytes = bytes;
    this.#history = history;
  }

  /** `cache` is the cache directory of the repository that holds the store. A missing or unreadable file is empty. */
  static read(cache: FileSystem, history: History): TagFileNodesCache {
    return new TagFileNodesCache(tryReadFile(cache, 'hgtagsfnodes1') ?? new Uint8Array(0), history);
  }

  /** File node of `.hgtags`, {@link NULL_NODE} when the changeset has none, undefined when the cache does not know. */
  fileNode(rev: number): NodeId | undefined {
    const at = rev * RECORD;
    const bytes = this.#bytes;
    if (rev < 0 || rev >= this.#history.length || at + RECORD > bytes.length) return undefined;
    const prefix =
      ((bytes[at] as number) * 0x1000000 +
        (((bytes[at + 1] as number) << 16) |
          ((bytes[at + 2] as number) << 8) |
          (bytes[at + 3] as number))) >>>
      0;
    if (prefix !== this.#history.nodePrefix(rev)) return undefined;
    for (let i = at + 4; i < at + RECORD; i++) if (bytes[i] !== 0xff) return hexOf(bytes, at + 4, RECORD - 4);
    return undefined;
  }
}

/** The content of a cache that knows every revision. @param fileNode of `.hgtags`, the null node where there is none. */
export function encodeTagFileNodes(history: History, fileNode: (rev: number) => NodeId): Uint8Array {
  const bytes = new Uint8Array(history.length * RECORD);
  for (let rev = 0; rev < history.length; rev++) {
    const at = rev * RECORD;
    new DataView(bytes.buffer, at).setUint32(0, history.nodePrefix(rev));
    bytes.set(bytesOfHex(fileNode(rev)) as Uint8Array, at + 4);
  }
  return bytes;
}
