/** The members of a set that pass a test, tested as late as possible. */
import type { ByteString } from '../../bytes/index.js';
import { type Cursor, END, firstOf, iterate, type SmartSet } from './smart-set.js';

export type Condition = (rev: number) => boolean;

export class FilteredSet implements SmartSet {
  readonly kind = 'filtered';
  readonly #subset: SmartSet;
  readonly #condition: Condition;
  readonly #describe: (() => ByteString) | undefined;

  constructor(subset: SmartSet, condition: Condition, describe?: () => ByteString) {
    this.#subset = subset;
    this.#condition = condition;
    this.#describe = describe;
  }

  #filter(next: Cursor): Cursor {
    const condition = this.#condition;
    return () => {
      let rev = next();
      while (rev !== END && !condition(rev)) rev = next();
      return rev;
    };
  }

  cursor(): Cursor {
    return this.#filter(this.#subset.cursor());
  }

  ascendingCursor(): Cursor | undefined {
    const next = this.#subset.ascendingCursor();
    return next && this.#filter(next);
  }

  descendingCursor(): Cursor | undefined {
    const next = this.#subset.descendingCursor();
    return next && this.#filter(next);
  }

  contains(rev: number): boolean {
    return this.#subset.contains(rev) && this.#condition(rev);
  }

  isEmpty(): boolean {
    return this.first() === undefined;
  }

  length(): number {
    const next = this.cursor();
    let count = 0;
    while (next() !== END) count++;
    return count;
  }

  first(): number | undefined {
    return firstOf(this.cursor());
  }

  last(): number | undefined {
    const backwards = this.isAscending()
      ? this.descendingCursor()
      : this.isDescending()
        ? this.ascendingCursor()
        : undefined;
    if (backwards !== undefined) return firstOf(backwards);
    const next = this.cursor();
    let last: number | undefined;
    for (let rev = next(); rev !== END; rev = next()) last = rev;
    return last;
  }

  isAscending(): boolean {
    return this.#subset.isAscending();
  }

  isDescending(): boolean {
    return this.#subset.isDescending();
  }

  isTopological(): boolean {
    return this.#subset.isTopological();
  }

  sort(descending = false): void {
    this.#subset.sort(descending);
  }

  reverse(): void {
    this.#subset.reverse();
  }

  fastSlice(): undefined {
    return undefined;
  }

  describe(): ByteString {
    const condition = this.#describe?.();
    return `<filteredset ${this.#subset.describe()}${condition ? `, ${condition}` : ''}>`;
  }

  [Symbol.iterator](): Iterator<number> {
    return iterate(this);
  }
}
