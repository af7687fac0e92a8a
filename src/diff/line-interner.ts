/** Numbers the distinct lines of texts, so that lines can be compared as integers. */

const EMPTY = -1;
const NEWLINES = 0x0a0a0a0a;

/** A text whose lines have been numbered. */
export interface InternedText {
  readonly text: Uint8Array;
  /** Start of every line, and the text's length at the end. */
  readonly offsets: Int32Array;
  /** One number per line; equal lines (their `\n` included) of texts given to one interner have equal numbers. */
  readonly classes: Int32Array;
}

/**
 * Gives equal lines equal small numbers ("classes"). The bytes of distinct lines are kept in one growing array, so that
 * texts need not stay in memory; it holds at most twice the bytes of the distinct lines.
 */
export class LineInterner {
  #arena = new Uint8Array(1 << 16);
  #view = new DataView(this.#arena.buffer);
  #used = 0;
  /** Per class: where its bytes are in the arena, how many, and their hash. */
  #starts = new Int32Array(1 << 11);
  #lengths = new Int32Array(1 << 11);
  #hashes = new Int32Array(1 << 11);
  #count = 0;
  /** Open addressing, a power of two in size, at most half full: class or EMPTY. */
  #table = new Int32Array(1 << 12).fill(EMPTY);
  #offsets = new Int32Array(1 << 11);
  #classes = new Int32Array(1 << 11);

  /** Number of distinct lines seen since the last {@link reset}; classes are 0 to count - 1. */
  get count(): number {
    return this.#count;
  }

  /** Forgets all lines, keeping the memory for the next texts, but not much more than they usually need. */
  reset(): void {
    if (this.#table.length > 1 << 14 && this.#count < this.#table.length >> 4)
      this.#table = new Int32Array(1 << 12);
    if (this.#arena.length > 1 << 24) {
      this.#arena = new Uint8Array(1 << 16);
      this.#view = new DataView(this.#arena.buffer);
    }
    this.#table.fill(EMPTY);
    this.#count = 0;
    this.#used = 0;
  }

  /**
   * Numbers the lines of `text`. A line ends after its `\n`; a last one without it counts too.
   * @param like a text interned before (since the last reset): lines it shares at both ends are not looked up again.
   */
  intern(text: Uint8Array, like?: InternedText): InternedText {
    let head = 0;
    let tail = 0;
    let from = 0;
    let to = text.length;
    if (like !== undefined) {
      const other = like.text;
      const at = like.offsets;
      const lines = like.classes.length;
      let bytes = commonStart(other, text);
      head = lastOffsetUpTo(at, bytes);
      // An unfinished last line is only equal to another unfinished one.
      if (head > 0 && other[at[head] - 1] !== 10) head--;
      from = at[head];
      bytes = commonEnd(other, text, Math.min(other.length, text.length) - from);
      const shift = text.length - other.length;
      let first = lastOffsetUpTo(at, other.length - bytes);
      if (at[first] < other.length - bytes) first++;
      if (first < head) first = head;
      // There must be a line start in `text`, too.
      while (first < lines && at[first] + shift > from && text[at[first] + shift - 1] !== 10) first++;
      tail = lines - first;
      to = at[first] + shift;
    }
    const middle = this.#scan(text, from, to);
    const total = head + middle + tail;
    const offsets = new Int32Array(total + 1);
    const classes = new Int32Array(total);
    offsets.set(this.#offsets.subarray(0, middle), head);
    classes.set(this.#classes.subarray(0, middle), head);
    if (like !== undefined) {
      const lines = like.classes.length;
      offsets.set(like.offsets.subarray(0, head));
      classes.set(like.classes.subarray(0, head));
      const shift = text.length - like.text.length;
      for (let line = 0; line < tail; line++)
        offsets[head + middle + line] = like.offsets[lines - tail + line] + shift;
      classes.set(like.classes.subarray(lines - tail), head + middle);
    }
    offsets[total] = text.length;
    return { text, offsets, classes };
  }

  /** Splits and looks up the lines in `text[from, to)`, into #offsets and #classes; returns how many there are. */
  #scan(text: Uint8Array, from: number, to: number): number {
    if (from >= to) return 0;
    const base = this.#used;
    this.#reserveBytes(to - from);
    this.#arena.set(from === 0 && to === text.length ? text : text.subarray(from, to), base);
    const view = this.#view;
    const end = base + to - from;
    const shift = from - base;
    const known = this.#count;
    let fresh = 0;
    let lines = 0;
    let at = base;
    while (at < end) {
      const start = at;
      let hash = 0;
      // Two words at a time while there is no newline, hashed in two lanes that do not wait for each other.
      let lane = 0;
      while (at + 8 <= end) {
        const even = view.getInt32(at, true);
        const odd = view.getInt32(at + 4, true);
        const x = even ^ NEWLINES;
        const y = odd ^ NEWLINES;
        if (((((x - 0x01010101) & ~x) | ((y - 0x01010101) & ~y)) & 0x80808080) !== 0) break;
        hash = Math.imul(hash ^ even, 0x2c1b3c6d);
        lane = Math.imul(lane ^ odd, 0x2c1b3c6d);
        hash ^= hash >>> 15;
        lane ^= lane >>> 15;
        at += 8;
      }
      hash ^= Math.imul(lane, 0x1b873593);
      for (;;) {
        if (at + 4 > end) {
          // The last bytes of the text; the rest of this line is shorter than a word.
          let word = 0;
          let shiftBy = 0;
          while (at < end) {
            const byte = view.getUint8(at++);
            word |= byte << shiftBy;
            shiftBy += 8;
            if (byte === 10) break;
          }
          hash = Math.imul(hash ^ word, 0x2c1b3c6d);
          break;
        }
        const word = view.getInt32(at, true);
        const difference = word ^ NEWLINES;
        // The lowest bit set here marks the first newline of the word.
        const marks = (difference - 0x01010101) & ~difference & 0x80808080;
        if (marks === 0) {
          hash = Math.imul(hash ^ word, 0x2c1b3c6d);
          hash ^= hash >>> 15;
          at += 4;
          continue;
        }
        const byte = (31 - Math.clz32(marks & -marks)) >> 3;
        hash = Math.imul(hash ^ (word & (-1 >>> (24 - 8 * byte))), 0x2c1b3c6d);
        at += byte + 1;
        break;
      }
      const length = at - start;
      hash = Math.imul(hash ^ (hash >>> 13) ^ length, 0x297a2d39);
      hash ^= hash >>> 16;
      if (lines + 1 >= this.#offsets.length) {
        this.#offsets = grown(this.#offsets);
        this.#classes = grown(this.#classes);
      }
      if (this.#count + 1 >= this.#starts.length) this.#growClasses();
      const found = this.#lookUp(hash, start, length);
      if (found === this.#count - 1 && this.#starts[found] === start) fresh += length;
      this.#offsets[lines] = start + shift;
      this.#classes[lines++] = found;
    }
    if (fresh * 2 >= end - base) this.#used = end;
    else this.#compact(known, base);
    return lines;
  }

  /** The class of a line in the arena; a new one when no line is like it. */
  #lookUp(hash: number, start: number, length: number): number {
    const table = this.#table;
    const hashes = this.#hashes;
    const mask = table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const candidate = table[slot];
      if (candidate === EMPTY) break;
      if (hashes[candidate] === hash && this.#lengths[candidate] === length) {
        const view = this.#view;
        let at = start;
        let other = this.#starts[candidate];
        const end = start + length;
        while (at + 4 <= end && view.getInt32(at, true) === view.getInt32(other, true)) {
          at += 4;
          other += 4;
        }
        while (at < end && view.getUint8(at) === view.getUint8(other)) {
          at++;
          other++;
        }
        if (at === end) return candidate;
      }
      slot = (slot + 1) & mask;
    }
    const found = this.#count++;
    table[slot] = found;
    hashes[found] = hash;
    this.#starts[found] = start;
    this.#lengths[found] = length;
    return found;
  }

  /** Keeps, of the bytes from `base` on, only the lines of the classes from `known` on. */
  #compact(known: number, base: number): void {
    let used = base;
    for (let line = known; line < this.#count; line++) {
      const start = this.#starts[line];
      this.#arena.copyWithin(used, start, start + this.#lengths[line]);
      this.#starts[line] = used;
      used += this.#lengths[line];
    }
    this.#used = used;
  }

  #reserveBytes(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#arena.length) return;
    const larger = new Uint8Array(Math.max(this.#arena.length * 2, needed));
    larger.set(this.#arena.subarray(0, this.#used));
    this.#arena = larger;
    this.#view = new DataView(larger.buffer);
  }

  #growClasses(): void {
    this.#starts = grown(this.#starts);
    this.#lengths = grown(this.#lengths);
    this.#hashes = grown(this.#hashes);
    const slots = this.#starts.length * 2;
    if (slots <= this.#table.length) return;
    const table = new Int32Array(slots).fill(EMPTY);
    for (let known = 0; known < this.#count; known++) {
      let slot = this.#hashes[known] & (slots - 1);
      while (table[slot] !== EMPTY) slot = (slot + 1) & (slots - 1);
      table[slot] = known;
    }
    this.#table = table;
  }
}

/** Number of equal bytes at the start. */
function commonStart(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  const viewA = new DataView(a.buffer, a.byteOffset, a.length);
  const viewB = new DataView(b.buffer, b.byteOffset, b.length);
  let at = 0;
  while (
    at + 16 <= length &&
    ((viewA.getInt32(at, true) ^ viewB.getInt32(at, true)) |
      (viewA.getInt32(at + 4, true) ^ viewB.getInt32(at + 4, true)) |
      (viewA.getInt32(at + 8, true) ^ viewB.getInt32(at + 8, true)) |
      (viewA.getInt32(at + 12, true) ^ viewB.getInt32(at + 12, true))) ===
      0
  )
    at += 16;
  while (at + 4 <= length && viewA.getInt32(at, true) === viewB.getInt32(at, true)) at += 4;
  while (at < length && a[at] === b[at]) at++;
  return at;
}

/** Number of equal bytes at the end, at most `limit`. */
function commonEnd(a: Uint8Array, b: Uint8Array, limit: number): number {
  const viewA = new DataView(a.buffer, a.byteOffset, a.length);
  const viewB = new DataView(b.buffer, b.byteOffset, b.length);
  let endA = a.length;
  let endB = b.length;
  const stop = a.length - limit;
  while (
    endA - 16 >= stop &&
    ((viewA.getInt32(endA - 4, true) ^ viewB.getInt32(endB - 4, true)) |
      (viewA.getInt32(endA - 8, true) ^ viewB.getInt32(endB - 8, true)) |
      (viewA.getInt32(endA - 12, true) ^ viewB.getInt32(endB - 12, true)) |
      (viewA.getInt32(endA - 16, true) ^ viewB.getInt32(endB - 16, true))) ===
      0
  ) {
    endA -= 16;
    endB -= 16;
  }
  while (endA - 4 >= stop && viewA.getInt32(endA - 4, true) === viewB.getInt32(endB - 4, true)) {
    endA -= 4;
    endB -= 4;
  }
  while (endA > stop && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  return a.length - endA;
}

/** Index of the last offset that is not above `limit`. O(log lines). */
function lastOffsetUpTo(offsets: Int32Array, limit: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (offsets[middle] <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
