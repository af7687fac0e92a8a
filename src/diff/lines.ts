/** Texts as lines: offset tables and interned line numbers, without an object or string per line. */

/**
 * Start offsets of the lines of a text. A line ends after its `\n`; a last one without it counts too.
 * Returns `n + 1` offsets, the last being `text.length`; an empty text has no lines. O(bytes).
 */
export function lineOffsets(text: Uint8Array): Int32Array {
  const length = text.length;
  let offsets = new Int32Array((length >> 5) + 16);
  let count = 0;
  let at = 0;
  while (at < length) {
    if (count + 2 > offsets.length) {
      const larger = new Int32Array(offsets.length * 2);
      larger.set(offsets);
      offsets = larger;
    }
    offsets[count++] = at;
    while (at < length && text[at] !== 10) at++;
    at++;
  }
  offsets[count] = length;
  return offsets.subarray(0, count + 1);
}

/** True for texts that Mercurial treats as binary: they hold a NUL byte. */
export function isBinary(text: Uint8Array): boolean {
  return text.includes(0);
}

const EMPTY = -1;

/**
 * Gives equal lines equal small numbers ("classes"). Distinct lines are kept once in one growing array, so that the
 * texts themselves need not stay in memory; memory is bounded by the bytes of the distinct lines.
 */
export class LineInterner {
  #arena = new Uint8Array(1 << 16);
  #used = 0;
  /** Per class: where its bytes start in the arena (one more entry than classes), and its hash. */
  #starts = new Int32Array(1 << 11);
  #hashes = new Int32Array(1 << 11);
  #count = 0;
  /** Open addressing, a power of two in size, at most half full: class or EMPTY. */
  #table = new Int32Array(1 << 12).fill(EMPTY);

  /** Number of distinct lines seen since the last {@link reset}; classes are 0 to count - 1. */
  get count(): number {
    return this.#count;
  }

  /** Forgets all lines, keeping the memory for the next texts. O(table). */
  reset(): void {
    this.#table.fill(EMPTY);
    this.#count = 0;
    this.#used = 0;
  }

  /** Classes of the lines of `text`, whose offsets {@link lineOffsets} gave. */
  intern(text: Uint8Array, offsets: Int32Array): Int32Array {
    const lines = offsets.length - 1;
    const classes = new Int32Array(lines);
    this.internRange(text, offsets, 0, lines, classes);
    return classes;
  }

  /** Fills `classes[from, to)` with the classes of those lines. O(bytes) expected. */
  internRange(text: Uint8Array, offsets: Int32Array, from: number, to: number, classes: Int32Array): void {
    if (from >= to) return;
    this.#reserve(offsets[to] - offsets[from], to - from);
    const arena = this.#arena;
    const starts = this.#starts;
    const hashes = this.#hashes;
    const table = this.#table;
    const mask = table.length - 1;
    let used = this.#used;
    let count = this.#count;
    let at = offsets[from];
    for (let line = from; line < to; line++) {
      const end = offsets[line + 1];
      const length = end - at;
      // Copying while hashing costs less than a second pass, and a known line is simply overwritten by the next one.
      let hash = length;
      let target = used;
      for (; at < end; at++) {
        const byte = text[at];
        arena[target++] = byte;
        hash = Math.imul(hash, 0x01000193) ^ byte;
      }
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      let slot = (hash ^ (hash >>> 16)) & mask;
      let found = EMPTY;
      for (;;) {
        const candidate = table[slot];
        if (candidate === EMPTY) break;
        if (hashes[candidate] === hash) {
          const start = starts[candidate];
          if (starts[candidate + 1] - start === length) {
            let same = 0;
            while (same < length && arena[start + same] === arena[used + same]) same++;
            if (same === length) {
              found = candidate;
              break;
            }
          }
        }
        slot = (slot + 1) & mask;
      }
      if (found === EMPTY) {
        found = count++;
        table[slot] = found;
        hashes[found] = hash;
        starts[found] = used;
        used = target;
        starts[found + 1] = used;
      }
      classes[line] = found;
    }
    this.#used = used;
    this.#count = count;
  }

  /** Makes room for that many more bytes and lines, all of them new. */
  #reserve(bytes: number, lines: number): void {
    if (this.#used + bytes > this.#arena.length) {
      const larger = new Uint8Array(Math.max(this.#arena.length * 2, this.#used + bytes));
      larger.set(this.#arena.subarray(0, this.#used));
      this.#arena = larger;
    }
    const classes = this.#count + lines + 1;
    if (classes > this.#starts.length) {
      const size = Math.max(this.#starts.length * 2, classes);
      const starts = new Int32Array(size);
      starts.set(this.#starts);
      this.#starts = starts;
      const hashes = new Int32Array(size);
      hashes.set(this.#hashes);
      this.#hashes = hashes;
    }
    let slots = this.#table.length;
    while (slots < classes * 2) slots *= 2;
    if (slots === this.#table.length) return;
    const table = new Int32Array(slots).fill(EMPTY);
    for (let known = 0; known < this.#count; known++) {
      const hash = this.#hashes[known];
      let slot = (hash ^ (hash >>> 16)) & (slots - 1);
      while (table[slot] !== EMPTY) slot = (slot + 1) & (slots - 1);
      table[slot] = known;
    }
    this.#table = table;
  }
}
