/** The state of a working directory. */
export * from './dirstate.js';
export type { DirectoryTime } from './dirstate-v2.js';
export { type DirstateDocket, parseDocket } from './docket-v2.js';
export * from './entry-flags.js';
export * from './file-time.js';
export * from './read-dirstate.js';
export * from './working-branch.js';
export * from './working-parents.js';
export * from './working-state.js';
