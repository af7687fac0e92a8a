/** The first variant, keys stored in the file. See `layout.ts` for the bytes. */
import type { PageSource } from './checked-pages.js';
import { GrowingBuffer } from './growing-buffer.js';
import { AMBIGUOUS_KEY, corrupt, type LinkIndex, type NibblePrefix } from './index-interface.js';
import {
  CHILDREN_FIELD,
  HEADER_BYTES,
  KEY_FIELD,
  LINK_BYTES,
  LINK_FIELD,
  leafBytes,
  nibbleOfKey,
  RADIX_BYTES,
  ROOT_AT,
} from './layout.js';

/**
 * Insertion costs O(key length) steps; a step that splits a leaf copies what is left of its key. Loading costs nothing: a
 * buffer is used as it was read.
 */
export class Radixlink implements LinkIndex {
  readonly #name: string;
  readonly #buffer: GrowingBuffer;

  private constructor(buffer: GrowingBuffer, name: string) {
    this.#buffer = buffer;
    this.#name = name;
  }

  /** An empty index: 76 bytes of zeros. */
  static empty(name = 'radixlink'): Radixlink {
    return new Radixlink(GrowingBuffer.empty(HEADER_BYTES + RADIX_BYTES), name);
  }

  /** Uses the bytes of a file in place. @throws CorruptionError when there is no root. */
  static load(source: Uint8Array | PageSource, name = 'radixlink'): Radixlink {
    const index = new Radixlink(GrowingBuffer.over(source), name);
    const { length } = source;
    if (length < HEADER_BYTES + RADIX_BYTES) throw corrupt(name, length, 'truncated header');
    if (index.#buffer.number(ROOT_AT) !== 0) throw corrupt(name, ROOT_AT, 'the root is not a radix entry');
    return index;
  }

  get sourceOfTruthSize(): number {
    return this.#buffer.number(0);
  }
  set sourceOfTruthSize(size: number) {
    this.#buffer.setNumber(0, size);
  }
  get rawSize(): number {
    return this.#buffer.length;
  }
  bytes(): Uint8Array {
    return this.#buffer.bytes();
  }

  // Reading

  /** Key length of an entry, 0 for a radix entry. @throws CorruptionError when the entry is not whole. */
  #nibblesOf(entry: number): number {
    const { length } = this.#buffer;
    if (entry + RADIX_BYTES > length) throw corrupt(this.#name, entry, 'entry outside the file');
    const nibbles = this.#buffer.number(entry);
    if (nibbles > length - entry - KEY_FIELD)
      throw corrupt(this.#name, entry, `key length ${nibbles} beyond the end`);
    return nibbles;
  }

  /** The child of a radix entry, 0 for none. @throws CorruptionError. */
  #child(entry: number, nibble: number): number {
    const child = this.#buffer.number(entry + CHILDREN_FIELD + nibble * 4);
    if (child !== 0 && child <= entry) throw corrupt(this.#name, entry, `child ${nibble} points backwards`);
    return child;
  }

  /** How many nibbles of a leaf agree with the key from `depth` on. */
  #agreeing(leaf: number, nibbles: number, key: Uint8Array, depth: number, keyNibbles: number): number {
    const most = Math.min(nibbles, keyNibbles - depth);
    let same = 0;
    while (same < most && this.#buffer.byte(leaf + KEY_FIELD + same) === nibbleOfKey(key, depth + same))
      same++;
    return same;
  }

  /** The entry of exactly this key. */
  #find(key: Uint8Array): number | undefined {
    const keyNibbles = key.length * 2;
    let entry = ROOT_AT;
    for (let depth = 0; ; ) {
      const nibbles = this.#nibblesOf(entry);
      if (nibbles > 0) {
        const rest = keyNibbles - depth;
        return nibbles === rest && this.#agreeing(entry, nibbles, key, depth, keyNibbles) === rest
          ? entry
          : undefined;
      }
      if (depth === keyNibbles) return entry;
      entry = this.#child(entry, nibbleOfKey(key, depth));
      if (entry === 0) return undefined;
      depth++;
    }
  }

  #link(entry: number): number {
    return this.#buffer.number(entry + LINK_FIELD);
  }

  /** @throws CorruptionError when the link entry is outside the file, or not in front of `before`. */
  #checkLink(link: number, before: number): void {
    if (link < HEADER_BYTES + RADIX_BYTES || link + LINK_BYTES > this.#buffer.length)
      throw corrupt(this.#name, link, 'link entry outside the file');
    if (link >= before) throw corrupt(this.#name, link, 'link leads forward');
  }

  #valuesOfEntry(entry: number): number[] {
    const found: number[] = [];
    let before = this.#buffer.length;
    for (let link = this.#link(entry); link !== 0; link = this.#buffer.number(link)) {
      this.#checkLink(link, before);
      found.push(this.#buffer.number(link + 4));
      before = link;
    }
    return found;
  }

  #newestOfEntry(entry: number): number | undefined {
    const link = this.#link(entry);
    if (link === 0) return undefined;
    this.#checkLink(link, this.#buffer.length);
    return this.#buffer.number(link + 4);
  }

  has(key: Uint8Array): boolean {
    const entry = this.#find(key);
    return entry !== undefined && this.#link(entry) !== 0;
  }

  values(key: Uint8Array): number[] {
    const entry = this.#find(key);
    return entry === undefined ? [] : this.#valuesOfEntry(entry);
  }

  newest(key: Uint8Array): number | undefined {
    const entry = this.#find(key);
    return entry === undefined ? undefined : this.#newestOfEntry(entry);
  }

  newestByPrefix({ key, nibbles: wanted }: NibblePrefix): number | undefined | typeof AMBIGUOUS_KEY {
    let entry = ROOT_AT;
    for (let depth = 0; depth < wanted; depth++) {
      const nibbles = this.#nibblesOf(entry);
      if (nibbles > 0) {
        const rest = wanted - depth;
        if (nibbles < rest || this.#agreeing(entry, nibbles, key, depth, wanted) < rest) return undefined;
        break;
      }
      entry = this.#child(entry, nibbleOfKey(key, depth));
      if (entry === 0) return undefined;
    }
    return this.#onlyBelow(entry);
  }

  /** The newest value of the only key at or below an entry. */
  #onlyBelow(start: number): number | undefined | typeof AMBIGUOUS_KEY {
    for (let entry = start; ; ) {
      if (this.#nibblesOf(entry) > 0) return this.#newestOfEntry(entry);
      let only = 0;
      for (let nibble = 0; nibble < 16; nibble++) {
        const child = this.#child(entry, nibble);
        if (child === 0) continue;
        if (only !== 0) return AMBIGUOUS_KEY;
        only = child;
      }
      if (this.#link(entry) !== 0) return only === 0 ? this.#newestOfEntry(entry) : AMBIGUOUS_KEY;
      if (only === 0) return undefined;
      entry = only;
    }
  }

  shortestPrefix(key: Uint8Array): number {
    const keyNibbles = key.length * 2;
    let entry = ROOT_AT;
    // Nibbles that at least one other key shares with this one.
    let shared = -1;
    for (let depth = 0; ; ) {
      const nibbles = this.#nibblesOf(entry);
      if (nibbles > 0) {
        const same = this.#agreeing(entry, nibbles, key, depth, keyNibbles);
        const isKey = same === nibbles && depth + nibbles === keyNibbles;
        if (!isKey) shared = depth + same;
        break;
      }
      if (this.#hasOther(entry, depth === keyNibbles ? -1 : nibbleOfKey(key, depth))) shared = depth;
      if (depth === keyNibbles) break;
      entry = this.#child(entry, nibbleOfKey(key, depth));
      if (entry === 0) break;
      depth++;
    }
    return Math.min(shared + 1, keyNibbles);
  }

  /** Whether keys end at or go on from a radix entry other than through `nibble` (-1: other than ending here). */
  #hasOther(entry: number, nibble: number): boolean {
    if (nibble >= 0 && this.#link(entry) !== 0) return true;
    for (let i = 0; i < 16; i++) if (i !== nibble && this.#child(entry, i) !== 0) return true;
    return false;
  }

  // Writing

  /** Adds a value in front of the key's list. @throws CorruptionError when loaded bytes are damaged on the way. */
  insert(key: Uint8Array, value: number): void {
    const entry = this.#findOrCreate(key);
    const link = this.#buffer.extend(LINK_BYTES);
    this.#buffer.setNumber(link, this.#link(entry));
    this.#buffer.setNumber(link + 4, value);
    this.#buffer.setNumber(entry + LINK_FIELD, link);
  }

  #findOrCreate(key: Uint8Array): number {
    const keyNibbles = key.length * 2;
    let entry = ROOT_AT;
    for (let depth = 0; ; ) {
      const nibbles = this.#nibblesOf(entry);
      if (nibbles > 0) {
        const rest = keyNibbles - depth;
        if (nibbles === rest && this.#agreeing(entry, nibbles, key, depth, keyNibbles) === rest) return entry;
        this.#split(entry, nibbles);
        continue;
      }
      if (depth === keyNibbles) return entry;
      const nibble = nibbleOfKey(key, depth);
      const child = this.#child(entry, nibble);
      depth++;
      if (child !== 0) {
        entry = child;
        continue;
      }
      const created = this.#newEntry(keyNibbles - depth);
      for (let i = depth; i < keyNibbles; i++)
        this.#buffer.setByte(created + KEY_FIELD + i - depth, nibbleOfKey(key, i));
      this.#buffer.setNumber(entry + CHILDREN_FIELD + nibble * 4, created);
      return created;
    }
  }

  /** A leaf with room for a key, or an empty radix entry for none. */
  #newEntry(nibbles: number): number {
    const entry = this.#buffer.extend(nibbles === 0 ? RADIX_BYTES : leafBytes(nibbles));
    if (nibbles > 0) this.#buffer.setNumber(entry, nibbles);
    return entry;
  }

  /** Moves a leaf one level down: what it was becomes a radix entry with the moved one as its only child. */
  #split(leaf: number, nibbles: number): void {
    const first = this.#buffer.byte(leaf + KEY_FIELD);
    if (first > 15) throw corrupt(this.#name, leaf, 'a key holds more than nibbles');
    const moved = this.#newEntry(nibbles - 1);
    this.#buffer.setNumber(moved + LINK_FIELD, this.#link(leaf));
    for (let i = 1; i < nibbles; i++)
      this.#buffer.setByte(moved + KEY_FIELD + i - 1, this.#buffer.byte(leaf + KEY_FIELD + i));
    this.#buffer.fill(leaf, leaf + leafBytes(nibbles));
    this.#buffer.setNumber(leaf + CHILDREN_FIELD + first * 4, moved);
  }
}
