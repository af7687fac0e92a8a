/** Phases of revisions. */
export * from './phase-roots.js';
export * from './phases.js';
