/** Gives a merge up: back to the first parent, without what it has done. */
import { StateError } from '../../errors/index.js';
import { readMergeStateOf } from '../merge/merge-state-of.js';
import { type Messages, SILENT } from '../messages.js';
import type { Repository } from '../repository.js';
import { showStats } from './update-to.js';
import { updateWorkingCopy } from './update-working-copy.js';

/** Uncommitted changes that there were before the merge go, too. @throws StateError when nothing is merged */
export function abortMerge(repo: Repository, messages: Messages = SILENT): void {
  const [p1, p2] = repo.workingParents();
  if (p2 < 0) throw new StateError('no merge in progress');
  const state = readMergeStateOf(repo);
  const rev = state.local === undefined ? p1 : (repo.revOf(state.local) ?? p1);
  messages.status(`aborting the merge, updating back to ${repo.node(rev).slice(0, 12)}\n`);
  showStats(messages, updateWorkingCopy(repo, { rev, branchMerge: false, force: true, messages }));
}
