/** The union of two sets: the first, then what only the second has; or both merged in order. */
import type { ByteString } from '../../bytes/index.js';
import { BaseSet } from './base-set.js';
import {
  type Cursor,
  cursorOver,
  drain,
  END,
  firstOf,
  iterate,
  orderMark,
  type SmartSet,
} from './smart-set.js';

/** Merges two cursors of the same order; a revision that both yield comes once. */
function merged(a: Cursor, b: Cursor, ascending: boolean): Cursor {
  let x = a();
  let y = b();
  return () => {
    const takeX = x !== END && (y === END || x === y || x < y === ascending);
    const rev = takeX ? x : y;
    if (x === rev && x !== END) x = a();
    if (y === rev && y !== END) y = b();
    return rev;
  };
}

export class AddSet implements SmartSet {
  readonly kind = 'add';
  readonly #first: SmartSet;
  readonly #second: SmartSet;
  #ascending: boolean | undefined;
  /** Everything in the order of the union, once it had to be known. */
  #listed: BaseSet | undefined;

  constructor(first: SmartSet, second: SmartSet, ascending?: boolean) {
    this.#first = first;
    this.#second = second;
    this.#ascending = ascending;
  }

  #list(): BaseSet {
    this.#listed ??= BaseSet.fromList(drain(this.cursor()));
    return this.#listed;
  }

  #inGivenOrder(): Cursor {
    const first = this.#first;
    const a = first.cursor();
    let b: Cursor | undefined;
    return () => {
      if (b === undefined) {
        const rev = a();
        if (rev !== END) return rev;
        b = this.#second.cursor();
      }
      let rev = b();
      while (rev !== END && first.contains(rev)) rev = b();
      return rev;
    };
  }

  cursor(): Cursor {
    if (this.#ascending === undefined) return this.#listed?.cursor() ?? this.#inGivenOrder();
    const ascending = this.#ascending;
    if (this.#listed !== undefined) return cursorOver(this.#listed.sorted(), !ascending);
    const side = (set: SmartSet): Cursor =>
      (ascending ? set.ascendingCursor() : set.descendingCursor()) ??
      cursorOver(drain(set.cursor()).sort(), !ascending);
    return merged(side(this.#first), side(this.#second), ascending);
  }

  ascendingCursor(): Cursor | undefined {
    if (this.#listed !== undefined) return this.#listed.ascendingCursor();
    const a = this.#first.ascendingCursor();
    const b = a && this.#second.ascendingCursor();
    return a && b && merged(a, b, true);
  }

  descendingCursor(): Cursor | undefined {
    if (this.#listed !== undefined) return this.#listed.descendingCursor();
    const a = this.#first.descendingCursor();
    const b = a && this.#second.descendingCursor();
    return a && b && merged(a, b, false);
  }

  contains(rev: number): boolean {
    return this.#first.contains(rev) || this.#second.contains(rev);
  }

  isEmpty(): boolean {
    return this.#first.isEmpty() && this.#second.isEmpty();
  }

  length(): number {
    return this.#list().length();
  }

  first(): number | undefined {
    return firstOf(this.cursor());
  }

  last(): number | undefined {
    this.reverse();
    const rev = this.first();
    this.reverse();
    return rev;
  }

  isAscending(): boolean {
    return this.#ascending === true;
  }

  isDescending(): boolean {
    return this.#ascending === false;
  }

  isTopological(): boolean {
    return false;
  }

  sort(descending = false): void {
    this.#ascending = !descending;
  }

  reverse(): void {
    if (this.#ascending === undefined) this.#list().reverse();
    else this.#ascending = !this.#ascending;
  }

  fastSlice(): undefined {
    return undefined;
  }

  describe(): ByteString {
    return `<addset${orderMark(this.#ascending)} ${this.#first.describe()}, ${this.#second.describe()}>`;
  }

  [Symbol.iterator](): Iterator<number> {
    return iterate(this);
  }
}
