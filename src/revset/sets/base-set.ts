/** Sets whose members are at hand. */
import type { ByteString } from '../../bytes/index.js';
import { RevBits } from './rev-bits.js';
import { type Cursor, cursorOver, iterate, orderMark, type SmartSet } from './smart-set.js';

export interface BaseSetOptions {
  /** Replaces the list of members in the representation. */
  readonly describe?: () => ByteString;
  readonly topological?: boolean;
}

/**
 * Holds either a list in its own order, or members without order, kept ascending (`fromSet`). Whether the members are
 * also at hand as a set decides how two of them combine, which shows in hg's representations.
 */
export class BaseSet implements SmartSet {
  readonly kind = 'base';
  #list: Int32Array | undefined;
  #sorted: Int32Array | undefined;
  #bits: RevBits | undefined;
  #setAtHand: boolean;
  #ascending: boolean | undefined;
  #topological: boolean;
  readonly #describe: (() => ByteString) | undefined;

  private constructor(list: Int32Array | undefined, sorted: Int32Array | undefined, options: BaseSetOptions) {
    this.#list = list;
    this.#sorted = sorted;
    this.#setAtHand = list === undefined;
    this.#ascending = list === undefined ? true : undefined;
    this.#topological = options.topological ?? false;
    this.#describe = options.describe;
  }

  /** In the order given. The array is kept, not copied. */
  static fromList(revs: readonly number[] | Int32Array, options: BaseSetOptions = {}): BaseSet {
    return new BaseSet(revs instanceof Int32Array ? revs : Int32Array.from(revs), undefined, options);
  }

  /** Members that have no order of their own, given ascending and without duplicates. The array is kept. */
  static fromSet(revs: readonly number[] | Int32Array, options: BaseSetOptions = {}): BaseSet {
    return new BaseSet(undefined, revs instanceof Int32Array ? revs : Int32Array.from(revs), options);
  }

  /** As {@link fromSet}, from numbers in any order. */
  static fromMembers(revs: Iterable<number>, options: BaseSetOptions = {}): BaseSet {
    return BaseSet.fromSet(Int32Array.from(new Set(revs)).sort(), options);
  }

  #members(): Int32Array {
    return (this.#list ?? this.#sorted) as Int32Array;
  }

  /** Members in ascending order; not to be changed. */
  sorted(): Int32Array {
    this.#sorted ??= this.#members().slice().sort();
    return this.#sorted;
  }

  get size(): number {
    return this.#members().length;
  }

  get setAtHand(): boolean {
    return this.#setAtHand;
  }

  /** Order in which the members are walked; undefined is the list's own. */
  get order(): boolean | undefined {
    return this.#ascending;
  }

  /** Same order and mark, other members (ascending). */
  derive(sorted: Int32Array): BaseSet {
    const made = BaseSet.fromSet(sorted, { topological: this.#topological });
    made.#ascending = this.#ascending;
    return made;
  }

  cursor(): Cursor {
    if (this.#ascending === undefined) return cursorOver(this.#list as Int32Array);
    return cursorOver(this.sorted(), !this.#ascending);
  }

  ascendingCursor(): Cursor {
    return cursorOver(this.sorted());
  }

  descendingCursor(): Cursor {
    return cursorOver(this.sorted(), true);
  }

  contains(rev: number): boolean {
    this.#setAtHand = true;
    const members = this.#members();
    if (members.length <= 8) return members.includes(rev);
    this.#bits ??= RevBits.of(members);
    return this.#bits.has(rev);
  }

  isEmpty(): boolean {
    return this.size === 0;
  }

  length(): number {
    return this.size;
  }

  first(): number | undefined {
    const members = this.#ascending === undefined ? this.#members() : this.sorted();
    return members[this.#ascending === false ? members.length - 1 : 0];
  }

  last(): number | undefined {
    const members = this.#ascending === undefined ? this.#members() : this.sorted();
    return members[this.#ascending === false ? 0 : members.length - 1];
  }

  isAscending(): boolean {
    return this.size <= 1 || this.#ascending === true;
  }

  isDescending(): boolean {
    return this.size <= 1 || this.#ascending === false;
  }

  isTopological(): boolean {
    return this.size <= 1 || this.#topological;
  }

  sort(descending = false): void {
    this.#ascending = !descending;
    this.#topological = false;
  }

  reverse(): void {
    if (this.#ascending === undefined) this.#list = this.#members().slice().reverse();
    else this.#ascending = !this.#ascending;
    this.#topological = false;
  }

  fastSlice(start: number, stop: number): BaseSet {
    const options = { topological: this.#topological };
    if (this.#ascending === undefined)
      return BaseSet.fromList(this.#members().subarray(start, Math.max(start, stop)), options);
    const data = this.sorted();
    let [from, to] = [start, stop];
    if (!this.#ascending) [from, to] = [Math.max(data.length - stop, 0), Math.max(data.length - start, 0)];
    const made = BaseSet.fromList(data.subarray(from, Math.max(from, to)), options);
    made.#ascending = this.#ascending;
    return made;
  }

  describe(): ByteString {
    const shown = this.#ascending === undefined ? this.#members() : this.sorted();
    return `<baseset${orderMark(this.#ascending)} ${this.#describe?.() || `[${shown.join(', ')}]`}>`;
  }

  [Symbol.iterator](): Iterator<number> {
    return iterate(this);
  }
}

/** Merges two ascending arrays: members of `a` that are, or are not, in `b`. */
export function combineSorted(a: Int32Array, b: Int32Array, keepCommon: boolean): Int32Array {
  const out = new Int32Array(a.length);
  let length = 0;
  for (let i = 0, j = 0; i < a.length; i++) {
    const rev = a[i] as number;
    while (j < b.length && (b[j] as number) < rev) j++;
    if ((j < b.length && b[j] === rev) === keepCommon) out[length++] = rev;
  }
  return out.subarray(0, length);
}
