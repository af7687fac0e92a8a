/** Merging: plans, merge state, tools. */
export { type FileMergeContext, MergeHalted } from './merge-file.js';
export { isBinary } from './merge-sides.js';
export * from './merge-state.js';
export * from './merge-state-of.js';
export { pickTool } from './pick-tool.js';
