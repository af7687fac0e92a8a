/** All entries of a dirstate in columns: one slot per path. */
import type { ByteString } from '../bytes/index.js';
import type { FilePaths } from '../platform/index.js';

const NO_SLOTS = 16;
/** So many paths are looked for in the text that they were read in, before a Map of all is worth making. */
const FEW_SEARCHES = 16;
/** Places in the text where a path is part of something else, before that is taken for the rule. */
const MOST_MISSES = 16;

/** See the members of {@link EntryTable}; none is shorter than there are paths. */
export interface EntryColumns {
  readonly flags: Uint16Array;
  readonly modes: Int32Array;
  readonly sizes: Int32Array;
  readonly seconds: Int32Array;
  readonly nanoseconds: Int32Array;
}

const NO_PATHS: FilePaths = { text: '', starts: new Int32Array(), ends: new Int32Array(), count: 0 };

/** Columns of zeros. */
export function entryColumns(capacity: number): EntryColumns {
  return {
    flags: new Uint16Array(capacity),
    modes: new Int32Array(capacity),
    sizes: new Int32Array(capacity),
    seconds: new Int32Array(capacity),
    nanoseconds: new Int32Array(capacity),
  };
}

export class EntryTable {
  /** Those of the first slots are cut out when they are asked for: most commands look at few of them. */
  readonly #read: FilePaths;
  /** Those of the slots behind. */
  readonly #added: ByteString[] = [];
  /** Made when it is worth it; always there when slots were added or dropped. */
  #slots: Map<ByteString, number> | undefined;
  #searches = 0;
  /** See `entry-flags.ts`; 0 for slots of dropped entries. */
  flags: Uint16Array;
  /** `st_mode`; 0 without HAS_MODE_AND_SIZE. */
  modes: Int32Array;
  /** Bytes, 31 bits. */
  sizes: Int32Array;
  /** Of the modification time: seconds (31 bits), and nanoseconds. */
  seconds: Int32Array;
  nanoseconds: Int32Array;
  /** From copy to source, for paths with an entry. */
  readonly copies = new Map<ByteString, ByteString>();
  #sorted: readonly ByteString[] | undefined;
  /** Every slot's path is the one at the same place there. */
  #isInOrder = false;
  #revision = 0;

  /**
   * @param columns what is known of `paths`; they grow.
   * @param paths the first slots are theirs. A path that is there twice, which no program writes, has its first slot.
   */
  constructor(columns = entryColumns(NO_SLOTS), paths = NO_PATHS) {
    this.flags = columns.flags;
    this.modes = columns.modes;
    this.sizes = columns.sizes;
    this.seconds = columns.seconds;
    this.nanoseconds = columns.nanoseconds;
    this.#read = paths;
  }

  /** Number of entries. */
  get size(): number {
    return this.#slots?.size ?? this.#read.count;
  }

  /** One more than the largest slot. */
  get slotCount(): number {
    return this.#read.count + this.#added.length;
  }

  /** The paths of all slots, those of dropped entries too. O(1) unless slots were added. */
  get slotPaths(): FilePaths {
    if (this.#added.length === 0) return this.#read;
    const paths = this.#inOrderOfSlots();
    const count = paths.length;
    const starts = new Int32Array(count);
    const ends = new Int32Array(count);
    let at = 0;
    for (let slot = 0; slot < count; slot++) {
      starts[slot] = at;
      at += (paths[slot] as ByteString).length;
      ends[slot] = at;
    }
    return { text: paths.join(''), starts, ends, count };
  }

  /** O(1), but for the first few after reading O(bytes), the next O(slots). */
  slot(path: ByteString): number | undefined {
    if (this.#slots === undefined && this.#searches++ < FEW_SEARCHES) {
      const found = this.#search(path);
      if (found !== 'unclear') return found;
    }
    return this.#map().get(path);
  }

  /** Looks for a path in the text. */
  #search(path: ByteString): number | undefined | 'unclear' {
    const { text, starts, ends, count } = this.#read;
    let at = -1;
    for (let misses = 0; misses < MOST_MISSES; misses++) {
      at = text.indexOf(path, at + 1);
      if (at < 0) return undefined;
      let low = 0;
      for (let high = count; low < high; ) {
        const middle = (low + high) >> 1;
        if ((starts[middle] as number) < at) low = middle + 1;
        else high = middle;
      }
      if (low < count && starts[low] === at && ends[low] === at + path.length) return low;
    }
    return 'unclear';
  }

  #map(): Map<ByteString, number> {
    if (this.#slots === undefined) {
      const slots = new Map<ByteString, number>();
      for (let slot = 0; slot < this.#read.count; slot++) {
        const path = this.path(slot);
        if (slots.has(path)) this.flags[slot] = 0;
        else slots.set(path, slot);
      }
      this.#slots = slots;
    }
    return this.#slots;
  }

  /** Another number for another set of paths. */
  get revision(): number {
    return this.#revision;
  }

  path(slot: number): ByteString {
    const { text, starts, ends, count } = this.#read;
    if (slot >= count) return this.#added[slot - count] as ByteString;
    return text.slice(starts[slot] as number, ends[slot] as number);
  }

  #inOrderOfSlots(): ByteString[] {
    const paths: ByteString[] = [];
    for (let slot = 0; slot < this.slotCount; slot++) paths.push(this.path(slot));
    return paths;
  }

  /** The slot of a path, a new one with everything 0 when it has none. */
  add(path: ByteString): number {
    const known = this.slot(path);
    if (known !== undefined) return known;
    const slot = this.slotCount;
    this.#map().set(path, slot);
    if (slot === this.flags.length) this.#grow();
    this.#added.push(path);
    this.#sorted = undefined;
    this.#revision++;
    return slot;
  }

  #grow(): void {
    const columns = entryColumns(Math.max(NO_SLOTS, this.flags.length * 2));
    columns.flags.set(this.flags);
    columns.modes.set(this.modes);
    columns.sizes.set(this.sizes);
    columns.seconds.set(this.seconds);
    columns.nanoseconds.set(this.nanoseconds);
    this.flags = columns.flags;
    this.modes = columns.modes;
    this.sizes = columns.sizes;
    this.seconds = columns.seconds;
    this.nanoseconds = columns.nanoseconds;
  }

  /** Forgets a path and its copy source. */
  drop(path: ByteString): void {
    const slots = this.#map();
    const slot = slots.get(path);
    if (slot === undefined) return;
    slots.delete(path);
    this.copies.delete(path);
    this.flags[slot] = 0;
    this.#sorted = undefined;
    this.#revision++;
  }

  /** Drops all. */
  clear(): void {
    this.#slots = new Map();
    this.flags.fill(0);
    this.copies.clear();
    this.#sorted = undefined;
    this.#revision++;
  }

  /** All paths in byte order. Computed once per set of paths. */
  sorted(): readonly ByteString[] {
    if (this.#sorted === undefined) {
      const paths = this.#slots === undefined ? this.#inOrderOfSlots() : [...this.#slots.keys()];
      // Files are mostly written in order; a look is much cheaper than a sort.
      let inOrder = true;
      for (let i = 1; i < paths.length && inOrder; i++)
        inOrder = (paths[i - 1] as ByteString) < (paths[i] as ByteString);
      this.#sorted = inOrder ? paths : [...this.#map().keys()].sort();
      this.#isInOrder = inOrder && paths.length === this.slotCount;
    }
    return this.#sorted;
  }

  /** The slots of {@link sorted} paths. */
  sortedSlots(): Int32Array {
    const paths = this.sorted();
    const slots = new Int32Array(paths.length);
    for (let i = 0; i < paths.length; i++)
      slots[i] = this.#isInOrder ? i : (this.slot(paths[i] as ByteString) as number);
    return slots;
  }
}
