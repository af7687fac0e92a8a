/** What an ordered set of revisions can do, whatever is behind it. */
import type { ByteString } from '../../bytes/index.js';

/** A cursor's answer when there are no more revisions (revisions are -1 and above). */
export const END = -2;

/** Returns the next revision, or {@link END} for ever after the last. */
export type Cursor = () => number;

/**
 * An ordered, lazily evaluated set of revisions, -1 (null) and WDIR_REV among them. The order may be ascending,
 * descending or any other; `sort` and `reverse` change it in place, so a set has one owner. Members do not change.
 */
export interface SmartSet extends Iterable<number> {
  readonly kind: 'base' | 'span' | 'full' | 'filtered' | 'add' | 'generator';
  /** Walks in the set's order. */
  cursor(): Cursor;
  /** Walks in ascending order without evaluating everything first; undefined when that is not possible. */
  ascendingCursor(): Cursor | undefined;
  descendingCursor(): Cursor | undefined;
  contains(rev: number): boolean;
  isEmpty(): boolean;
  /** Number of revisions; evaluates everything. */
  length(): number;
  first(): number | undefined;
  last(): number | undefined;
  /** True when the order is known to be ascending (a set of one is both). */
  isAscending(): boolean;
  isDescending(): boolean;
  /** True when the order is known to be one of `sort(x, topo)`. */
  isTopological(): boolean;
  sort(descending?: boolean): void;
  reverse(): void;
  /** Members `start` to `stop`, in order, when the set can do better than walking there. */
  fastSlice(start: number, stop: number): SmartSet | undefined;
  /** hg's representation, on one line. */
  describe(): ByteString;
}

/** For the `Symbol.iterator` of sets. */
export function* iterate(set: Pick<SmartSet, 'cursor'>): Generator<number, void> {
  const next = set.cursor();
  for (let rev = next(); rev !== END; rev = next()) yield rev;
}

export function cursorOver(list: ArrayLike<number>, descending = false): Cursor {
  if (descending) {
    let at = list.length;
    return () => (at > 0 ? (list[--at] as number) : END);
  }
  let at = 0;
  return () => (at < list.length ? (list[at++] as number) : END);
}

export function firstOf(cursor: Cursor): number | undefined {
  const rev = cursor();
  return rev === END ? undefined : rev;
}

/** Everything a cursor still yields. */
export function drain(cursor: Cursor): Int32Array {
  let out = new Int32Array(64);
  let length = 0;
  for (let rev = cursor(); rev !== END; rev = cursor()) {
    if (length === out.length) {
      const grown = new Int32Array(length * 2);
      grown.set(out);
      out = grown;
    }
    out[length++] = rev;
  }
  return out.subarray(0, length);
}

/** Mark of the order in representations. */
export function orderMark(ascending: boolean | undefined): string {
  return ascending === undefined ? '' : ascending ? '+' : '-';
}
