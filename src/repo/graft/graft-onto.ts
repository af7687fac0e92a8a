/** Brings what changed between two revisions into the working directory, which keeps its parent. */
import type { ByteString } from '../../bytes/index.js';
import { isAncestor } from '../../dag/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import type { Messages } from '../messages.js';
import { Repository } from '../repository.js';
import type { UpdateStats } from '../update/apply-plan.js';
import { setWorkingParents } from '../update/set-parents.js';
import { updateWorkingCopy } from '../update/update-working-copy.js';
import { changeDirstate } from '../working-copy/working-dirstate.js';
import { withWlock } from '../writing/index.js';

export interface GraftRequest {
  readonly rev: number;
  /** What counts are the changes from here to `rev`. */
  readonly base: number;
  /** Of the three sides, for conflict markers. */
  readonly labels?: readonly ByteString[];
  /** Default: when the working directory's parent is an ancestor of `rev`, or `base`. */
  readonly mergeAncestor?: boolean;
  /** Copies between `base` and `rev` are recorded. */
  readonly copies: boolean;
  readonly tool?: ByteString | undefined;
  readonly messages: Messages;
  readonly display?: ((path: ByteString) => ByteString) | undefined;
  /** As long as there are conflicts, `rev` is the second parent: {@link settleGraft} ends that. */
  readonly keepsConflictParent?: boolean;
}

/** @throws as `updateWorkingCopy` */
export function graftOnto(repo: Repository, request: GraftRequest): UpdateStats {
  const { rev, base, labels, copies, tool, messages, display } = request;
  return withWlock(repo, () => {
    const before = new Repository(repo.place, true);
    const [parent] = before.workingParents();
    const stats = updateWorkingCopy(repo, {
      rev,
      branchMerge: true,
      force: true,
      ancestor: base,
      mergeAncestor: request.mergeAncestor ?? (base === parent || isAncestor(before.graph, parent, rev)),
      tool,
      messages,
      display,
      ...(labels !== undefined && { labels }),
    });
    const grafted = { parent, rev, base, copies };
    if (stats.unresolved === 0 || request.keepsConflictParent !== true) settleGraft(before, grafted);
    else changeDirstate(repo, (dirstate) => recordCopies(before, dirstate, grafted));
    return stats;
  });
}

export interface SettledGraft extends Pick<GraftRequest, 'rev' | 'base' | 'copies'> {
  /** The working directory's one parent from now on. */
  readonly parent: number;
}

/** What was merged counts as changes of the one parent. */
export function settleGraft(repo: Repository, grafted: SettledGraft): void {
  changeDirstate(repo, (dirstate) => {
    setWorkingParents(repo, dirstate, grafted.parent);
    recordCopies(repo, dirstate, grafted);
  });
}

function recordCopies(
  repo: Repository,
  dirstate: Dirstate,
  { parent, rev, base, copies }: SettledGraft,
): void {
  if (!copies || parent < 0) return;
  const manifest = repo.manifest(parent);
  for (const [path, source] of repo.pathCopies(base, rev))
    if (dirstate.isTracked(path) && manifest.has(source) && !manifest.has(path))
      dirstate.setCopy(path, source);
}
