/** What a receiver lacks. */
import { LazyAncestors, onlyRevs } from '../../dag/index.js';
import type { Changelog } from '../../store/index.js';

export interface Outgoing {
  /** Changesets to send, ascending. */
  readonly missing: Int32Array;
  /** Those of the receiver that are known here, as revisions; their ancestors are there, too. */
  readonly commonHeads: readonly number[];
  /** Changesets that are sent and have no child that is. */
  readonly missingHeads: readonly number[];
  /** Every revision is sent, or known to the receiver: what is in the store belongs to one or the other. */
  readonly isComplete: boolean;
}

/**
 * @param common revisions that the receiver has, with their ancestors.
 * @param heads revisions that it wants, with their ancestors. O(revisions above where the histories meet).
 */
export function outgoingRevs(
  changelog: Changelog,
  common: readonly number[],
  heads: readonly number[],
): Outgoing {
  const missing = onlyRevs(changelog, heads, common);
  return {
    missing,
    commonHeads: common,
    missingHeads: headsAmong(changelog, missing),
    isComplete: covers(changelog, missing, common),
  };
}

function headsAmong(changelog: Changelog, revs: Int32Array): number[] {
  const parents = new Set<number>();
  for (const rev of revs) {
    parents.add(changelog.parent1(rev));
    parents.add(changelog.parent2(rev));
  }
  return [...revs].filter((rev) => !parents.has(rev));
}

function covers(changelog: Changelog, missing: Int32Array, common: readonly number[]): boolean {
  if (missing.length === changelog.length) return true;
  let known = 0;
  for (const _ of new LazyAncestors(changelog, common, { inclusive: true })) known++;
  return known + missing.length === changelog.length;
}
