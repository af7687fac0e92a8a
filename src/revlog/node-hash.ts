/** The node of a revision: SHA-1 over both parents' nodes, the smaller first, and the text. */
import { NODE_BYTES, type NodeId, NULL_REV } from '../bytes/index.js';
import type { Hasher } from '../platform/index.js';
import type { RevlogIndex } from './revlog-index.js';

/** Bytes that must be free in front of a text for {@link nodeMatches}. */
export const HASH_HEADROOM = 2 * NODE_BYTES;

/**
 * Writes the parents' nodes of `rev` into the {@link HASH_HEADROOM} bytes before the text `bytes[start, end)`, so that
 * the whole is hashed in one call, and compares with the node in the index.
 */
export function nodeMatches(
  index: RevlogIndex,
  hasher: Hasher,
  rev: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  fillParents(index, bytes, start - HASH_HEADROOM, index.parent1(rev), index.parent2(rev));
  return index.isNodeText(rev, hasher.sha1Text(bytes, start - HASH_HEADROOM, end));
}

/** The node of a new revision; the text `bytes[start, end)` must have {@link HASH_HEADROOM} bytes before it. */
export function nodeOf(
  index: RevlogIndex,
  hasher: Hasher,
  p1: number,
  p2: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): NodeId {
  fillParents(index, bytes, start - HASH_HEADROOM, p1, p2);
  return hasher.sha1Hex(bytes, start - HASH_HEADROOM, end);
}

function fillParents(index: RevlogIndex, bytes: Uint8Array, at: number, p1: number, p2: number): void {
  if (p2 === NULL_REV) {
    // Nothing is smaller than the null node.
    index.copyNode(p2, bytes, at);
    index.copyNode(p1, bytes, at + NODE_BYTES);
    return;
  }
  index.copyNode(p1, bytes, at);
  index.copyNode(p2, bytes, at + NODE_BYTES);
  for (let i = 0; i < NODE_BYTES; i++) {
    const difference = (bytes[at + i] as number) - (bytes[at + NODE_BYTES + i] as number);
    if (difference < 0) return;
    if (difference > 0) {
      index.copyNode(p2, bytes, at);
      index.copyNode(p1, bytes, at + NODE_BYTES);
      return;
    }
  }
}
