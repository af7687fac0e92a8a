/**
 * Index entries as raw bytes, 64 per revision (the layout of revlog version 1): verify looks at fields that are out of
 * range, which the index itself refuses to give, and threads hand entries over in this form.
 */
import { hexOf, NODE_BYTES, nibbleOf } from '../../bytes/index.js';
import type { RevlogIndex } from '../../revlog/index.js';

export const ENTRY_BYTES = 64;
const OFFSET_AT = 0;
const CHUNK_LENGTH_AT = 8;
const LINK_AT = 20;
const PARENT1_AT = 24;
const PARENT2_AT = 28;
const NODE_AT = 32;

export class Entries {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.length = bytes.length / ENTRY_BYTES;
  }

  static of(index: RevlogIndex): Entries {
    return new Entries(index.allEntries());
  }

  linkrev(rev: number): number {
    return this.#view.getInt32(rev * ENTRY_BYTES + LINK_AT);
  }
  /** As stored. */
  parent1(rev: number): number {
    return this.#view.getInt32(rev * ENTRY_BYTES + PARENT1_AT);
  }
  /** As stored. */
  parent2(rev: number): number {
    return this.#view.getInt32(rev * ENTRY_BYTES + PARENT2_AT);
  }
  node(rev: number): string {
    return hexOf(this.#bytes, rev * ENTRY_BYTES + NODE_AT, NODE_BYTES);
  }
  /** First 12 digits of the node, as messages have it. */
  short(rev: number): string {
    return hexOf(this.#bytes, rev * ENTRY_BYTES + NODE_AT, 6);
  }
  /** Four bytes of the node: `i` is 0 to 4. */
  nodeWord(rev: number, i: number): number {
    return this.#view.getInt32(rev * ENTRY_BYTES + NODE_AT + 4 * i);
  }
  sameNode(a: number, b: number): boolean {
    for (let i = 0; i < 5; i++) if (this.nodeWord(a, i) !== this.nodeWord(b, i)) return false;
    return true;
  }
  /** Where the last chunk ends in a data file. */
  dataEnd(): number {
    const last = (this.length - 1) * ENTRY_BYTES;
    if (last < 0) return 0;
    const offset =
      last === 0 ? 0 : this.#view.getUint32(last + OFFSET_AT) * 0x10000 + this.#view.getUint16(last + 4);
    return offset + this.#view.getInt32(last + CHUNK_LENGTH_AT);
  }
  /** The revision of a node in hex, or -2. O(revisions). */
  find(node: string): number {
    const word = Number.parseInt(node.slice(0, 8), 16) | 0;
    for (let rev = this.length - 1; rev >= 0; rev--)
      if (this.nodeWord(rev, 0) === word && this.node(rev) === node) return rev;
    return -2;
  }
}

/** Finds revisions by node: a hash table over the entries. */
export class NodeFinder {
  readonly #entries: Entries;
  readonly #slots: Int32Array;

  /** O(revisions). Of revisions with the same node the last one is found. */
  constructor(entries: Entries) {
    this.#entries = entries;
    let size = 8;
    while (size < entries.length * 2) size *= 2;
    this.#slots = new Int32Array(size).fill(-1);
    for (let rev = entries.length - 1; rev >= 0; rev--) {
      let slot = this.#start(entries.nodeWord(rev, 0));
      while (this.#slots[slot] !== -1) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = rev;
    }
  }

  #start(word: number): number {
    return (word ^ (word >>> 15)) & (this.#slots.length - 1);
  }

  /** The revision of a node given as 40 hex digits in `bytes` at `at`; -1 for none. */
  findHex(bytes: Uint8Array, at: number): number {
    const first = hexWord(bytes, at);
    for (let slot = this.#start(first); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const rev = this.#slots[slot] as number;
      if (rev === -1) return -1;
      if (this.#entries.nodeWord(rev, 0) !== first) continue;
      let i = 1;
      while (i < 5 && this.#entries.nodeWord(rev, i) === hexWord(bytes, at + 8 * i)) i++;
      if (i === 5) return rev;
    }
  }
}

/** Eight hex digits as a signed number. */
function hexWord(bytes: Uint8Array, at: number): number {
  let word = 0;
  for (let i = at; i < at + 8; i++) word = (word << 4) | nibbleOf(bytes[i] as number);
  return word;
}

/** Revisions whose node an earlier revision has already, with that revision; undefined when there are none. O(n). */
export function duplicates(entries: Entries): Map<number, number> | undefined {
  const { length } = entries;
  if (length < 2) return undefined;
  if (length === 2) return entries.sameNode(0, 1) ? new Map([[1, 0]]) : undefined;
  let size = 8;
  while (size < length * 2) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  let found: Map<number, number> | undefined;
  for (let rev = 0; rev < length; rev++) {
    const word = entries.nodeWord(rev, 0);
    let slot = (word ^ (word >>> 15)) & (size - 1);
    for (let other = slots[slot] as number; other !== -1; other = slots[slot] as number) {
      if (entries.nodeWord(other, 0) === word && entries.sameNode(other, rev)) {
        found ??= new Map();
        found.set(rev, other);
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
    // A later duplicate names the latest revision before it.
    slots[slot] = rev;
  }
  return found;
}
