/** The index of a revlog in memory: the bytes of its entries behind accessors. */
import {
  type ByteString,
  bytesOfHex,
  hexOf,
  NODE_BYTES,
  type NodeId,
  NULL_NODE,
  NULL_REV,
} from '../bytes/index.js';
import type { Graph, RawParents } from '../dag/index.js';
import { CorruptionError, LookupError } from '../errors/index.js';
import {
  BASE_AT,
  CHUNK_LENGTH_AT,
  ENTRY_BYTES,
  FLAGS_AT,
  LINK_AT,
  NODE_AT,
  PARENT1_AT,
  PARENT2_AT,
  TEXT_LENGTH_AT,
} from './layout.js';
import type { PagedFile } from './paged-file.js';

/** Entries per page of a {@link PagedFile}. */
const PAGE_ENTRIES_SHIFT = 6;
/** A walk from page to page reads up to this many at once. */
const MOST_PAGES_AT_ONCE = 256;

/** What one revision's entry says; for appending. */
export interface IndexEntry {
  readonly offset: number;
  readonly flags: number;
  readonly chunkLength: number;
  readonly textLength: number;
  readonly base: number;
  readonly linkrev: number;
  readonly parent1: number;
  readonly parent2: number;
  readonly node: NodeId;
}

/**
 * Entries in version 1 layout, 64 bytes each, one after the other: those read from disk in one buffer, those appended
 * since in a second one that grows. Entry `rev` is never an object. Every accessor takes -1, the null revision, too;
 * any other number that is not a revision throws LookupError. Parents outside `[-1, rev)` throw CorruptionError, so
 * that walks always end. `generation` changes whenever revisions are removed or replaced.
 */
export class RevlogIndex implements Graph {
  readonly #name: string;
  readonly #base: DataView;
  readonly #baseBytes: Uint8Array;
  readonly #pages: PagedFile | undefined;
  #baseCount: number;
  #tail: DataView = new DataView(new ArrayBuffer(0));
  #tailBytes = new Uint8Array(0);
  #length: number;
  #generation = 0;
  /** `#loaded[rev >> 6]`: whether the page of that entry has been read. */
  readonly #loaded: Uint8Array;
  /** Pages that would continue the last load, and how many were loaded then. */
  #nextUp = -2;
  #nextDown = -2;
  #step = 1;
  /** What {@link node} gave last: checking a text and showing its node follow each other. */
  #lastRev = NULL_REV;
  #lastNode: NodeId = NULL_NODE;

  /**
   * @param name the revlog's name in messages.
   * @param entries whole entries; owned by the index from now on.
   * @param pages where `entries` is filled from on demand; it must be the same bytes.
   */
  constructor(name: string, entries: Uint8Array, pages?: PagedFile) {
    this.#name = name;
    this.#baseBytes = entries;
    this.#base = new DataView(entries.buffer, entries.byteOffset, entries.length);
    this.#baseCount = Math.floor(entries.length / ENTRY_BYTES);
    this.#length = this.#baseCount;
    this.#pages = pages;
    this.#loaded = new Uint8Array((this.#baseCount >> PAGE_ENTRIES_SHIFT) + 1);
    if (pages === undefined) this.#loaded.fill(1);
  }

  /** Number of revisions, without the null revision. */
  get length(): number {
    return this.#length;
  }

  /** Changes when revisions disappear; appending does not change it. */
  get generation(): number {
    return this.#generation;
  }

  /** Reads everything that is not in memory yet; walks over most of the index call it once before they start. */
  loadAll(): void {
    this.loadRange(0, this.#baseCount);
  }

  /** Reads the entries `[start, end)` as far as they are not in memory yet, in as few reads as possible. */
  loadRange(start: number, end: number): void {
    const stop = Math.min(end, this.#baseCount);
    if (this.#pages === undefined || start >= stop) return;
    this.#pages.ensure(start * ENTRY_BYTES, stop * ENTRY_BYTES);
    this.#loaded.fill(1, start >> PAGE_ENTRIES_SHIFT, ((stop - 1) >> PAGE_ENTRIES_SHIFT) + 1);
  }

  /** Loads the page of an entry, and the more of its neighbours the longer a walk goes on in one direction. */
  #load(rev: number): void {
    const page = rev >> PAGE_ENTRIES_SHIFT;
    const up = page === this.#nextUp;
    const walking = up || page === this.#nextDown;
    this.#step = walking ? Math.min(this.#step * 2, MOST_PAGES_AT_ONCE) : 1;
    const first = up ? page : Math.max(0, page - this.#step + 1);
    const end = up ? page + this.#step : page + 1;
    this.loadRange(first << PAGE_ENTRIES_SHIFT, end << PAGE_ENTRIES_SHIFT);
    this.#nextUp = end;
    this.#nextDown = first - 1;
  }

  /** Runs `action`; whatever of the index it loads, the file is opened at most once. */
  keepOpen<T>(action: () => T): T {
    return this.#pages === undefined ? action() : this.#pages.keepOpen(action);
  }

  #outOfRange(rev: number): never {
    throw new LookupError(String(rev), 'revlog index out of range');
  }

  /** Field of an entry that is in `[0, length)`. */
  #word(rev: number, at: number): number {
    if (rev < this.#baseCount) {
      if (this.#loaded[rev >> PAGE_ENTRIES_SHIFT] === 0) this.#load(rev);
      return this.#base.getInt32(rev * ENTRY_BYTES + at);
    }
    return this.#tail.getInt32((rev - this.#baseCount) * ENTRY_BYTES + at);
  }

  #field(rev: number, at: number, ofNull: number): number {
    // One comparison covers negative numbers and those beyond the end.
    if (rev >>> 0 >= this.#length) return rev === NULL_REV ? ofNull : this.#outOfRange(rev);
    return this.#word(rev, at);
  }

  #parent(rev: number, at: number): number {
    if (rev >>> 0 >= this.#length) return rev === NULL_REV ? NULL_REV : this.#outOfRange(rev);
    const parent = this.#word(rev, at);
    if (parent >= rev || parent < NULL_REV)
      throw new CorruptionError(this.#name, `parent out of range in ${this.#name}: ${rev}, ${parent}`, {
        rev,
        offset: rev * ENTRY_BYTES + at,
      });
    return parent;
  }

  /** Where the graph algorithms read parents in place, unchecked; appended entries are not there. */
  rawParents(low: number, high: number): RawParents {
    this.loadRange(low, high);
    return {
      view: this.#base,
      first: PARENT1_AT,
      second: PARENT2_AT,
      stride: ENTRY_BYTES,
      end: this.#baseCount,
    };
  }

  parent1(rev: number): number {
    return this.#parent(rev, PARENT1_AT);
  }

  parent2(rev: number): number {
    return this.#parent(rev, PARENT2_AT);
  }

  /** Both parents as they are stored, whatever they are: to show damage. */
  storedParents(rev: number): readonly [number, number] {
    return [this.#field(rev, PARENT1_AT, NULL_REV), this.#field(rev, PARENT2_AT, NULL_REV)];
  }

  /** Where the chunk starts: in the data file, or inline without counting the entries before it. */
  offset(rev: number): number {
    if (rev <= 0) return rev === 0 && this.#length > 0 ? 0 : this.#field(rev, 0, 0);
    const high = this.#field(rev, 0, 0) >>> 0;
    return high * 0x10000 + (this.#word(rev, 4) >>> 16);
  }

  flags(rev: number): number {
    return rev === NULL_REV ? 0 : this.#field(rev, FLAGS_AT - 2, 0) & 0xffff;
  }

  /** Bytes of the stored chunk. */
  chunkLength(rev: number): number {
    return this.#field(rev, CHUNK_LENGTH_AT, 0);
  }

  /** Bytes of the full text as the index has it; -1 when it does not know (version 0). */
  textLength(rev: number): number {
    return this.#field(rev, TEXT_LENGTH_AT, 0);
  }

  /** The base field as stored: see {@link deltaParent} for what it means. */
  base(rev: number): number {
    return this.#field(rev, BASE_AT, NULL_REV);
  }

  linkrev(rev: number): number {
    return this.#field(rev, LINK_AT, NULL_REV);
  }

  /** First four bytes of the node as a signed number. */
  nodeWord(rev: number): number {
    return this.#field(rev, NODE_AT, 0);
  }

  node(rev: number): NodeId {
    if (rev >>> 0 >= this.#length) return rev === NULL_REV ? NULL_NODE : this.#outOfRange(rev);
    if (rev !== this.#lastRev) {
      this.#lastNode = this.#readNode(rev);
      this.#lastRev = rev;
    }
    return this.#lastNode;
  }

  #readNode(rev: number): NodeId {
    if (rev < this.#baseCount) {
      if (this.#loaded[rev >> PAGE_ENTRIES_SHIFT] === 0) this.#load(rev);
      return hexOf(this.#baseBytes, rev * ENTRY_BYTES + NODE_AT, NODE_BYTES);
    }
    return hexOf(this.#tailBytes, (rev - this.#baseCount) * ENTRY_BYTES + NODE_AT, NODE_BYTES);
  }

  /** Copies the 20 bytes of the node to `target` at `at`. */
  copyNode(rev: number, target: Uint8Array, at: number): void {
    if (rev === NULL_REV) {
      target.fill(0, at, at + NODE_BYTES);
      return;
    }
    this.nodeWord(rev); // range check, and loads the page
    const inBase = rev < this.#baseCount;
    const source = inBase ? this.#baseBytes : this.#tailBytes;
    const start = (inBase ? rev : rev - this.#baseCount) * ENTRY_BYTES + NODE_AT;
    for (let i = 0; i < NODE_BYTES; i++) target[at + i] = source[start + i] as number;
  }

  /** Byte `i` (0-19) of the node. */
  nodeByte(rev: number, i: number): number {
    const word = this.#field(rev, NODE_AT + (i & ~3), 0);
    return (word >>> (24 - 8 * (i & 3))) & 0xff;
  }

  /** Number of leading nibbles (0-40) in which the node of `rev` agrees with `key`. */
  commonNibbles(rev: number, key: Uint8Array): number {
    for (let i = 0; i < NODE_BYTES; i++) {
      const difference = this.nodeByte(rev, i) ^ (key[i] as number);
      if (difference !== 0) return 2 * i + (difference < 16 ? 1 : 0);
    }
    return 2 * NODE_BYTES;
  }

  /** True when the 20 bytes of `key` are the node of `rev`. */
  isNode(rev: number, key: Uint8Array): boolean {
    this.nodeWord(rev);
    if (rev === NULL_REV || rev >= this.#baseCount) return this.commonNibbles(rev, key) === 2 * NODE_BYTES;
    const bytes = this.#baseBytes;
    for (let i = 0, at = rev * ENTRY_BYTES + NODE_AT; i < NODE_BYTES; i++, at++)
      if (bytes[at] !== key[i]) return false;
    return true;
  }

  /** The entries that came from disk, in place: those not loaded yet are zeros, and the first four bytes the header's. */
  entriesOnDisk(): { readonly bytes: Uint8Array; readonly count: number } {
    return { bytes: this.#baseBytes, count: this.#baseCount };
  }

  /** True when the 20 chars of `key` are the bytes of the node of `rev`. */
  isNodeText(rev: number, key: ByteString): boolean {
    this.nodeWord(rev);
    const inBase = rev < this.#baseCount;
    const bytes = inBase ? this.#baseBytes : this.#tailBytes;
    const start = (inBase ? rev : rev - this.#baseCount) * ENTRY_BYTES + NODE_AT;
    for (let i = 0; i < NODE_BYTES; i++) if (bytes[start + i] !== key.charCodeAt(i)) return false;
    return true;
  }

  /** All entries in version 1 layout, one after the other, as a copy (without the header over the first). */
  allEntries(): Uint8Array {
    this.loadAll();
    const entries = new Uint8Array(this.#length * ENTRY_BYTES);
    entries.set(this.#baseBytes.subarray(0, this.#baseCount * ENTRY_BYTES));
    const appended = (this.#length - this.#baseCount) * ENTRY_BYTES;
    entries.set(this.#tailBytes.subarray(0, appended), this.#baseCount * ENTRY_BYTES);
    entries.fill(0, 0, Math.min(4, entries.length));
    return entries;
  }

  /** The 64 bytes of an entry in version 1 layout, as a copy (revision 0 without the header). */
  entryBytes(rev: number): Uint8Array {
    this.nodeWord(rev);
    if (rev === NULL_REV) {
      const nothing = new Uint8Array(ENTRY_BYTES);
      nothing.fill(0xff, BASE_AT, NODE_AT);
      return nothing;
    }
    const inBase = rev < this.#baseCount;
    const at = (inBase ? rev : rev - this.#baseCount) * ENTRY_BYTES;
    const entry = (inBase ? this.#baseBytes : this.#tailBytes).slice(at, at + ENTRY_BYTES);
    if (rev === 0) entry.fill(0, 0, 4);
    return entry;
  }

  /**
   * Searches `[start, end)` backwards for a node by its first word; linear, no other memory touched.
   * @returns the revision or -2.
   */
  scan(key: Uint8Array, start: number, end: number): number {
    const wanted = new DataView(key.buffer, key.byteOffset).getInt32(0);
    let rev = end - 1;
    for (; rev >= this.#baseCount && rev >= start; rev--)
      if (this.nodeWord(rev) === wanted && this.commonNibbles(rev, key) === 40) return rev;
    const view = this.#base;
    for (let block = 1024; rev >= start; block *= 2) {
      const low = Math.max(start, rev + 1 - block);
      this.loadRange(low, rev + 1);
      for (; rev >= low; rev--)
        if (view.getInt32(rev * ENTRY_BYTES + NODE_AT) === wanted && this.commonNibbles(rev, key) === 40)
          return rev;
    }
    return -2;
  }

  /** Adds an entry at the end; returns its revision. Amortised O(1). */
  append(entry: IndexEntry): number {
    const node = bytesOfHex(entry.node);
    if (node === undefined || node.length !== NODE_BYTES)
      throw new LookupError(entry.node, `${this.#name}@${entry.node}: no node`);
    const at = (this.#length - this.#baseCount) * ENTRY_BYTES;
    if (at + ENTRY_BYTES > this.#tailBytes.length) {
      const grown = new Uint8Array(Math.max(64 * ENTRY_BYTES, this.#tailBytes.length * 2));
      grown.set(this.#tailBytes);
      this.#tailBytes = grown;
      this.#tail = new DataView(grown.buffer);
    }
    const view = this.#tail;
    view.setUint32(at, Math.floor(entry.offset / 0x10000));
    view.setUint16(at + 4, entry.offset % 0x10000);
    view.setUint16(at + FLAGS_AT, entry.flags);
    view.setInt32(at + CHUNK_LENGTH_AT, entry.chunkLength);
    view.setInt32(at + TEXT_LENGTH_AT, entry.textLength);
    view.setInt32(at + BASE_AT, entry.base);
    view.setInt32(at + LINK_AT, entry.linkrev);
    view.setInt32(at + PARENT1_AT, entry.parent1);
    view.setInt32(at + PARENT2_AT, entry.parent2);
    this.#tailBytes.set(node, at + NODE_AT);
    this.#tailBytes.fill(0, at + NODE_AT + NODE_BYTES, at + ENTRY_BYTES);
    return this.#length++;
  }

  /** Forgets the revisions from `rev` on. */
  deleteFrom(rev: number): void {
    if (rev >>> 0 >= this.#length) {
      if (rev === this.#length) return;
      this.#outOfRange(rev);
    }
    this.#generation++;
    this.#lastRev = NULL_REV;
    this.#length = rev;
    if (rev < this.#baseCount) this.#baseCount = rev;
  }
}
