/** Which changesets may be replaced by others. */
import { NULL_REV } from '../../bytes/index.js';
import { InputError, StateError } from '../../errors/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';

/** @throws InputError, StateError in hg's words when a changeset cannot be replaced */
export function checkRewritable(repo: Repository, rev: number, action: string): void {
  if (rev === NULL_REV)
    throw new InputError(`cannot ${action} the null revision`, { hint: 'no changeset checked out' });
  if (repo.workingParents()[1] !== NULL_REV)
    throw new StateError(`cannot ${action} changesets while merging`);
  if (repo.phase(rev) === 0)
    throw new InputError(`cannot ${action} public changesets: ${repo.node(rev).slice(0, 12)}`, {
      hint: "see 'hg help phases' for details",
    });
  if (isEvolutionEnabled(repo.config, 'allowunstable')) return;
  let descendants = 0;
  const below = new Set([rev]);
  for (let at = rev + 1; at < repo.length; at++) {
    if (!below.has(repo.graph.parent1(at)) && !below.has(repo.graph.parent2(at))) continue;
    below.add(at);
    if (!repo.isHidden(at)) descendants++;
  }
  if (descendants > 0)
    throw new InputError(`cannot ${action} changeset, as that will orphan ${descendants} descendants`, {
      hint: "see 'hg help evolution.instability'",
    });
}

/** Whether the parent of the working directory can be replaced. @throws as {@link checkRewritable} */
export function checkAmendable(repo: Repository): void {
  checkRewritable(repo, repo.workingParents()[0], 'amend');
}
