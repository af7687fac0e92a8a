/** Commits of the working directory. */
export { type AmendRequest, amendWorkingCopy } from './amend-working-copy.js';
export { type BranchChange, changeBranch } from './change-branch.js';
export { checkCommitPatterns } from './check-patterns.js';
export { checkAmendable } from './check-rewritable.js';
export * from './chosen-files.js';
export type { CommitDraft, EditMessage } from './commit-draft.js';
export { commitWorkingCopy, type WorkingCommitRequest } from './commit-working-copy.js';
export { rewriteCopies } from './rewrite-copies.js';
