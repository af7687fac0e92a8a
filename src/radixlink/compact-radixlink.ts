/** The compact variant, keys left where they are. See `compact-layout.ts` for the bytes. */

import type { PageSource } from './checked-pages.js';
import {
  COMPACT_HEADER_BYTES,
  COMPACT_LEAF_BYTES,
  COMPACT_LINK_BYTES,
  COMPACT_RADIX_BYTES,
  COMPACT_ROOT_AT,
  directSlot,
  END_SLOT,
  isDirect,
  isLeaf,
  MOST_DIRECT,
  MOST_SINGLE,
} from './compact-layout.js';
import { GrowingBuffer } from './growing-buffer.js';
import { AMBIGUOUS_KEY, corrupt, type LinkIndex, type NibblePrefix } from './index-interface.js';
import type { KeyReader } from './key-reader.js';
import { nibbleOfKey } from './layout.js';

/** About a quarter of the first variant's size for 20-byte keys that are their own values; lookups ask the key reader once. */
export class CompactRadixlink implements LinkIndex {
  readonly #name: string;
  readonly #buffer: GrowingBuffer;
  readonly #keys: KeyReader;

  private constructor(buffer: GrowingBuffer, keys: KeyReader, name: string) {
    this.#buffer = buffer;
    this.#keys = keys;
    this.#name = name;
  }

  static empty(keys: KeyReader, name = 'radixlink'): CompactRadixlink {
    return new CompactRadixlink(GrowingBuffer.empty(COMPACT_HEADER_BYTES + COMPACT_RADIX_BYTES), keys, name);
  }

  /** Uses the bytes of a file in place. @throws CorruptionError when there is no root. */
  static load(source: Uint8Array | PageSource, keys: KeyReader, name = 'radixlink'): CompactRadixlink {
    const { length } = source;
    if (length < COMPACT_HEADER_BYTES + COMPACT_RADIX_BYTES) throw corrupt(name, length, 'truncated header');
    return new CompactRadixlink(GrowingBuffer.over(source), keys, name);
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

  #slot(radix: number, nibble: number): number {
    return this.#buffer.number(radix + nibble * 4);
  }

  /** Offset of a radix entry that a slot of `parent` names. @throws CorruptionError. */
  #radix(slot: number, parent: number): number {
    if (slot <= parent) throw corrupt(this.#name, parent, 'a child points backwards');
    if ((slot & 3) !== 0 || slot + COMPACT_RADIX_BYTES > this.#buffer.length)
      throw corrupt(this.#name, slot, 'radix entry outside the file');
    return slot;
  }

  /** Offset of the leaf entry that a slot names. @throws CorruptionError. */
  #leaf(slot: number): number {
    const leaf = slot - 2;
    if (leaf < COMPACT_HEADER_BYTES || leaf + COMPACT_LEAF_BYTES > this.#buffer.length)
      throw corrupt(this.#name, leaf, 'leaf entry outside the file');
    return leaf;
  }

  #isRadix(slot: number): boolean {
    return (slot & 3) === 0;
  }

  /** Key reference of a direct slot or a leaf. @throws CorruptionError when the source has no such key. */
  #reference(slot: number): number {
    if ((slot & 3) === 3) throw corrupt(this.#name, slot, 'unknown kind of slot');
    const reference = isDirect(slot) ? slot >>> 2 : this.#buffer.number(this.#leaf(slot));
    if (this.#keys.nibbles(reference) < 0)
      throw corrupt(this.#name, slot, `no key has the reference ${reference}`);
    return reference;
  }

  /** How many of the first `nibbles` nibbles of `key` the referred key has, from `depth` on. */
  #common(reference: number, key: Uint8Array, nibbles: number, depth: number): number {
    const most = Math.min(nibbles, this.#keys.nibbles(reference));
    let same = depth;
    while (same < most && this.#keys.nibble(reference, same) === nibbleOfKey(key, same)) same++;
    return same;
  }

  #isKey(reference: number, key: Uint8Array): boolean {
    const nibbles = key.length * 2;
    return this.#keys.nibbles(reference) === nibbles && this.#common(reference, key, nibbles, 0) === nibbles;
  }

  /** The direct slot or leaf of exactly this key, 0 for none. */
  #find(key: Uint8Array): number {
    const nibbles = key.length * 2;
    let radix = COMPACT_ROOT_AT;
    const buffer = this.#buffer;
    const last = buffer.length - COMPACT_RADIX_BYTES;
    for (let depth = 0; ; depth++) {
      // One call per level: walks are short, and most programs ask few questions.
      const byte = key[depth >> 1] as number;
      const nibble = depth === nibbles ? END_SLOT : (depth & 1) === 0 ? byte >> 4 : byte & 15;
      const slot = buffer.number(radix + nibble * 4);
      if (slot === 0) return 0;
      if ((slot & 3) !== 0) return this.#isKey(this.#reference(slot), key) ? slot : 0;
      if (depth === nibbles) throw corrupt(this.#name, radix, 'a key ends at a radix entry');
      radix = slot <= radix || slot > last ? this.#radix(slot, radix) : slot;
    }
  }

  #checkLink(link: number, before: number): void {
    if (link < COMPACT_HEADER_BYTES || link + COMPACT_LINK_BYTES > this.#buffer.length)
      throw corrupt(this.#name, link, 'link entry outside the file');
    if (link >= before) throw corrupt(this.#name, link, 'link leads forward');
  }

  #valuesOfSlot(slot: number): number[] {
    if (slot === 0) return [];
    if (isDirect(slot)) return [slot >>> 2];
    const found: number[] = [];
    let before = this.#buffer.length;
    let next = this.#buffer.number(this.#leaf(slot) + 4);
    while (next !== 0) {
      if ((next & 1) === 1) {
        found.push(next >>> 1);
        break;
      }
      this.#checkLink(next, before);
      found.push(this.#buffer.number(next + 4));
      before = next;
      next = this.#buffer.number(next);
    }
    return found;
  }

  #newestOfSlot(slot: number): number | undefined {
    if (slot === 0) return undefined;
    if (isDirect(slot)) return slot >>> 2;
    const next = this.#buffer.number(this.#leaf(slot) + 4);
    if (next === 0) return undefined;
    if ((next & 1) === 1) return next >>> 1;
    this.#checkLink(next, this.#buffer.length);
    return this.#buffer.number(next + 4);
  }

  has(key: Uint8Array): boolean {
    return this.#find(key) !== 0;
  }

  values(key: Uint8Array): number[] {
    return this.#valuesOfSlot(this.#find(key));
  }

  newest(key: Uint8Array): number | undefined {
    return this.#newestOfSlot(this.#find(key));
  }

  newestByPrefix({ key, nibbles }: NibblePrefix): number | undefined | typeof AMBIGUOUS_KEY {
    let radix = COMPACT_ROOT_AT;
    for (let depth = 0; depth < nibbles; depth++) {
      const slot = this.#slot(radix, nibbleOfKey(key, depth));
      if (slot === 0) return undefined;
      if (!this.#isRadix(slot))
        return this.#common(this.#reference(slot), key, nibbles, 0) === nibbles
          ? this.#newestOfSlot(slot)
          : undefined;
      radix = this.#radix(slot, radix);
    }
    return this.#onlyBelow(radix);
  }

  #onlyBelow(start: number): number | undefined | typeof AMBIGUOUS_KEY {
    for (let radix = start; ; ) {
      let only = 0;
      for (let nibble = 0; nibble <= END_SLOT; nibble++) {
        const slot = this.#slot(radix, nibble);
        if (slot === 0) continue;
        if (only !== 0) return AMBIGUOUS_KEY;
        only = slot;
      }
      if (only === 0) return undefined;
      if (!this.#isRadix(only)) return this.#newestOfSlot(only);
      radix = this.#radix(only, radix);
    }
  }

  shortestPrefix(key: Uint8Array): number {
    const nibbles = key.length * 2;
    let radix = COMPACT_ROOT_AT;
    let shared = -1;
    for (let depth = 0; ; depth++) {
      const own = depth === nibbles ? END_SLOT : nibbleOfKey(key, depth);
      for (let nibble = 0; nibble <= END_SLOT; nibble++)
        if (nibble !== own && this.#slot(radix, nibble) !== 0) shared = depth;
      const slot = this.#slot(radix, own);
      if (slot === 0) break;
      if (!this.#isRadix(slot)) {
        const reference = this.#reference(slot);
        if (!this.#isKey(reference, key)) shared = this.#common(reference, key, nibbles, 0);
        break;
      }
      radix = this.#radix(slot, radix);
    }
    return Math.min(shared + 1, nibbles);
  }

  // Writing

  /**
   * Adds a value in front of the list of the key that `reference` names (and the reader must know).
   * @throws CorruptionError when loaded bytes are damaged on the way.
   */
  insert(reference: number, value: number): void {
    const nibbles = this.#keys.nibbles(reference);
    if (nibbles < 0) throw corrupt(this.#name, 0, `no key has the reference ${reference}`);
    const digit = (index: number): number =>
      index === nibbles ? END_SLOT : this.#keys.nibble(reference, index);
    let radix = COMPACT_ROOT_AT;
    for (let depth = 0; ; depth++) {
      const at = radix + digit(depth) * 4;
      const slot = this.#buffer.number(at);
      if (slot === 0) {
        const added = this.#newSlot(reference, value);
        this.#buffer.setNumber(at, added);
        return;
      }
      if (this.#isRadix(slot)) {
        radix = this.#radix(slot, radix);
        continue;
      }
      const present = this.#reference(slot);
      const same = this.#commonOf(present, reference, depth);
      if (same === nibbles && this.#keys.nibbles(present) === nibbles) {
        const added = this.#prepend(slot, present, value);
        if (added !== slot) this.#buffer.setNumber(at, added);
        return;
      }
      // One level deeper they may still agree: then the walk comes here again.
      const deeper = this.#buffer.extend(COMPACT_RADIX_BYTES);
      const presentDigit =
        depth + 1 === this.#keys.nibbles(present) ? END_SLOT : this.#keys.nibble(present, depth + 1);
      this.#buffer.setNumber(deeper + presentDigit * 4, slot);
      this.#buffer.setNumber(at, deeper);
      radix = deeper;
    }
  }

  #commonOf(a: number, b: number, from: number): number {
    const most = Math.min(this.#keys.nibbles(a), this.#keys.nibbles(b));
    let same = from;
    while (same < most && this.#keys.nibble(a, same) === this.#keys.nibble(b, same)) same++;
    return same;
  }

  #newSlot(reference: number, value: number): number {
    if (reference === value && reference <= MOST_DIRECT) return directSlot(reference);
    return this.#newLeaf(reference, this.#valueSlot(value));
  }

  #newLeaf(reference: number, valueSlot: number): number {
    const leaf = this.#buffer.extend(COMPACT_LEAF_BYTES);
    this.#buffer.setNumber(leaf, reference);
    this.#buffer.setNumber(leaf + 4, valueSlot);
    return leaf + 2;
  }

  #valueSlot(value: number): number {
    return value <= MOST_SINGLE ? ((value << 1) | 1) >>> 0 : this.#newLink(0, value);
  }

  #newLink(rest: number, value: number): number {
    const link = this.#buffer.extend(COMPACT_LINK_BYTES);
    this.#buffer.setNumber(link, rest);
    this.#buffer.setNumber(link + 4, value);
    return link;
  }

  /** Returns the slot that takes the place of `slot`. */
  #prepend(slot: number, reference: number, value: number): number {
    if (isLeaf(slot)) {
      const leaf = this.#leaf(slot);
      const link = this.#newLink(this.#buffer.number(leaf + 4), value);
      this.#buffer.setNumber(leaf + 4, link);
      return slot;
    }
    return this.#newLeaf(reference, this.#newLink(this.#valueSlot(slot >>> 2), value));
  }
}
