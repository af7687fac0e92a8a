/** Decoding the payloads of the small parts of bundle2. */
import { type ByteString, byteStringOf, hexOf, NODE_BYTES, type NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { ByteReader, type ByteStream, endedEarly } from '../byte-reader.js';

/** A whole payload that is known to be small. @throws HgError beyond `most` bytes */
export function wholePayload(payload: ByteStream, most: number): Uint8Array {
  let bytes = new Uint8Array(1024);
  let length = 0;
  for (const piece of payload) {
    if (length + piece.length > most) throw new HgError('abort', `bundle part is longer than ${most} bytes`);
    if (length + piece.length > bytes.length) {
      const grown = new Uint8Array(2 * (length + piece.length));
      grown.set(bytes.subarray(0, length));
      bytes = grown;
    }
    bytes.set(piece, length);
    length += piece.length;
  }
  return bytes.subarray(0, length);
}

function takeNode(reader: ByteReader): NodeId {
  reader.take(NODE_BYTES);
  return hexOf(reader.bytes, reader.at, NODE_BYTES);
}

/** Nodes, one after the other. @throws HgError when the last one is cut */
export function* nodesIn(payload: ByteStream): Generator<NodeId> {
  const reader = new ByteReader(payload);
  while (reader.has(1)) yield takeNode(reader);
}

/** Phase and node, 24 bytes each. @throws HgError `bad phase-heads stream` when the last one is cut */
export function* phaseHeadsIn(
  payload: ByteStream,
): Generator<{ readonly phase: number; readonly node: NodeId }> {
  const reader = new ByteReader(payload);
  while (reader.has(1)) {
    if (!reader.has(4 + NODE_BYTES)) throw new HgError('abort', 'bad phase-heads stream');
    const phase = reader.int32();
    yield { phase, node: takeNode(reader) };
  }
}

const NO_BOOKMARK: NodeId = 'f'.repeat(40);

/** Node and name; without a node where the bookmark is to be absent. @throws HgError `bad bookmark stream` */
export function* bookmarksIn(
  payload: ByteStream,
): Generator<{ readonly name: ByteString; readonly node: NodeId | undefined }> {
  const reader = new ByteReader(payload);
  while (reader.has(1)) {
    if (!reader.has(NODE_BYTES + 2)) throw new HgError('abort', 'bad bookmark stream');
    const node = takeNode(reader);
    const length = reader.uint16();
    if (!reader.has(length)) throw new HgError('abort', 'bad bookmark stream');
    reader.take(length);
    const name = byteStringOf(reader.bytes, reader.at, reader.at + length);
    yield { name, node: node === NO_BOOKMARK ? undefined : node };
  }
}

/** Pairs of changeset and version of `.hgtags`. What is cut at the end is ignored, as by hg. */
export function* tagFileNodesIn(
  payload: ByteStream,
): Generator<{ readonly changeset: NodeId; readonly fileNode: NodeId }> {
  const reader = new ByteReader(payload);
  while (reader.has(2 * NODE_BYTES)) {
    const changeset = takeNode(reader);
    yield { changeset, fileNode: takeNode(reader) };
  }
}

export interface BranchOfChangeset {
  readonly branch: ByteString;
  readonly node: NodeId;
  readonly closes: boolean;
}

const MOST_BRANCH_BYTES = 1 << 16;

/** Per branch: length of its name, how many of its changesets are open and closed (4 bytes each), the name, the nodes. */
export function* branchesIn(payload: ByteStream): Generator<BranchOfChangeset> {
  const reader = new ByteReader(payload);
  while (reader.has(1)) {
    const length = reader.int32() >>> 0;
    const open = reader.int32() >>> 0;
    const closed = reader.int32() >>> 0;
    if (length > MOST_BRANCH_BYTES) throw endedEarly(0, length);
    reader.take(length);
    const branch = byteStringOf(reader.bytes, reader.at, reader.at + length);
    for (let i = 0; i < open + closed; i++) yield { branch, node: takeNode(reader), closes: i >= open };
  }
}

/** `key TAB value` lines. @throws HgError for a line without a tab */
export function keysIn(text: ByteString): Map<ByteString, ByteString> {
  const pairs = new Map<ByteString, ByteString>();
  for (const line of text === '' ? [] : text.split('\n')) {
    const tab = line.indexOf('\t');
    if (tab < 0) throw new HgError('abort', `bad line in listkeys part: ${line}`);
    pairs.set(line.slice(0, tab), line.slice(tab + 1));
  }
  return pairs;
}
