/** What a push would send: what the other side lacks, without what never leaves this one. */
import type { NodeId } from '../../bytes/index.js';
import { headRevs, headsOf } from '../../dag/index.js';
import { type Outgoing, outgoingRevs } from '../../exchange/index.js';
import type { Repository } from '../repository.js';

const SECRET = 2;

export interface OutgoingChangesets extends Outgoing {
  /** What never leaves: all secret ones, or, when revisions were asked for, what of them is secret or extinct. */
  readonly excluded: readonly number[];
}

/**
 * @param common nodes that the other side has; those that are unknown here are passed over.
 * @param revs only these and their ancestors.
 * O(revisions above what is common).
 */
export function outgoingChangesets(
  repo: Repository,
  common: Iterable<NodeId>,
  revs?: readonly number[],
): OutgoingChangesets {
  const { changelog } = repo;
  const commonRevs: number[] = [];
  for (const node of common) {
    const rev = changelog.revOf(node);
    if (rev !== undefined && rev >= 0) commonRevs.push(rev);
  }
  const { phases } = repo;
  if (!mayExclude(repo)) {
    const heads = revs === undefined ? headRevs(changelog) : headsOf(changelog, revs);
    return { ...outgoingRevs(changelog, commonRevs, heads), excluded: [] };
  }
  if (revs === undefined) {
    const visible = repo.withHidden(false);
    const stays = (rev: number): boolean => phases.phase(rev) >= SECRET || visible.isHidden(rev);
    const heads = headRevs(changelog, { has: stays }).filter((rev) => rev >= 0);
    const excluded = [...phases.mutableRevs()].filter((rev) => phases.phase(rev) === SECRET);
    return { ...outgoingRevs(changelog, commonRevs, heads), excluded };
  }
  const all = outgoingRevs(changelog, commonRevs, headsOf(changelog, revs));
  const extinct = new Set(repo.withHidden(true).extinctRevs());
  const sent: number[] = [];
  const excluded: number[] = [];
  for (const rev of all.missing)
    (phases.phase(rev) >= SECRET || extinct.has(rev) ? excluded : sent).push(rev);
  if (excluded.length === 0) return { ...all, excluded };
  // Heads of what is sent bring nothing but what is sent: descendants of secret and extinct changesets are so themselves.
  return { ...outgoingRevs(changelog, commonRevs, headsOf(changelog, sent)), excluded };
}

function mayExclude(repo: Repository): boolean {
  return repo.obsStore.length > 0 || repo.phases.firstMutable < repo.changelog.length;
}
