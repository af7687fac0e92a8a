/** Decoding a changegroup from a stream: its segments one after the other, each once. See `hg help internals.changegroups`. */
import { type ByteString, byteStringOf, hexOf, NODE_BYTES, type NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { RawRevision } from '../../store/index.js';
import type { ByteReader } from '../byte-reader.js';
import { type ChangegroupVersion, DELTA_HEADERS, type DeltaHeader } from './versions.js';

/** Longer names are no paths. */
const MOST_NAME_BYTES = 1 << 20;

/** One revision; `delta` is good until the next one is asked for. */
export interface ChangegroupRevision {
  readonly node: NodeId;
  readonly p1: NodeId;
  readonly p2: NodeId;
  /** What the delta applies to. */
  readonly base: NodeId;
  /** The changeset that introduced it. */
  readonly linknode: NodeId;
  readonly flags: number;
  readonly delta: Uint8Array;
}

/**
 * The order is fixed: {@link revisions} for the changesets, again for the root manifests, then {@link directories} (where tree
 * manifests are sent), then {@link files}, with one {@link revisions} after each name. What comes next must be read to its end first.
 */
export class ChangegroupReader {
  readonly version: ChangegroupVersion;
  readonly #reader: ByteReader;
  readonly #header: DeltaHeader;

  constructor(reader: ByteReader, version: ChangegroupVersion) {
    this.version = version;
    this.#reader = reader;
    this.#header = DELTA_HEADERS[version];
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#reader.position;
  }

  /** Takes a chunk's length and its content, at `reader.at`. @returns bytes of content, 0 for the empty chunk. */
  #chunk(most: number): number {
    const length = this.#reader.int32();
    if (length <= 4) {
      if (length !== 0) throw new HgError('abort', `invalid chunk length ${length}`);
      return 0;
    }
    if (length - 4 > most) throw new HgError('abort', `invalid chunk length ${length}`);
    this.#reader.take(length - 4);
    return length - 4;
  }

  /** The revisions of one delta group. @throws HgError for a stream that ends early or has impossible lengths. */
  *revisions(): Generator<ChangegroupRevision> {
    for (const { nodes, nodesAt, base, baseAt, linkAt, flags, bytes, start, end } of this.rawRevisions())
      yield {
        node: hexOf(nodes, nodesAt, NODE_BYTES),
        p1: hexOf(nodes, nodesAt + NODE_BYTES, NODE_BYTES),
        p2: hexOf(nodes, nodesAt + 2 * NODE_BYTES, NODE_BYTES),
        base: hexOf(base, baseAt, NODE_BYTES),
        linknode: hexOf(bytes, linkAt, NODE_BYTES),
        flags,
        delta: bytes.subarray(start, end),
      };
  }

  /** As {@link revisions}, for passing on: what is given is good until the next is asked for. */
  *rawRevisions(): Generator<RawRevision & { readonly linkAt: number }> {
    const { bytes: headerBytes, baseAt, linkAt, flagsAt } = this.#header;
    const reader = this.#reader;
    const previous = new Uint8Array(NODE_BYTES);
    for (let isFirst = true; ; isFirst = false) {
      const length = this.#chunk(0x7fffffff);
      if (length === 0) return;
      if (length < headerBytes)
        throw new HgError(
          'abort',
          `invalid chunk length ${length + 4}: a delta header has ${headerBytes} bytes`,
        );
      const { bytes, at } = reader;
      const isBefore = baseAt < 0 && !isFirst;
      yield {
        nodes: bytes,
        nodesAt: at,
        base: isBefore ? previous : bytes,
        baseAt: isBefore ? 0 : at + (baseAt < 0 ? NODE_BYTES : baseAt),
        linkAt: at + linkAt,
        flags: flagsAt < 0 ? 0 : ((bytes[at + flagsAt] as number) << 8) | (bytes[at + flagsAt + 1] as number),
        bytes,
        start: at + headerBytes,
        end: at + length,
      };
      if (baseAt < 0) previous.set(bytes.subarray(at, at + NODE_BYTES));
    }
  }

  /** Names of directories, with a slash at their end, whose manifests follow each. Version 03 only, but there always, if only to say that there are none. */
  *directories(): Generator<ByteString> {
    yield* this.#names();
  }

  /** Paths of files, whose revisions follow each. */
  *files(): Generator<ByteString> {
    yield* this.#names();
  }

  *#names(): Generator<ByteString> {
    for (;;) {
      const length = this.#chunk(MOST_NAME_BYTES);
      if (length === 0) return;
      const { bytes, at } = this.#reader;
      yield byteStringOf(bytes, at, at + length);
    }
  }
}
