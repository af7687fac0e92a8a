/** Which changesets may be replaced by others. */
import { NULL_REV } from '../../bytes/index.js';
import { InputError, StateError } from '../../errors/index.js';
import { allSuccessors } from '../../store/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';

/** @throws InputError, StateError in hg's words when changesets cannot be replaced */
export function checkRewritable(repo: Repository, revs: readonly number[], action: string): void {
  if (revs.includes(NULL_REV))
    throw new InputError(`cannot ${action} the null revision`, { hint: 'no changeset checked out' });
  if (repo.workingParents()[1] !== NULL_REV)
    throw new StateError(`cannot ${action} changesets while merging`);
  const fixed = revs.filter((rev) => repo.phase(rev) === 0);
  if (fixed.length > 0)
    throw new InputError(`cannot ${action} public changesets: ${shortNodes(repo, fixed)}`, {
      hint: "see 'hg help phases' for details",
    });
  if (!isEvolutionEnabled(repo.config, 'allowunstable')) refuseOrphans(repo, revs, action);
  if (!isEvolutionEnabled(repo.config, 'allowdivergence')) refuseDivergence(repo, revs, action);
}

function refuseOrphans(repo: Repository, revs: readonly number[], action: string): void {
  let descendants = 0;
  const below = new Set(revs);
  for (let at = Math.min(...revs) + 1; at < repo.length; at++) {
    if (below.has(at) || (!below.has(repo.graph.parent1(at)) && !below.has(repo.graph.parent2(at)))) continue;
    below.add(at);
    if (!repo.isHidden(at)) descendants++;
  }
  if (descendants > 0)
    throw new InputError(`cannot ${action} changeset, as that will orphan ${descendants} descendants`, {
      hint: "see 'hg help evolution.instability'",
    });
}

/** What has been replaced by others already. */
function refuseDivergence(repo: Repository, revs: readonly number[], action: string): void {
  if (repo.obsStore.isEmpty) return;
  const obsolete = new Set(repo.withHidden(true).obsoleteRevs());
  for (const rev of revs) {
    if (!obsolete.has(rev)) continue;
    for (const node of allSuccessors(repo.obsStore, [repo.node(rev)])) {
      const successor = repo.revOf(node);
      if (successor === undefined || successor === rev || obsolete.has(successor)) continue;
      throw new InputError(
        `cannot ${action} ${repo.node(rev).slice(0, 12)}, as that creates content-divergence with ${node.slice(0, 12)}`,
        { hint: "add --verbose for details or see 'hg help evolution.instability'" },
      );
    }
  }
}

function shortNodes(repo: Repository, revs: readonly number[]): string {
  return revs.map((rev) => repo.node(rev).slice(0, 12)).join(', ');
}

/** Whether the parent of the working directory can be replaced. @throws as {@link checkRewritable} */
export function checkAmendable(repo: Repository): void {
  checkRewritable(repo, [repo.workingParents()[0]], 'amend');
}
