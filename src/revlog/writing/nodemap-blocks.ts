/** The blocks of a persistent node map, made anew or changed by appending. */
import { NODE_BYTES } from '../../bytes/index.js';
import { nibbleAt } from '../node-tree.js';
import type { RevlogIndex } from '../revlog-index.js';

const SLOTS = 16;
export const NODEMAP_BLOCK_BYTES = 64;
const EMPTY = -1;
const NIBBLES = 2 * NODE_BYTES;

/** Value of slot `nibble` in old block `block`; undefined when the file is damaged. */
export type OldSlot = (block: number, nibble: number) => number | undefined;

/**
 * Blocks as in the file (see `persistent-nodemap.ts`). An old block is never changed: it is copied to the end when a new
 * revision goes through it. The root comes last, so it is copied whenever there is anything new.
 */
export class NodemapBlocks {
  readonly #index: RevlogIndex;
  readonly #key = new Uint8Array(NODE_BYTES);
  readonly #oldCount: number;
  readonly #oldSlot: OldSlot | undefined;
  /** New blocks from number {@link #oldCount} on; the first of them here is the root, which is written last. */
  #slots: Int32Array;
  #count = 1;
  #copied = 0;

  /** @param oldCount blocks in the file, the last being the root; 0 for a new file. */
  constructor(index: RevlogIndex, expected: number, oldCount = 0, oldSlot?: OldSlot) {
    this.#index = index;
    this.#oldCount = oldCount;
    this.#oldSlot = oldSlot;
    this.#slots = new Int32Array(SLOTS * Math.max(8, Math.ceil(expected * 0.4))).fill(EMPTY);
  }

  /** Bytes of old blocks that nothing refers to any more. */
  get replacedBytes(): number {
    return this.#copied * NODEMAP_BLOCK_BYTES;
  }

  /** Makes the root; false when the file is damaged. */
  begin(): boolean {
    return this.#oldCount === 0 || this.#copy(this.#oldCount - 1, 0);
  }

  /** Copies an old block into new block `target` (an index into the new ones). */
  #copy(old: number, target: number): boolean {
    for (let nibble = 0; nibble < SLOTS; nibble++) {
      const value = (this.#oldSlot as OldSlot)(old, nibble);
      if (value === undefined || value >= this.#oldCount) return false;
      this.#slots[target * SLOTS + nibble] = value;
    }
    this.#copied++;
    return true;
  }

  #newBlock(): number {
    if ((this.#count + 1) * SLOTS > this.#slots.length) {
      const slots = new Int32Array(this.#slots.length * 2).fill(EMPTY, this.#slots.length);
      slots.set(this.#slots);
      this.#slots = slots;
    }
    return this.#count++;
  }

  /** Number in the file of new block `block`: all but the root in order, then the root. */
  #numberOf(block: number): number {
    return this.#oldCount + block - 1;
  }

  /** Adds a revision; false when the file turns out damaged. O(depth). */
  insert(rev: number): boolean {
    const index = this.#index;
    const key = this.#key;
    index.copyNode(rev, key, 0);
    let block = 0;
    for (let level = 0; level < NIBBLES; level++) {
      const at = block * SLOTS + nibbleAt(key, level);
      const value = this.#slots[at] as number;
      if (value === EMPTY) {
        this.#slots[at] = -(rev + 2);
        return true;
      }
      if (value >= this.#oldCount) {
        block = value - this.#oldCount + 1;
        continue;
      }
      if (value >= 0) {
        const copy = this.#newBlock();
        if (!this.#copy(value, copy)) return false;
        this.#slots[at] = this.#numberOf(copy);
        block = copy;
        continue;
      }
      const other = -value - 2;
      if (other >= rev) return false;
      const common = index.commonNibbles(other, key);
      if (common === NIBBLES || common <= level) return false;
      let slot = at;
      for (let i = level + 1; i <= common; i++) {
        const below = this.#newBlock();
        this.#slots[slot] = this.#numberOf(below);
        slot = below * SLOTS + nibbleAt(key, i);
      }
      this.#slots[slot] = -(rev + 2);
      const byte = index.nodeByte(other, common >> 1);
      this.#slots[(slot & ~15) + ((common & 1) === 0 ? byte >> 4 : byte & 15)] = value;
      return true;
    }
    return false;
  }

  /** What belongs at the end of the file. */
  encode(): Uint8Array {
    const bytes = new Uint8Array(this.#count * NODEMAP_BLOCK_BYTES);
    const view = new DataView(bytes.buffer);
    let at = 0;
    for (let i = SLOTS; i < this.#count * SLOTS; i++, at += 4) view.setInt32(at, this.#slots[i] as number);
    for (let i = 0; i < SLOTS; i++, at += 4) view.setInt32(at, this.#slots[i] as number);
    return bytes;
  }
}
