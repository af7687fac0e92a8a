/** The working directory: its state, its differences from its parents, and commands that change it. */
export { workingContent, workingFlags } from './compare-content.js';
export { flagsOfStat } from './file-flags.js';
export { fileSystemNow } from './file-system-now.js';
export { type CrewStart, runFileCrewThread } from './file-task.js';
export * from './ignore-files.js';
export * from './rebuild-dirstate.js';
export * from './status.js';
export * from './user-name.js';
export * from './working-context.js';
export * from './working-date.js';
export * from './working-dirstate.js';
export * from './working-nodes.js';
