/** Merging: plans, merge state, tools. */
export { type FileMergeContext, MergeHalted } from './merge-file.js';
export * from './merge-state.js';
