/** The algebra of smart sets. Operands are used up: the result may be one of them, or share their order. */
import type { ByteString } from '../../bytes/index.js';
import { AddSet } from './add-set.js';
import { BaseSet, combineSorted } from './base-set.js';
import { type Condition, FilteredSet } from './filtered-set.js';
import { END, firstOf, type SmartSet } from './smart-set.js';

/** Members of `set` that pass, in its order. `describe` is for representations. */
export function filterSet(set: SmartSet, condition: Condition, describe?: () => ByteString): SmartSet {
  return new FilteredSet(set, condition, describe);
}

function bothAtHand(a: SmartSet, b: SmartSet): readonly [BaseSet, BaseSet] | undefined {
  return a instanceof BaseSet && b instanceof BaseSet && a.setAtHand && b.setAtHand && a.order !== undefined
    ? [a, b]
    : undefined;
}

/**
 * Members of both, in the order of `a`. With the set of everything on the left the order is its own, ascending or
 * descending, and members that no span has (null, the working directory) stay.
 */
export function intersect(a: SmartSet, b: SmartSet): SmartSet {
  if (a.kind === 'full') {
    b.sort(a.isDescending());
    return b;
  }
  if (b.kind === 'full') return a;
  const sets = bothAtHand(a, b);
  if (sets) return sets[0].derive(combineSorted(sets[0].sorted(), sets[1].sorted(), true));
  return filterSet(
    a,
    (rev) => b.contains(rev),
    () => b.describe(),
  );
}

/** Members of `a` that are not in `b`, in the order of `a`. */
export function subtract(a: SmartSet, b: SmartSet): SmartSet {
  const sets = bothAtHand(a, b);
  if (sets) return sets[0].derive(combineSorted(sets[0].sorted(), sets[1].sorted(), false));
  return filterSet(
    a,
    (rev) => !b.contains(rev),
    () => `<not ${b.describe()}>`,
  );
}

/** All of `a`, then the rest of `b`. */
export function unite(a: SmartSet, b: SmartSet): SmartSet {
  return new AddSet(a, b);
}

/** Members `start` to `stop` (excluded) in order; reads no further. */
export function sliceSet(set: SmartSet, start: number, stop: number): SmartSet {
  const fast = set.fastSlice(start, stop);
  if (fast !== undefined) return fast;
  const revs: number[] = [];
  const next = set.cursor();
  for (let i = 0; i < stop; i++) {
    const rev = next();
    if (rev === END) break;
    if (i >= start) revs.push(rev);
  }
  return BaseSet.fromList(revs, { describe: () => `slice=${start}:${stop} ${set.describe()}` });
}

/** Smallest member, or undefined when there is none. */
export function minimum(set: SmartSet): number | undefined {
  const ascending = set.ascendingCursor();
  if (ascending !== undefined) return firstOf(ascending);
  let least: number | undefined;
  const next = set.cursor();
  for (let rev = next(); rev !== END; rev = next()) if (least === undefined || rev < least) least = rev;
  return least;
}

/** Largest member, or undefined when there is none. */
export function maximum(set: SmartSet): number | undefined {
  const descending = set.descendingCursor();
  if (descending !== undefined) return firstOf(descending);
  let most: number | undefined;
  const next = set.cursor();
  for (let rev = next(); rev !== END; rev = next()) if (most === undefined || rev > most) most = rev;
  return most;
}
