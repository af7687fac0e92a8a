/**
 * Groups of revisions as bytes, one behind the other, as they travel between threads. Numbers are big-endian.
 *
 *     begin      1  kind (0 file, 1 manifest)  new (0 or 1)  length of the name (4)  name
 *     revision   2  node p1 p2 base (20 each)  linkrev (4)  flags (2)  length of the delta (4)  delta
 *     end        3
 */
import { type ByteString, byteStringOf, hexOf, NODE_BYTES } from '../../bytes/index.js';
import type { GroupRevision } from '../../revlog/index.js';

const BEGIN = 1;
const REVISION = 2;
const END = 3;
const BEGIN_BYTES = 7;
const BASE_AT = 1 + 3 * NODE_BYTES;
const LINK_AT = 1 + 4 * NODE_BYTES;
const FLAGS_AT = LINK_AT + 4;
const LENGTH_AT = FLAGS_AT + 2;
const REVISION_BYTES = LENGTH_AT + 4;

export interface PackedGroup {
  readonly kind: 'file' | 'manifest';
  /** Path of the file, or directory of the manifests. */
  readonly name: ByteString;
  /** Known to have no revisions yet. */
  readonly isNew: boolean;
}

/** A revision as it lies in memory, but for the number of its changeset. */
export interface RawRevision {
  /** Its node, and those of its parents behind it. */
  readonly nodes: Uint8Array;
  readonly nodesAt: number;
  /** The node of what the delta applies to. */
  readonly base: Uint8Array;
  readonly baseAt: number;
  readonly flags: number;
  /** The delta is `bytes[start, end)`. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export class GroupPacker {
  readonly #firstBytes: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  length = 0;

  constructor(firstBytes: number) {
    this.#firstBytes = firstBytes;
    this.#bytes = new Uint8Array(firstBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  begin({ kind, name, isNew }: PackedGroup): void {
    this.#reserve(BEGIN_BYTES + name.length);
    const at = this.length;
    this.#bytes[at] = BEGIN;
    this.#bytes[at + 1] = kind === 'file' ? 0 : 1;
    this.#bytes[at + 2] = isNew ? 1 : 0;
    this.#view.setUint32(at + 3, name.length);
    for (let i = 0; i < name.length; i++) this.#bytes[at + BEGIN_BYTES + i] = name.charCodeAt(i);
    this.length += BEGIN_BYTES + name.length;
  }

  add({ nodes, nodesAt, base, baseAt, flags, bytes, start, end }: RawRevision, linkrev: number): void {
    const size = end - start;
    this.#reserve(REVISION_BYTES + size);
    const to = this.length;
    this.#bytes[to] = REVISION;
    this.#bytes.set(nodes.subarray(nodesAt, nodesAt + 3 * NODE_BYTES), to + 1);
    this.#bytes.set(base.subarray(baseAt, baseAt + NODE_BYTES), to + BASE_AT);
    this.#view.setInt32(to + LINK_AT, linkrev);
    this.#view.setUint16(to + FLAGS_AT, flags);
    this.#view.setUint32(to + LENGTH_AT, size);
    this.#bytes.set(bytes.subarray(start, end), to + REVISION_BYTES);
    this.length += REVISION_BYTES + size;
  }

  end(): void {
    this.#reserve(1);
    this.#bytes[this.length++] = END;
  }

  /**
   * Everything so far, given away.
   * @param spare memory to go on with.
   */
  take(spare?: ArrayBuffer): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.length);
    this.#bytes = new Uint8Array(spare ?? new ArrayBuffer(this.#firstBytes));
    this.#view = new DataView(this.#bytes.buffer);
    this.length = 0;
    return taken;
  }
}

/** Reads groups from pieces that begin and end between records. */
export class GroupUnpacker {
  readonly #next: () => Uint8Array | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;

  /** @param next gives another piece, undefined at the end. */
  constructor(next: () => Uint8Array | undefined) {
    this.#next = next;
  }

  /** False at the end. */
  #more(): boolean {
    while (this.#at === this.#bytes.length) {
      const piece = this.#next();
      if (piece === undefined) return false;
      this.#bytes = piece;
      this.#view = new DataView(piece.buffer, piece.byteOffset, piece.length);
      this.#at = 0;
    }
    return true;
  }

  /** The next group, whose {@link revisions} are to be read before the one after. */
  group(): PackedGroup | undefined {
    if (!this.#more()) return undefined;
    const at = this.#at;
    const start = at + BEGIN_BYTES;
    this.#at = start + this.#view.getUint32(at + 3);
    return {
      kind: this.#bytes[at + 1] === 0 ? 'file' : 'manifest',
      isNew: this.#bytes[at + 2] === 1,
      name: byteStringOf(this.#bytes, start, this.#at),
    };
  }

  /** The delta of each is good until the next is asked for. Ends early where the pieces do. */
  *revisions(): Generator<GroupRevision> {
    while (this.#more()) {
      const at = this.#at;
      if (this.#bytes[at] === END) {
        this.#at++;
        return;
      }
      const bytes = this.#bytes;
      const start = at + REVISION_BYTES;
      this.#at = start + this.#view.getUint32(at + LENGTH_AT);
      yield {
        node: hexOf(bytes, at + 1, NODE_BYTES),
        p1: hexOf(bytes, at + 1 + NODE_BYTES, NODE_BYTES),
        p2: hexOf(bytes, at + 1 + 2 * NODE_BYTES, NODE_BYTES),
        base: hexOf(bytes, at + BASE_AT, NODE_BYTES),
        linkrev: this.#view.getInt32(at + LINK_AT),
        flags: this.#view.getUint16(at + FLAGS_AT),
        delta: bytes.subarray(start, this.#at),
      };
    }
  }
}
