/** Payloads of the small parts of bundles. `hg help internals.bundle2` describes them. */
import { type ByteString, bytesOf, bytesOfHex, concatBytes, type NodeId } from '../../bytes/index.js';

function nodeBytes(node: NodeId): Uint8Array {
  return bytesOfHex(node) as Uint8Array;
}

function int32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Phase (4 bytes) and node, for each head of a phase. */
export function encodePhaseHeads(heads: Iterable<readonly [phase: number, node: NodeId]>): Uint8Array {
  return concatBytes([...heads].flatMap(([phase, node]) => [int32(phase), nodeBytes(node)]));
}

/** Node, length of the name (2 bytes), name; the node of 0xff bytes deletes. */
export function encodeBookmarksPart(
  bookmarks: Iterable<readonly [ByteString, NodeId | undefined]>,
): Uint8Array {
  return concatBytes(
    [...bookmarks].flatMap(([name, node]) => [
      nodeBytes(node ?? 'f'.repeat(40)),
      Uint8Array.of(name.length >>> 8, name.length),
      bytesOf(name),
    ]),
  );
}

/** `key TAB value`, one pair per line. */
export function encodeKeys(pairs: ReadonlyMap<ByteString, ByteString>): Uint8Array {
  return bytesOf([...pairs].map(([key, value]) => `${key}\t${value}`).join('\n'));
}

/** Nodes one after the other. */
export function encodeNodes(nodes: Iterable<NodeId>): Uint8Array {
  return concatBytes([...nodes].map(nodeBytes));
}
