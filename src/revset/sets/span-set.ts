/** All visible revisions of an interval, without a list of them. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import type { RepoView } from '../../store/index.js';
import { type Cursor, END, firstOf, iterate, orderMark, type SmartSet } from './smart-set.js';

/** What a span needs of a view. */
export type Visibility = Pick<RepoView, 'length' | 'hasHidden' | 'isHidden'>;

/** Revisions `start` (included) to `end` (excluded). `full` marks the set of everything that a query starts from. */
export class SpanSet implements SmartSet {
  readonly kind: 'span' | 'full';
  readonly start: number;
  readonly end: number;
  readonly #view: Visibility;
  #ascending: boolean;

  constructor(view: Visibility, start: number, end: number, ascending = true, full = false) {
    this.kind = full ? 'full' : 'span';
    this.#view = view;
    this.start = start;
    this.end = end;
    this.#ascending = ascending;
  }

  #hidden(rev: number): boolean {
    return this.#view.hasHidden && rev >= 0 && this.#view.isHidden(rev);
  }

  cursor(): Cursor {
    return this.#ascending ? this.ascendingCursor() : this.descendingCursor();
  }

  ascendingCursor(): Cursor {
    let rev = this.start;
    return () => {
      while (rev < this.end && this.#hidden(rev)) rev++;
      return rev < this.end ? rev++ : END;
    };
  }

  descendingCursor(): Cursor {
    let rev = this.end - 1;
    return () => {
      while (rev >= this.start && this.#hidden(rev)) rev--;
      return rev >= this.start ? rev-- : END;
    };
  }

  contains(rev: number): boolean {
    return rev >= this.start && rev < this.end && !this.#hidden(rev);
  }

  isEmpty(): boolean {
    return this.ascendingCursor()() === END;
  }

  length(): number {
    if (!this.#view.hasHidden) return Math.max(this.end - this.start, 0);
    let count = 0;
    for (let rev = this.start; rev < this.end; rev++) if (!this.#hidden(rev)) count++;
    return count;
  }

  first(): number | undefined {
    return firstOf(this.cursor());
  }

  last(): number | undefined {
    return firstOf(this.#ascending ? this.descendingCursor() : this.ascendingCursor());
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

  fastSlice(start: number, stop: number): SmartSet | undefined {
    // Hidden revisions do not count, and finding them takes a walk.
    if (this.#view.hasHidden) return undefined;
    const [low, high] = this.#ascending
      ? [Math.min(this.start + start, this.end), Math.min(this.start + stop, this.end)]
      : [Math.max(this.end - stop, this.start), Math.max(this.end - start, this.start)];
    return new SpanSet(this.#view, low, high, this.#ascending);
  }

  describe(): ByteString {
    const name = this.kind === 'full' ? 'fullreposet' : 'spanset';
    return `<${name}${orderMark(this.#ascending)} ${this.start}:${this.end}>`;
  }

  [Symbol.iterator](): Iterator<number> {
    return iterate(this);
  }
}

/** The set a query starts from: all visible revisions. */
export function fullSet(view: Visibility): SpanSet {
  return new SpanSet(view, 0, view.length, true, true);
}

/** From `start` towards `end`, which is excluded, downwards when it is smaller. */
export function spanTowards(view: Visibility, start: number, end: number): SpanSet {
  return start <= end ? new SpanSet(view, start, end) : new SpanSet(view, end + 1, start + 1, false);
}

/** Revisions that exist in no span but may be asked for. */
export function isVirtual(rev: number): boolean {
  return rev === NULL_REV || rev === WDIR_REV;
}
