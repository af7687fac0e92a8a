/**
 * `.hg/dirstate` in format 2: a docket that names the data file. All numbers are unsigned and big-endian.
 *
 *     0               12       44       76              120         124       125
 *     | dirstate-v2 LF | p1, 0s | p2, 0s | tree metadata | data size | id size | id
 *                      | 32     | 32     | 44            | u32       | u8      |
 *
 *     tree metadata   0            4            8         12       16       20       24
 *                     | root nodes | root count | entries | copies | unused | unused | hash of ignore patterns
 *                     | u32        | u32        | u32     | u32    | bytes  | 0      | 20 bytes, or 0s
 *
 * The data file is `.hg/dirstate.ID`; only its first `data size` bytes count.
 */
import {
  type ByteString,
  byteStringOf,
  bytesOf,
  bytesOfHex,
  hexOf,
  NODE_BYTES,
  type NodeId,
  NULL_NODE,
} from '../bytes/index.js';
import { damagedDirstate } from './working-state.js';

export const V2_MARKER = 'dirstate-v2\n';
export const V2_NODE_BYTES = 32;
export const V2_PARENTS = V2_MARKER.length;
const TREE = V2_PARENTS + 2 * V2_NODE_BYTES;
const DATA_SIZE = TREE + 44;
const ID_SIZE = DATA_SIZE + 4;
const ID = ID_SIZE + 1;

export interface DirstateDocket {
  readonly parents: readonly [NodeId, NodeId];
  /** Offset of the root nodes in the data file, and how many there are. */
  readonly rootStart: number;
  readonly rootCount: number;
  /** Nodes that have an entry; nodes that have a copy source. */
  readonly entries: number;
  readonly copies: number;
  /** Bytes of the data file that nothing refers to, roughly. */
  readonly unusedBytes: number;
  /** 40 hex digits. */
  readonly ignoreHash: string;
  readonly dataSize: number;
  /** Part of the data file's name; empty when there is none. */
  readonly id: ByteString;
}

export const EMPTY_DOCKET: DirstateDocket = {
  parents: [NULL_NODE, NULL_NODE],
  rootStart: 0,
  rootCount: 0,
  entries: 0,
  copies: 0,
  unusedBytes: 0,
  ignoreHash: NULL_NODE,
  dataSize: 0,
  id: '',
};

/** An empty file is the docket of a new working directory. @throws CorruptionError. */
export function parseDocket(bytes: Uint8Array): DirstateDocket {
  if (bytes.length === 0) return EMPTY_DOCKET;
  if (bytes.length < ID || byteStringOf(bytes, 0, V2_MARKER.length) !== V2_MARKER)
    throw damagedDirstate('dirstate', 0, false);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const idEnd = ID + view.getUint8(ID_SIZE);
  if (idEnd > bytes.length) throw damagedDirstate('dirstate', ID_SIZE);
  const id = byteStringOf(bytes, ID, idEnd);
  const dataSize = view.getUint32(DATA_SIZE);
  // Part of a file name: nothing may lead elsewhere.
  if (!/^[0-9A-Za-z_.-]*$/.test(id) || (id === '' && dataSize > 0)) throw damagedDirstate('dirstate', ID);
  return {
    parents: [hexOf(bytes, V2_PARENTS, NODE_BYTES), hexOf(bytes, V2_PARENTS + V2_NODE_BYTES, NODE_BYTES)],
    rootStart: view.getUint32(TREE),
    rootCount: view.getUint32(TREE + 4),
    entries: view.getUint32(TREE + 8),
    copies: view.getUint32(TREE + 12),
    unusedBytes: view.getUint32(TREE + 16),
    ignoreHash: hexOf(bytes, TREE + 24, NODE_BYTES),
    dataSize,
    id,
  };
}

/** The whole file. */
export function encodeDocket(docket: DirstateDocket): Uint8Array {
  const bytes = new Uint8Array(ID + docket.id.length);
  const view = new DataView(bytes.buffer);
  bytes.set(bytesOf(V2_MARKER));
  docket.parents.forEach((node, i) => {
    bytes.set(bytesOfHex(node) as Uint8Array, V2_PARENTS + i * V2_NODE_BYTES);
  });
  view.setUint32(TREE, docket.rootStart);
  view.setUint32(TREE + 4, docket.rootCount);
  view.setUint32(TREE + 8, docket.entries);
  view.setUint32(TREE + 12, docket.copies);
  view.setUint32(TREE + 16, docket.unusedBytes);
  bytes.set(bytesOfHex(docket.ignoreHash) as Uint8Array, TREE + 24);
  view.setUint32(DATA_SIZE, docket.dataSize);
  view.setUint8(ID_SIZE, docket.id.length);
  bytes.set(bytesOf(docket.id), ID);
  return bytes;
}
