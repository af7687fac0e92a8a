/** The markers of an `obsstore` as offsets into its bytes: 200,000 markers cost two typed arrays, not a million objects. */
import { type ByteString, byteStringOf, hexOf, NODE_BYTES, type NodeId } from '../../bytes/index.js';
import { CorruptionError } from '../../errors/index.js';
import { type LazyBytes, loadedBytes } from '../../platform/index.js';
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

/**
 * The markers of one file. A marker is named by the offset at which it starts, so whoever knows offsets need not read the rest.
 * Decoding is lazy; lengths are checked before anything is looked at.
 */
export class ObsMarkers {
  readonly #source: LazyBytes;
  readonly #bytes: Uint8Array;
  readonly version: number;
  readonly #view: DataView;
  #whole = false;
  #offsets: Uint32Array | undefined;
  /** The marker that was checked last, and where it ends. */
  #checked = -1;
  #checkedEnd = 0;

  /** @throws CorruptionError for an unknown version. O(1). */
  constructor(source: Uint8Array | LazyBytes) {
    this.#source = source instanceof Uint8Array ? loadedBytes(source) : source;
    const { bytes } = this.#source;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#source.ensure(0, Math.min(1, bytes.length));
    this.version = bytes.length === 0 ? 1 : (bytes[0] as number);
    if (this.version > 1)
      throw new CorruptionError(FILE, `parsing obsolete marker: unknown version ${this.version}`, {
        offset: 0,
      });
  }

  /** Bytes of the file. */
  get byteLength(): number {
    return this.#bytes.length;
  }

  /** O(1), unlike {@link length}. */
  get isEmpty(): boolean {
    return this.#bytes.length <= 1;
  }

  /** The whole file. */
  wholeBytes(): Uint8Array {
    if (!this.#whole) this.#source.ensure(0, this.#bytes.length);
    this.#whole = true;
    return this.#bytes;
  }

  /** All markers in file order. O(markers) the first time. @throws CorruptionError for a marker that ends beyond the file. */
  get offsets(): Uint32Array {
    if (this.#offsets === undefined) {
      const size = this.wholeBytes().length;
      let starts = new Uint32Array(Math.min(1024, (size >> 4) + 1));
      let count = 0;
      for (let at = 1; at < size; ) {
        if (count === starts.length) {
          const grown = new Uint32Array(count * 2);
          grown.set(starts);
          starts = grown;
        }
        starts[count++] = at;
        at = this.#endOf(at);
      }
      this.#offsets = starts.subarray(0, count);
    }
    return this.#offsets;
  }

  /** Number of markers. O(markers) the first time. */
  get length(): number {
    return this.isEmpty ? 0 : this.offsets.length;
  }

  /** Markers that start at or behind an offset (which must be the start of one, or the end), in file order. */
  *from(offset: number): IterableIterator<number> {
    for (let at = Math.max(offset, 1); at < this.#bytes.length; at = this.end(at)) yield at;
  }

  #endOf(at: number): number {
    return this.version === 0 ? this.#endOfV0(at) : this.#endOfV1(at);
  }

  /** Where a marker ends; after this it can be decoded. @throws CorruptionError when it ends beyond the file. */
  end(marker: number): number {
    if (this.#checked !== marker) {
      this.#checkedEnd = this.#endOf(marker);
      this.#checked = marker;
    }
    return this.#checkedEnd;
  }

  #overflow(at: number): CorruptionError {
    return new CorruptionError(FILE, `overflow in obsstore at offset ${at}`, { offset: at });
  }

  #endOfV0(at: number): number {
    const size = this.#bytes.length;
    if (at + V0_HEADER_BYTES > size) throw this.#overflow(at);
    if (!this.#whole) this.#source.ensure(at, at + V0_HEADER_BYTES);
    const metadata = at + V0_HEADER_BYTES + 20 * (this.#bytes[at] as number);
    if (metadata > size) throw this.#overflow(at);
    const length = this.#view.getUint32(at + 1);
    if (metadata + length > size)
      throw new CorruptionError(
        FILE,
        `parsing obsolete marker: metadata is too short, ${length} bytes expected, got ${size - metadata}`,
        { offset: at },
      );
    if (!this.#whole) this.#source.ensure(at, metadata + length);
    return metadata + length;
  }

  #endOfV1(at: number): number {
    const size = this.#bytes.length;
    if (at + V1_HEADER_BYTES > size) throw this.#overflow(at);
    if (!this.#whole) this.#source.ensure(at, at + V1_HEADER_BYTES);
    const end = at + this.#view.getUint32(at);
    if (end > size) throw this.#overflow(at);
    if (!this.#whole) this.#source.ensure(at, end);
    const nodeBytes = (this.#view.getUint16(at + 14) & FLAG_SHA256) !== 0 ? 32 : 20;
    const parents = this.#bytes[at + 17] as number;
    const nodes = 1 + (this.#bytes[at + 16] as number) + (parents === NO_PARENTS ? 0 : parents);
    const pairs = this.#bytes[at + 18] as number;
    let used = at + V1_HEADER_BYTES + nodes * nodeBytes;
    const lengths = used;
    used += 2 * pairs;
    if (used > end) throw this.#overflow(at);
    for (let i = lengths; i < lengths + 2 * pairs; i++) used += this.#bytes[i] as number;
    if (used > end) throw this.#overflow(at);
    return end;
  }

  /** Where the predecessor's bytes are; only 20-byte nodes can name a changeset. */
  predecessorOffset(marker: number): number {
    return marker + (this.version === 0 ? 6 : V1_HEADER_BYTES);
  }

  nodeBytes(marker: number): number {
    return this.version === 1 && (this.flags(marker) & FLAG_SHA256) !== 0 ? 32 : 20;
  }

  successorCount(marker: number): number {
    this.end(marker);
    return this.#bytes[marker + (this.version === 0 ? 0 : 16)] as number;
  }

  /** Where successor `i` is. */
  successorOffset(marker: number, i: number): number {
    return this.predecessorOffset(marker) + (i + 1) * this.nodeBytes(marker);
  }

  /** Whether the 20 bytes at an offset within a marker are zeros. */
  isNullNode(at: number): boolean {
    if (!this.#whole) this.#source.ensure(at, at + NODE_BYTES);
    for (let i = at; i < at + NODE_BYTES; i++) if (this.#bytes[i] !== 0) return false;
    return true;
  }

  /** Whether the 20 bytes at an offset within a marker are this node. */
  isNode(at: number, node: Uint8Array): boolean {
    if (!this.#whole) this.#source.ensure(at, at + NODE_BYTES);
    for (let i = 0; i < NODE_BYTES; i++) if (this.#bytes[at + i] !== node[i]) return false;
    return true;
  }

  /** Where the recorded parents' bytes are. Format 0 holds them as text: none. */
  parentOffsets(marker: number): number[] {
    this.end(marker);
    const count = this.version === 0 ? NO_PARENTS : (this.#bytes[marker + 17] as number);
    if (count === NO_PARENTS) return [];
    const first = this.successorOffset(marker, this.successorCount(marker));
    return Array.from({ length: count }, (_, i) => first + i * this.nodeBytes(marker));
  }

  flags(marker: number): number {
    this.end(marker);
    return this.version === 0 ? (this.#bytes[marker + 5] as number) : this.#view.getUint16(marker + 14);
  }

  predecessor(marker: number): NodeId {
    this.end(marker);
    return hexOf(this.#bytes, this.predecessorOffset(marker), this.nodeBytes(marker));
  }

  successors(marker: number): NodeId[] {
    return this.#nodes({
      at: this.successorOffset(marker, 0),
      count: this.successorCount(marker),
      nodeBytes: this.nodeBytes(marker),
    });
  }

  #nodes({ at, count, nodeBytes }: NodeSpan): NodeId[] {
    return Array.from({ length: count }, (_, i) => hexOf(this.#bytes, at + i * nodeBytes, nodeBytes));
  }

  /** The bytes of a marker, in place. */
  rawBytes(marker: number): Uint8Array {
    return this.#bytes.subarray(marker, this.end(marker));
  }

  /** The whole marker. */
  marker(marker: number): ObsMarker {
    this.end(marker);
    return this.version === 0 ? this.#decodeV0(marker) : this.#decodeV1(marker);
  }

  #decodeV1(marker: number): ObsMarker {
    const nodeBytes = this.nodeBytes(marker);
    const parentCount = this.#bytes[marker + 17] as number;
    const parentsAt = this.successorOffset(marker, this.successorCount(marker));
    const recorded = parentCount !== NO_PARENTS;
    const lengthsAt = parentsAt + (recorded ? parentCount * nodeBytes : 0);
    const pairs = this.#bytes[marker + 18] as number;
    const metadata: [ByteString, ByteString][] = [];
    let at = lengthsAt + 2 * pairs;
    for (let i = 0; i < pairs; i++) {
      const valueAt = at + (this.#bytes[lengthsAt + 2 * i] as number);
      const end = valueAt + (this.#bytes[lengthsAt + 2 * i + 1] as number);
      metadata.push([byteStringOf(this.#bytes, at, valueAt), byteStringOf(this.#bytes, valueAt, end)]);
      at = end;
    }
    return {
      predecessor: this.predecessor(marker),
      successors: this.successors(marker),
      flags: this.flags(marker),
      metadata: sortedMap(metadata),
      date: { seconds: this.#view.getFloat64(marker + 4), offset: this.#view.getInt16(marker + 12) * 60 },
      parents: recorded ? this.#nodes({ at: parentsAt, count: parentCount, nodeBytes }) : undefined,
    };
  }

  #decodeV0(marker: number): ObsMarker {
    const at = this.successorOffset(marker, this.successorCount(marker));
    const text = byteStringOf(this.#bytes, at, at + this.#view.getUint32(marker + 1));
    const metadata = new Map<ByteString, ByteString>();
    for (const pair of text === '' ? [] : text.split('\0')) {
      const colon = pair.indexOf(':');
      if (colon < 0)
        throw new CorruptionError(FILE, `bad metadata in obsolescence marker at offset ${marker}`, {
          offset: marker,
        });
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
      predecessor: this.predecessor(marker),
      successors: this.successors(marker),
      flags: this.flags(marker),
      metadata: sortedMap([...metadata]),
      date: date === null ? { seconds: 0, offset: 0 } : { seconds: Number(date[1]), offset: Number(date[2]) },
      parents: recorded ? parents : undefined,
    };
  }
}

function sortedMap(pairs: [ByteString, ByteString][]): Map<ByteString, ByteString> {
  return new Map(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
