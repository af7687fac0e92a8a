/** The markers of an `obsstore` as offsets into its bytes: 200,000 markers cost two typed arrays, not a million objects. */
import { type ByteString, byteStringOf, hexOf, type NodeId } from '../../bytes/index.js';
import { CorruptionError } from '../../errors/index.js';
import type { HgDate } from '../changeset.js';
import { FLAG_SHA256, NO_PARENTS, V0_HEADER_BYTES, V1_HEADER_BYTES } from './layout.js';

/** One decoded marker. */
export interface ObsMarker {
  readonly predecessor: NodeId;
  /** Empty: the predecessor was pruned. */
  readonly successors: readonly NodeId[];
  readonly flags: number;
  /** Sorted by key; without date and parents. */
  readonly metadata: ReadonlyMap<ByteString, ByteString>;
  readonly date: HgDate;
  /** Parents of the predecessor; undefined when they were not recorded. */
  readonly parents: readonly NodeId[] | undefined;
}

const FILE = 'obsstore';

/** Where the nodes of a marker are. */
interface NodeSpan {
  readonly at: number;
  readonly count: number;
  readonly nodeBytes: number;
}

/** All markers of one file, numbered in file order. Decoding is lazy; the constructor checks every length. */
export class ObsMarkers {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly length: number;
  readonly #view: DataView;
  /** Offset of marker i. */
  readonly #starts: Uint32Array;

  /** @throws CorruptionError for an unknown version or a marker that ends beyond the file. O(markers). */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.version = bytes.length === 0 ? 1 : (bytes[0] as number);
    if (this.version > 1)
      throw new CorruptionError(FILE, `parsing obsolete marker: unknown version ${this.version}`, {
        offset: 0,
      });
    let starts = new Uint32Array(Math.min(1024, (bytes.length >> 4) + 1));
    let count = 0;
    for (let at = 1; at < bytes.length; ) {
      if (count === starts.length) {
        const grown = new Uint32Array(count * 2);
        grown.set(starts);
        starts = grown;
      }
      starts[count++] = at;
      at = this.version === 0 ? this.#endOfV0(at) : this.#endOfV1(at);
    }
    this.#starts = starts;
    this.length = count;
  }

  #overflow(at: number): CorruptionError {
    return new CorruptionError(FILE, `overflow in obsstore at offset ${at}`, { offset: at });
  }

  #endOfV0(at: number): number {
    const size = this.bytes.length;
    if (at + V0_HEADER_BYTES > size) throw this.#overflow(at);
    const metadata = at + V0_HEADER_BYTES + 20 * (this.bytes[at] as number);
    if (metadata > size) throw this.#overflow(at);
    const length = this.#view.getUint32(at + 1);
    if (metadata + length > size)
      throw new CorruptionError(
        FILE,
        `parsing obsolete marker: metadata is too short, ${length} bytes expected, got ${size - metadata}`,
        { offset: at },
      );
    return metadata + length;
  }

  #endOfV1(at: number): number {
    const size = this.bytes.length;
    if (at + V1_HEADER_BYTES > size) throw this.#overflow(at);
    const end = at + this.#view.getUint32(at);
    const nodeBytes = (this.#view.getUint16(at + 14) & FLAG_SHA256) !== 0 ? 32 : 20;
    const parents = this.bytes[at + 17] as number;
    const nodes = 1 + (this.bytes[at + 16] as number) + (parents === NO_PARENTS ? 0 : parents);
    const pairs = this.bytes[at + 18] as number;
    let used = at + V1_HEADER_BYTES + nodes * nodeBytes;
    const lengths = used;
    used += 2 * pairs;
    if (end > size || used > end) throw this.#overflow(at);
    for (let i = lengths; i < lengths + 2 * pairs; i++) used += this.bytes[i] as number;
    if (used > end) throw this.#overflow(at);
    return end;
  }

  /** Where the predecessor's bytes are; only 20-byte nodes can name a changeset. */
  predecessorOffset(marker: number): number {
    return (this.#starts[marker] as number) + (this.version === 0 ? 6 : V1_HEADER_BYTES);
  }

  nodeBytes(marker: number): number {
    return this.version === 1 && (this.flags(marker) & FLAG_SHA256) !== 0 ? 32 : 20;
  }

  successorCount(marker: number): number {
    return this.bytes[(this.#starts[marker] as number) + (this.version === 0 ? 0 : 16)] as number;
  }

  /** Where successor `i` is. */
  successorOffset(marker: number, i: number): number {
    return this.predecessorOffset(marker) + (i + 1) * this.nodeBytes(marker);
  }

  flags(marker: number): number {
    const start = this.#starts[marker] as number;
    return this.version === 0 ? (this.bytes[start + 5] as number) : this.#view.getUint16(start + 14);
  }

  predecessor(marker: number): NodeId {
    return hexOf(this.bytes, this.predecessorOffset(marker), this.nodeBytes(marker));
  }

  successors(marker: number): NodeId[] {
    return this.#nodes({
      at: this.successorOffset(marker, 0),
      count: this.successorCount(marker),
      nodeBytes: this.nodeBytes(marker),
    });
  }

  #nodes({ at, count, nodeBytes }: NodeSpan): NodeId[] {
    return Array.from({ length: count }, (_, i) => hexOf(this.bytes, at + i * nodeBytes, nodeBytes));
  }

  /** The bytes of a marker, in place. */
  rawBytes(marker: number): Uint8Array {
    return this.bytes.subarray(
      this.#starts[marker] as number,
      marker + 1 < this.length ? (this.#starts[marker + 1] as number) : this.bytes.length,
    );
  }

  /** The whole marker. */
  marker(index: number): ObsMarker {
    return this.version === 0 ? this.#decodeV0(index) : this.#decodeV1(index);
  }

  #decodeV1(index: number): ObsMarker {
    const start = this.#starts[index] as number;
    const nodeBytes = this.nodeBytes(index);
    const parentCount = this.bytes[start + 17] as number;
    const parentsAt = this.successorOffset(index, this.successorCount(index));
    const recorded = parentCount !== NO_PARENTS;
    const lengthsAt = parentsAt + (recorded ? parentCount * nodeBytes : 0);
    const pairs = this.bytes[start + 18] as number;
    const metadata: [ByteString, ByteString][] = [];
    let at = lengthsAt + 2 * pairs;
    for (let i = 0; i < pairs; i++) {
      const valueAt = at + (this.bytes[lengthsAt + 2 * i] as number);
      const end = valueAt + (this.bytes[lengthsAt + 2 * i + 1] as number);
      metadata.push([byteStringOf(this.bytes, at, valueAt), byteStringOf(this.bytes, valueAt, end)]);
      at = end;
    }
    return {
      predecessor: this.predecessor(index),
      successors: this.successors(index),
      flags: this.flags(index),
      metadata: sortedMap(metadata),
      date: { seconds: this.#view.getFloat64(start + 4), offset: this.#view.getInt16(start + 12) * 60 },
      parents: recorded ? this.#nodes({ at: parentsAt, count: parentCount, nodeBytes }) : undefined,
    };
  }

  #decodeV0(index: number): ObsMarker {
    const start = this.#starts[index] as number;
    const at = this.successorOffset(index, this.successorCount(index));
    const text = byteStringOf(this.bytes, at, at + this.#view.getUint32(start + 1));
    const metadata = new Map<ByteString, ByteString>();
    for (const pair of text === '' ? [] : text.split('\0')) {
      const colon = pair.indexOf(':');
      if (colon < 0)
        throw new CorruptionError(FILE, `bad metadata in obsolescence marker ${index}`, { offset: start });
      metadata.set(pair.slice(0, colon), pair.slice(colon + 1));
    }
    const date = /^(-?\d+(?:\.\d+)?) (-?\d+)$/.exec(metadata.get('date') ?? '');
    metadata.delete('date');
    const parents: NodeId[] = [];
    let recorded = metadata.has('p0');
    for (const key of ['p0', 'p1', 'p2']) {
      const node = metadata.get(key);
      if (node === undefined) continue;
      metadata.delete(key);
      recorded = true;
      if (key !== 'p0') parents.push(node.toLowerCase());
    }
    return {
      predecessor: this.predecessor(index),
      successors: this.successors(index),
      flags: this.flags(index),
      metadata: sortedMap([...metadata]),
      date: date === null ? { seconds: 0, offset: 0 } : { seconds: Number(date[1]), offset: Number(date[2]) },
      parents: recorded ? parents : undefined,
    };
  }
}

function sortedMap(pairs: [ByteString, ByteString][]): Map<ByteString, ByteString> {
  return new Map(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
