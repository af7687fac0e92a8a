/** Phases of revisions. */
export * from './phase-boundaries.js';
export * from './phase-roots.js';
export * from './phases.js';
