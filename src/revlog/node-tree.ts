/** Hex prefix -> revision, as a trie of 16-way blocks. */
import { NULL_REV, nibbleOf } from '../bytes/index.js';
import type { RevlogIndex } from './revlog-index.js';

const NIBBLES = 40;

/** Result of a search that found nothing, and of one that found several. */
export const NOT_FOUND = -2;
export const AMBIGUOUS = -3;

/** Nibble `level` (0-39) of a node's bytes. */
export function nibbleAt(key: Uint8Array, level: number): number {
  const byte = key[level >> 1] as number;
  return (level & 1) === 0 ? byte >> 4 : byte & 15;
}

/** Writes a hex text (at most 40 digits, odd lengths too) into `key`; false when it is not that. */
export function parseHexKey(hex: string, key: Uint8Array): boolean {
  if (hex.length > NIBBLES) return false;
  for (let i = 0; i < hex.length; i += 2) {
    const high = nibbleOf(hex.charCodeAt(i));
    const low = i + 1 < hex.length ? nibbleOf(hex.charCodeAt(i + 1)) : 0;
    if (high < 0 || low < 0) return false;
    key[i >> 1] = (high << 4) | low;
  }
  return true;
}

/**
 * Blocks of 16 numbers, one per nibble: 0 is empty, a positive number another block, a negative one a leaf:
 * -(rev + 2). Block 0 is the root. Nodes are not copied: they are compared in the index. A tree may hold any subset of
 * the revisions, -1 included. Once revisions have been removed from the index, the tree {@link isInvalidated}.
 */
export class NodeTree {
  readonly #index: RevlogIndex;
  readonly #generation: number;
  readonly #key = new Uint8Array(20);
  #blocks: Int32Array;
  #count = 1;

  /** @param expected about how many revisions will be inserted. */
  constructor(index: RevlogIndex, expected = 64) {
    this.#index = index;
    this.#generation = index.generation;
    // With random nodes a leaf needs about 1.3 / 4 blocks.
    this.#blocks = new Int32Array(16 * Math.max(4, Math.ceil(expected * 0.4)));
  }

  /** The index has lost revisions since this tree was made: its answers may be wrong. */
  get isInvalidated(): boolean {
    return this.#index.generation !== this.#generation;
  }

  /** Adds a revision; adding one again, or a second one with the same node, keeps the later. O(depth). */
  insert(rev: number): void {
    const index = this.#index;
    const key = this.#key;
    index.copyNode(rev, key, 0);
    let block = 0;
    for (let level = 0; level < NIBBLES; level++) {
      const at = block * 16 + nibbleAt(key, level);
      const value = this.#blocks[at] as number;
      if (value > 0) {
        block = value;
        continue;
      }
      if (value === 0) {
        this.#blocks[at] = -(rev + 2);
        return;
      }
      const other = -value - 2;
      const common = other === rev ? NIBBLES : index.commonNibbles(other, key);
      if (common === NIBBLES) {
        this.#blocks[at] = -(rev + 2);
        return;
      }
      this.#split(at, level, common, other, rev);
      return;
    }
  }

  /** Replaces the leaf at `at` by blocks down to the nibble in which both nodes differ. */
  #split(at: number, level: number, common: number, other: number, rev: number): void {
    const key = this.#key;
    let slot = at;
    for (let i = level + 1; i <= common; i++) {
      const block = this.#newBlock();
      this.#blocks[slot] = block;
      slot = block * 16 + nibbleAt(key, i);
    }
    this.#blocks[slot] = -(rev + 2);
    const byte = this.#index.nodeByte(other, common >> 1);
    const nibble = (common & 1) === 0 ? byte >> 4 : byte & 15;
    this.#blocks[(slot & ~15) + nibble] = -(other + 2);
  }

  #newBlock(): number {
    if ((this.#count + 1) * 16 > this.#blocks.length) {
      const blocks = new Int32Array(this.#blocks.length * 2);
      blocks.set(this.#blocks);
      this.#blocks = blocks;
    }
    return this.#count++;
  }

  /**
   * The revision whose node starts with the first `nibbles` digits of `key`; {@link NOT_FOUND} or {@link AMBIGUOUS}.
   * O(depth).
   */
  findKey(key: Uint8Array, nibbles: number): number {
    const blocks = this.#blocks;
    let block = 0;
    for (let level = 0; level < nibbles; level++) {
      const value = blocks[block * 16 + nibbleAt(key, level)] as number;
      if (value > 0) {
        block = value;
        continue;
      }
      if (value === 0) return NOT_FOUND;
      const rev = -value - 2;
      return this.#index.commonNibbles(rev, key) >= nibbles ? rev : NOT_FOUND;
    }
    return this.#only(block);
  }

  /** The one revision below a block, when there is only one (possible in the root alone). */
  #only(block: number): number {
    let found = NOT_FOUND;
    for (let i = block * 16; i < block * 16 + 16; i++) {
      const value = this.#blocks[i] as number;
      if (value === 0) continue;
      if (value > 0 || found !== NOT_FOUND) return AMBIGUOUS;
      found = -value - 2;
    }
    return found;
  }

  /** As {@link findKey} for a hex prefix; {@link NOT_FOUND} for what is not one. */
  find(hexPrefix: string): number {
    return parseHexKey(hexPrefix, this.#key) ? this.findKey(this.#key, hexPrefix.length) : NOT_FOUND;
  }

  /** Digits of the shortest prefix that only this key has among the tree's nodes (at least 1, at most 40). O(depth). */
  shortestKey(key: Uint8Array): number {
    let block = 0;
    for (let level = 0; level < NIBBLES; level++) {
      const value = this.#blocks[block * 16 + nibbleAt(key, level)] as number;
      if (value > 0) {
        block = value;
        continue;
      }
      if (value === 0) return level + 1;
      const common = this.#index.commonNibbles(-value - 2, key);
      // Itself, or the only other node on this path: one more digit tells them apart.
      return common === NIBBLES ? level + 1 : common + 1;
    }
    return NIBBLES;
  }

  /** As {@link shortestKey} for a node in hex; undefined when the node is not in the tree. */
  shortest(node: string): number | undefined {
    if (node.length !== NIBBLES || this.find(node) < NULL_REV) return undefined;
    return this.shortestKey(this.#key);
  }
}
