/** What is worth saying after a commit. */
import { type ByteString, type NodeId, NULL_REV } from '../../bytes/index.js';
import type { Repository } from '../../repo/index.js';
import type { Ui } from '../ui/index.js';

/** How things were before the commit. */
export interface BeforeCommit {
  readonly branch: ByteString;
  readonly length: number;
  /** Open heads of the branch; undefined when the commit cannot make a new one. */
  readonly heads: readonly number[] | undefined;
}

export function beforeCommit(repo: Repository, wantsHeads: boolean): BeforeCommit {
  const branch = repo.workingBranch();
  const [p1, p2] = repo.workingParents();
  const { length } = repo;
  // On top of the newest changeset of its branch nothing becomes a new head.
  const extends_ = p2 === NULL_REV && p1 === length - 1 && p1 >= 0 && isOpen(repo, p1, branch);
  const heads = wantsHeads && !extends_ ? (repo.branches().get(branch)?.openHeads ?? []) : undefined;
  return { branch, length, heads };
}

/** Whether a changeset is on a branch that it does not close. The commit reads it anyway: what is known of all branches is not needed. */
function isOpen(repo: Repository, rev: number, branch: ByteString): boolean {
  const changeset = repo.changeset(rev);
  return changeset.branch === branch && !changeset.closesBranch;
}

export interface MadeCommit {
  readonly rev: number;
  readonly node: NodeId;
  readonly closesBranch: boolean;
  readonly isAmended: boolean;
}

export function reportCommit(
  ui: Ui,
  repo: Repository,
  parents: readonly number[],
  before: BeforeCommit,
  made: MadeCommit,
): void {
  const { branch, heads = [], length } = before;
  if (made.rev < length && !made.isAmended) ui.warn('warning: commit already existed in the repository!\n');
  else if (
    !made.isAmended &&
    heads.length > 0 &&
    !parents.some((parent) => heads.includes(parent) && repo.branch(parent) === branch)
  )
    ui.status('created new head\n');
  if (!made.closesBranch)
    for (const parent of parents)
      if (parent >= 0 && repo.changeset(parent).closesBranch && repo.changeset(parent).branch === branch)
        ui.status(`reopening closed branch head ${parent}\n`);
  if (ui.debugFlag) ui.write(`committed changeset ${made.rev}:${made.node}\n`);
  else if (ui.verbose) ui.write(`committed changeset ${made.rev}:${made.node.slice(0, 12)}\n`);
}
