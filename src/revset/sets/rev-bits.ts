/** Membership of revisions as bits, with room for the two revisions that are not in the changelog. */
import { NULL_REV, WDIR_REV } from '../../bytes/index.js';

/** Grows on demand; one bit per revision up to the highest one added. */
export class RevBits {
  #bits: Uint32Array;
  #null = false;
  #workingDirectory = false;

  /** `length`: number of revisions to make room for at once. */
  constructor(length = 0) {
    this.#bits = new Uint32Array((length + 31) >>> 5);
  }

  static of(revs: ArrayLike<number>): RevBits {
    const bits = new RevBits();
    for (let i = revs.length - 1; i >= 0; i--) bits.add(revs[i] as number);
    return bits;
  }

  has(rev: number): boolean {
    if (rev >= 0 && rev >>> 5 < this.#bits.length)
      return ((this.#bits[rev >>> 5] as number) & (1 << (rev & 31))) !== 0;
    return rev === NULL_REV ? this.#null : rev === WDIR_REV && this.#workingDirectory;
  }

  add(rev: number): void {
    if (rev === NULL_REV) this.#null = true;
    else if (rev === WDIR_REV) this.#workingDirectory = true;
    else {
      const word = rev >>> 5;
      if (word >= this.#bits.length) {
        const grown = new Uint32Array(Math.max(word + 1, this.#bits.length * 2));
        grown.set(this.#bits);
        this.#bits = grown;
      }
      this.#bits[word] = (this.#bits[word] as number) | (1 << (rev & 31));
    }
  }

  delete(rev: number): void {
    if (rev === NULL_REV) this.#null = false;
    else if (rev === WDIR_REV) this.#workingDirectory = false;
    else if (rev >= 0 && rev >>> 5 < this.#bits.length)
      this.#bits[rev >>> 5] = (this.#bits[rev >>> 5] as number) & ~(1 << (rev & 31));
  }

  /** All members, ascending. O(highest / 32 + members). */
  toSorted(): Int32Array {
    let count = (this.#null ? 1 : 0) + (this.#workingDirectory ? 1 : 0);
    for (const word of this.#bits) {
      let w = word - ((word >>> 1) & 0x55555555);
      w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
      count += Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
    }
    const out = new Int32Array(count);
    let at = 0;
    if (this.#null) out[at++] = NULL_REV;
    for (let i = 0; i < this.#bits.length; i++)
      for (let word = this.#bits[i] as number; word !== 0; word &= word - 1)
        out[at++] = i * 32 + (31 - Math.clz32(word & -word));
    if (this.#workingDirectory) out[at++] = WDIR_REV;
    return out;
  }
}
