/** What a receiver lacks. */
import { type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { LazyAncestors, onlyRevs } from '../../dag/index.js';
import { LookupError } from '../../errors/index.js';
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
 * @param common nodes that the receiver has; those that are unknown here are passed over.
 * @param heads nodes that it wants with their ancestors.
 * @throws LookupError for heads that are unknown. O(revisions above where the histories meet).
 */
export function outgoingOf(
  changelog: Changelog,
  common: Iterable<NodeId>,
  heads: Iterable<NodeId>,
): Outgoing {
  const commonRevs: number[] = [];
  for (const node of common) {
    const rev = node === NULL_NODE ? NULL_REV : changelog.revOf(node);
    if (rev !== undefined && rev !== NULL_REV) commonRevs.push(rev);
  }
  const headRevs: number[] = [];
  for (const node of heads) {
    const rev = node === NULL_NODE ? NULL_REV : changelog.revOf(node);
    if (rev === undefined) throw new LookupError(node, `00changelog@${node}: no node`);
    if (rev !== NULL_REV) headRevs.push(rev);
  }
  return outgoingRevs(changelog, commonRevs, headRevs);
}

/** As {@link outgoingOf}, from revisions. */
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
