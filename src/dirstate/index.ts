/** The state of a working directory. */
export * from './dirstate-v1.js';
export * from './dirstate-v2.js';
export { type DirstateDocket, parseDocket } from './docket-v2.js';
export * from './read-working-state.js';
export * from './working-branch.js';
export * from './working-parents.js';
export * from './working-state.js';
