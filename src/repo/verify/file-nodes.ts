/** Which versions of which files the manifests mention: pairs of path and node in typed arrays. */
import { nibbleOf } from '../../bytes/index.js';
import type { Entries } from './entries.js';

const FREE = 0;
/** Values of hex digits by byte, -1 for other bytes: a table at hand is twice as fast as a call here. */
const NIBBLES = Int8Array.from({ length: 256 }, (_, byte) => nibbleOf(byte));
/** Words per pair: path, five of the node, where it was seen, next pair of the path. */
const WORDS = 8;
const SEEN_AT = 6;
const NEXT_AT = 7;

/** What {@link FileNodes.seen} says of a pair whose linkrev cannot be trusted. */
export const NO_LINKREV = -1;
const CONSUMED = -2;

/** Pairs are numbered from 0 in order of arrival. */
export class FileNodes {
  #data = new Int32Array(WORDS << 12);
  #count = 0;
  /** Pair + 1, or 0. */
  #slots = new Int32Array(1 << 13);
  /** Per path: its last pair + 1. */
  #lists = new Int32Array(1 << 10);
  readonly #key = new Int32Array(5);

  get size(): number {
    return this.#count;
  }

  /** Where a pair was seen: a manifest revision at first, its linkrev later (the caller says when). */
  seen(pair: number): number {
    return this.#data[pair * WORDS + SEEN_AT] as number;
  }

  setSeen(pair: number, value: number): void {
    this.#data[pair * WORDS + SEEN_AT] = value;
  }

  /** Whether any manifest mentions the path. */
  hasPath(path: number): boolean {
    return path < this.#lists.length && this.#lists[path] !== 0;
  }

  /** Pairs of a path that no filelog revision has claimed. */
  *unclaimed(path: number): IterableIterator<number> {
    if (!this.hasPath(path)) return;
    for (
      let pair = this.#lists[path] as number;
      pair !== 0;
      pair = this.#data[(pair - 1) * WORDS + NEXT_AT] as number
    )
      if (this.seen(pair - 1) !== CONSUMED) yield pair - 1;
  }

  /** The node of a pair in hex. */
  node(pair: number): string {
    let hex = '';
    for (let i = 1; i <= 5; i++)
      hex += ((this.#data[pair * WORDS + i] as number) >>> 0).toString(16).padStart(8, '0');
    return hex;
  }

  /**
   * Notes that a manifest revision mentions a path with the node in the 40 hex digits at `at`; the lowest revision stays.
   * @returns false when those are no hex digits.
   */
  addHex(path: number, bytes: Uint8Array, at: number, rev: number): boolean {
    const key = this.#key;
    let bad = 0;
    for (let i = 0, from = at; i < 5; i++) {
      let word = 0;
      for (let digit = 0; digit < 8; digit++) {
        const nibble = NIBBLES[bytes[from++] as number] as number;
        bad |= nibble;
        word = (word << 4) | nibble;
      }
      key[i] = word;
    }
    if (bad < 0) return false;
    const pair = this.#find(path);
    if (pair < 0) this.#add(path, rev, ~pair);
    else if (rev < this.seen(pair)) this.setSeen(pair, rev);
    return true;
  }

  /**
   * Takes the pair of a path and the node of a filelog's revision.
   * @returns false when no manifest mentions it, or it was taken before.
   */
  claim(path: number, entries: Entries, rev: number): boolean {
    for (let i = 0; i < 5; i++) this.#key[i] = entries.nodeWord(rev, i);
    const pair = this.#find(path);
    if (pair < 0 || this.seen(pair) === CONSUMED) return false;
    this.setSeen(pair, CONSUMED);
    return true;
  }

  /** The pair of `path` and the key, or `~slot` of where it belongs. */
  #find(path: number): number {
    const key = this.#key;
    const data = this.#data;
    const mask = this.#slots.length - 1;
    const first = key[0] as number;
    for (
      let slot = (first ^ (first >>> 15) ^ Math.imul(path, 0x9e3779b1)) & mask;
      ;
      slot = (slot + 1) & mask
    ) {
      const pair = (this.#slots[slot] as number) - 1;
      if (pair < 0) return ~slot;
      const at = pair * WORDS;
      if (
        data[at + 1] === first &&
        data[at] === path &&
        data[at + 2] === key[1] &&
        data[at + 3] === key[2] &&
        data[at + 4] === key[3] &&
        data[at + 5] === key[4]
      )
        return pair;
    }
  }

  #add(path: number, rev: number, slot: number): void {
    const pair = this.#count++;
    if (this.#count * WORDS > this.#data.length) {
      const grown = new Int32Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    if (path >= this.#lists.length) {
      const grown = new Int32Array(Math.max(this.#lists.length * 2, path + 1));
      grown.set(this.#lists);
      this.#lists = grown;
    }
    const at = pair * WORDS;
    this.#data[at] = path;
    this.#data.set(this.#key, at + 1);
    this.#data[at + SEEN_AT] = rev;
    this.#data[at + NEXT_AT] = this.#lists[path] as number;
    this.#lists[path] = pair + 1;
    this.#slots[slot] = pair + 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let pair = 0; pair < this.#count; pair++) {
      const first = this.#data[pair * WORDS + 1] as number;
      const path = this.#data[pair * WORDS] as number;
      let slot = (first ^ (first >>> 15) ^ Math.imul(path, 0x9e3779b1)) & mask;
      while (slots[slot] !== FREE) slot = (slot + 1) & mask;
      slots[slot] = pair + 1;
    }
    this.#slots = slots;
  }
}
