/** A set of revisions. */

/**
 * A bitset over a window of revisions. Chosen over sorted arrays because the algorithms here ask "is it in?" and find
 * members in topological order, not sorted insertion order, and over `Set<number>` because it takes an eighth of a byte per
 * revision instead of forty and allocates once. Lists that leave `dag/` and are short (heads, roots) are plain arrays in
 * ascending order instead.
 */
export class RevSet {
  /** No revision below this one can be added. */
  readonly low: number;
  /** Nor this one or one above. */
  readonly high: number;
  readonly #words: Int32Array;

  constructor(low: number, high: number) {
    this.low = low;
    this.high = Math.max(low, high);
    this.#words = new Int32Array((this.high - low + 31) >>> 5);
  }

  static of(revs: Iterable<number>): RevSet {
    const list = [...revs];
    let low = Infinity;
    let high = -Infinity;
    for (const rev of list) {
      if (rev < low) low = rev;
      if (rev >= high) high = rev + 1;
    }
    const set = list.length === 0 ? new RevSet(0, 0) : new RevSet(low, high);
    for (const rev of list) set.add(rev);
    return set;
  }

  has(rev: number): boolean {
    const at = rev - this.low;
    return at >= 0 && rev < this.high && ((this.#words[at >>> 5] >>> (at & 31)) & 1) === 1;
  }

  /** `rev` must be within `[low, high)`. */
  add(rev: number): void {
    const at = rev - this.low;
    if (at < 0 || rev >= this.high)
      throw new RangeError(`revision ${rev} outside of ${this.low}..${this.high}`);
    this.#words[at >>> 5] |= 1 << (at & 31);
  }

  /** Sets 32 revisions from `low + 32 * index` on at once. */
  setWord(index: number, bits: number): void {
    this.#words[index] = bits;
  }

  delete(rev: number): void {
    const at = rev - this.low;
    if (at >= 0 && rev < this.high) this.#words[at >>> 5] &= ~(1 << (at & 31));
  }

  /** Number of members. O(window / 32). */
  get size(): number {
    let count = 0;
    for (const word of this.#words) {
      let bits = word - ((word >>> 1) & 0x55555555);
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
      count += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
    }
    return count;
  }

  /** Members in ascending order. */
  toArray(): Int32Array {
    const out = new Int32Array(this.size);
    let count = 0;
    for (let index = 0; index < this.#words.length; index++) {
      for (let word = this.#words[index]; word !== 0; word &= word - 1)
        out[count++] = this.low + index * 32 + (31 - Math.clz32(word & -word));
    }
    return out;
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.toArray()[Symbol.iterator]();
  }
}
