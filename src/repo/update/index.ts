/** Moving the working directory to another revision, and merging into it. */
export * from './abort-merge.js';
export type { UpdateStats } from './apply-plan.js';
export * from './checkout.js';
export * from './destination.js';
export * from './resolve-files.js';
export { type RevertChooser, type RevertRequest, revertFiles } from './revert-files.js';
export { setWorkingParents } from './set-parents.js';
export * from './update-to.js';
export * from './update-working-copy.js';
export { writeWorkingBranch } from './working-branch.js';
export { WorkingFiles } from './working-files.js';
