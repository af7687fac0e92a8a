/** Phases of revisions. */
export * from './phase-roots.js';
export * from './phases.js';
export * from './write-phase-roots.js';
