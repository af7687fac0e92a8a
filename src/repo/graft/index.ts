/** Changes of one changeset, made again or taken back elsewhere. */
export * from './graft-onto.js';
export * from './graft-state.js';
export * from './skipped-grafts.js';
