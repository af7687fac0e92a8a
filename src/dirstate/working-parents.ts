/**
 * The parents of a working directory: the head of `.hg/dirstate`, in both formats.
 *
 *     version 1     0    20   40
 *                   | p1 | p2 | entries...
 *     version 2     0               12        44        76
 *                   | dirstate-v2 LF | p1, 0s  | p2, 0s  | tree metadata...      (nodes in 32 bytes, padded with zeros)
 */
import { byteStringOf, hexOf, NODE_BYTES, type NodeId, NULL_NODE } from '../bytes/index.js';
import { isNotFound } from '../errors/index.js';
import { type FileSystem, readFully } from '../platform/index.js';
import { V2_MARKER, V2_NODE_BYTES, V2_PARENTS } from './docket-v2.js';
import { damagedDirstate } from './working-state.js';

/**
 * Both parents; null nodes for none and for a repository without dirstate. Reads 76 bytes at most.
 * @param version2 the repository has the requirement `dirstate-v2`.
 * @throws CorruptionError when the file is too short or has the wrong marker.
 */
export function readWorkingParents(hg: FileSystem, version2 = false): [NodeId, NodeId] {
  const head = new Uint8Array(version2 ? V2_PARENTS + 2 * V2_NODE_BYTES : 2 * NODE_BYTES);
  let length = 0;
  try {
    const handle = hg.open('dirstate', 'read');
    try {
      length = readFully(handle, head, 0);
    } finally {
      handle.close();
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  if (length === 0) return [NULL_NODE, NULL_NODE];
  if (length < head.length || (version2 && byteStringOf(head, 0, V2_MARKER.length) !== V2_MARKER))
    throw damagedDirstate('dirstate', length, false);
  const first = version2 ? V2_PARENTS : 0;
  const second = first + (version2 ? V2_NODE_BYTES : NODE_BYTES);
  return [hexOf(head, first, NODE_BYTES), hexOf(head, second, NODE_BYTES)];
}
