/** The state of a working directory. */
export * from './dirstate-v1.js';
export * from './working-branch.js';
export * from './working-parents.js';
