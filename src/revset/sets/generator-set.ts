/** Sets that are computed while they are walked. */
import type { ByteString } from '../../bytes/index.js';
import { RevBits } from './rev-bits.js';
import { type Cursor, cursorOver, END, firstOf, iterate, orderMark, type SmartSet } from './smart-set.js';

/**
 * Remembers what its source yielded, so that it can be walked many times. A source that is known to ascend or descend
 * is never read further than needed. The set itself counts as ascending until it is told otherwise.
 */
export class GeneratorSet implements SmartSet {
  readonly kind = 'generator';
  readonly #source: Cursor;
  readonly #sourceAscends: boolean | undefined;
  #seen = new Int32Array(64);
  #count = 0;
  #finished = false;
  #sorted: Int32Array | undefined;
  readonly #bits = new RevBits();
  #ascending = true;

  constructor(source: Cursor, sourceAscends?: boolean) {
    this.#source = source;
    this.#sourceAscends = sourceAscends;
  }

  /** Reads one more revision from the source. */
  #read(): number {
    if (this.#finished) return END;
    const rev = this.#source();
    if (rev === END) {
      this.#finished = true;
      return END;
    }
    if (this.#count === this.#seen.length) {
      const grown = new Int32Array(this.#count * 2);
      grown.set(this.#seen);
      this.#seen = grown;
    }
    this.#seen[this.#count++] = rev;
    this.#bits.add(rev);
    return rev;
  }

  #all(): Int32Array {
    if (this.#sorted === undefined) {
      while (this.#read() !== END);
      const seen = this.#seen.subarray(0, this.#count);
      this.#sorted = this.#sourceAscends
        ? seen
        : this.#sourceAscends === false
          ? seen.slice().reverse()
          : seen.slice().sort();
    }
    return this.#sorted;
  }

  #inSourceOrder(): Cursor {
    let at = 0;
    return () => {
      if (at === this.#count && this.#read() === END) return END;
      return this.#seen[at++] as number;
    };
  }

  cursor(): Cursor {
    const fast = this.#ascending ? this.ascendingCursor() : this.descendingCursor();
    return fast ?? cursorOver(this.#all(), !this.#ascending);
  }

  ascendingCursor(): Cursor | undefined {
    if (this.#sourceAscends) return this.#inSourceOrder();
    return this.#sorted && cursorOver(this.#sorted);
  }

  descendingCursor(): Cursor | undefined {
    if (this.#sourceAscends === false) return this.#inSourceOrder();
    return this.#sorted && cursorOver(this.#sorted, true);
  }

  contains(rev: number): boolean {
    if (this.#bits.has(rev)) return true;
    const ascends = this.#sourceAscends;
    // Reading stops as soon as the source has passed the place.
    const last = this.#count > 0 ? (this.#seen[this.#count - 1] as number) : undefined;
    if (last !== undefined && ((ascends === true && last > rev) || (ascends === false && last < rev)))
      return false;
    for (let next = this.#read(); next !== END; next = this.#read()) {
      if (next === rev) return true;
      if ((ascends === true && next > rev) || (ascends === false && next < rev)) return false;
    }
    return false;
  }

  isEmpty(): boolean {
    return this.#count === 0 && this.#read() === END;
  }

  length(): number {
    return this.#all().length;
  }

  first(): number | undefined {
    return firstOf(this.cursor());
  }

  last(): number | undefined {
    const backwards = this.#ascending ? this.descendingCursor() : this.ascendingCursor();
    return firstOf(backwards ?? cursorOver(this.#all(), this.#ascending));
  }

  isAscending(): boolean {
    return this.#ascending;
  }

  isDescending(): boolean {
    return !this.#ascending;
  }

  isTopological(): boolean {
    return false;
  }

  sort(descending = false): void {
    this.#ascending = !descending;
  }

  reverse(): void {
    this.#ascending = !this.#ascending;
  }

  fastSlice(): undefined {
    return undefined;
  }

  describe(): ByteString {
    const source = this.#sourceAscends === undefined ? '' : this.#sourceAscends ? 'asc' : 'desc';
    return `<generatorset${source}${orderMark(this.#ascending)}>`;
  }

  [Symbol.iterator](): Iterator<number> {
    return iterate(this);
  }
}
