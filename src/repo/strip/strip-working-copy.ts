/** Getting the working directory out of the way of a strip. */
import type { NodeId } from '../../bytes/index.js';
import { descendants, onlyRevs } from '../../dag/index.js';
import { StateError } from '../../errors/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { checkUnfinished } from '../unfinished.js';
import { updateTo } from '../update/index.js';
import { changeDirstate, isWorkingCopyDirty } from '../working-copy/index.js';

/** Whether a parent of the working directory goes. */
export function isCheckedOut(repo: Repository, roots: readonly number[]): boolean {
  const goes = new Set(descendants(repo.graph, roots, { inclusive: true }));
  return repo.workingParents().some((rev) => rev >= 0 && goes.has(rev));
}

/**
 * Where the working directory goes: to the parent of what is stripped (of the lowest node, as hg has it), or, where that is of another
 * branch, to the highest parent of the working branch that the strip leaves above it.
 */
function updateTarget(repo: Repository, roots: readonly number[]): number {
  const first = [...roots].sort((a, b) => (repo.node(a) < repo.node(b) ? -1 : 1))[0] as number;
  const parent = repo.graph.parent1(first);
  const branch = repo.workingBranch();
  if (parent >= 0 && repo.branch(parent) === branch) return parent;
  const goes = new Set(descendants(repo.graph, roots, { inclusive: true }));
  const lost = onlyRevs(
    repo.graph,
    repo.workingParents().filter((rev) => rev >= 0),
    [],
  ).filter((rev) => goes.has(rev));
  let best = -1;
  for (const rev of lost)
    for (const above of [repo.graph.parent1(rev), repo.graph.parent2(rev)])
      if (above > best && !goes.has(above) && repo.branch(above) === branch) best = above;
  return best >= 0 ? best : parent;
}

export interface MoveAwayOptions {
  readonly messages: Messages;
  /** Throw away uncommitted changes instead of refusing. */
  readonly force: boolean;
}

/** Updates the working directory to what stays. @throws StateError for uncommitted changes */
export function moveAway(
  repo: Repository,
  roots: readonly number[],
  { messages, force }: MoveAwayOptions,
): void {
  if (force) checkUnfinished(repo, { skipMerge: true });
  else {
    checkUnfinished(repo);
    if (isWorkingCopyDirty(repo)) throw new StateError('uncommitted changes');
  }
  updateTo(repo, updateTarget(repo, roots), { messages, clean: true });
}

/** Lets the files be, and takes them for changes of what stays. */
export function keepFiles(repo: Repository, roots: readonly number[]): void {
  const target = updateTarget(repo, roots);
  const parents = repo.workingParents().filter((rev) => rev >= 0);
  const files = target < 0 ? [] : [...repo.manifest(target).paths()];
  const node: NodeId = repo.node(target);
  changeDirstate(repo, (dirstate) => {
    const changed = new Set<string>();
    for (const rev of onlyRevs(repo.graph, parents.slice(0, 1), target < 0 ? [] : [target]))
      for (const path of repo.changeset(rev).files) changed.add(path);
    for (const path of dirstate.paths())
      if (dirstate.isAdded(path) || dirstate.isRemoved(path) || dirstate.isMerged(path)) changed.add(path);
    dirstate.rebuild(node, files, changed);
  });
}
