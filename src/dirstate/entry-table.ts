/** All entries of a dirstate in columns: one slot per path, found by one Map. */
import type { ByteString } from '../bytes/index.js';

const NO_SLOTS = 16;

export class EntryTable {
  readonly #slots = new Map<ByteString, number>();
  /** Path of each slot; slots of dropped entries have flags 0. */
  readonly #paths: ByteString[] = [];
  /** See `entry-flags.ts`. */
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
  #revision = 0;

  /** @param capacity slots to begin with; it grows. */
  constructor(capacity = NO_SLOTS) {
    this.flags = new Uint16Array(capacity);
    this.modes = new Int32Array(capacity);
    this.sizes = new Int32Array(capacity);
    this.seconds = new Int32Array(capacity);
    this.nanoseconds = new Int32Array(capacity);
  }

  /** Number of entries. */
  get size(): number {
    return this.#slots.size;
  }

  /** One more than the largest slot. */
  get slotCount(): number {
    return this.#paths.length;
  }

  slot(path: ByteString): number | undefined {
    return this.#slots.get(path);
  }

  /** Another number for another set of paths. */
  get revision(): number {
    return this.#revision;
  }

  /** The path of every slot, those of dropped entries too. */
  get slotPaths(): readonly ByteString[] {
    return this.#paths;
  }

  path(slot: number): ByteString {
    return this.#paths[slot] as ByteString;
  }

  /** The slot of a path, a new one with everything 0 when it has none. */
  add(path: ByteString): number {
    const known = this.#slots.get(path);
    if (known !== undefined) return known;
    const slot = this.#paths.length;
    if (slot === this.flags.length) this.#grow();
    this.#slots.set(path, slot);
    this.#paths.push(path);
    this.#sorted = undefined;
    this.#revision++;
    return slot;
  }

  #grow(): void {
    const capacity = Math.max(NO_SLOTS, this.flags.length * 2);
    const longer = (column: Int32Array): Int32Array => {
      const out = new Int32Array(capacity);
      out.set(column);
      return out;
    };
    const flags = new Uint16Array(capacity);
    flags.set(this.flags);
    this.flags = flags;
    this.modes = longer(this.modes);
    this.sizes = longer(this.sizes);
    this.seconds = longer(this.seconds);
    this.nanoseconds = longer(this.nanoseconds);
  }

  /** Forgets a path and its copy source. */
  drop(path: ByteString): void {
    const slot = this.#slots.get(path);
    if (slot === undefined) return;
    this.#slots.delete(path);
    this.copies.delete(path);
    this.flags[slot] = 0;
    this.#sorted = undefined;
    this.#revision++;
  }

  clear(): void {
    this.#slots.clear();
    this.#paths.length = 0;
    this.flags.fill(0);
    this.copies.clear();
    this.#sorted = undefined;
    this.#revision++;
  }

  /** All paths in byte order. Computed once per set of paths. */
  sorted(): readonly ByteString[] {
    if (this.#sorted === undefined) {
      const paths = [...this.#slots.keys()];
      // Files are mostly written in order; a look is much cheaper than a sort.
      let inOrder = true;
      for (let i = 1; i < paths.length && inOrder; i++)
        inOrder = (paths[i - 1] as ByteString) < (paths[i] as ByteString);
      this.#sorted = inOrder ? paths : paths.sort();
    }
    return this.#sorted;
  }
}
