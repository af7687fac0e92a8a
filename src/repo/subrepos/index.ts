/** Nested repositories: whether there are any, and the way to what deals with them. */
export type { SubrepoCommit } from './commit-subrepos.js';
export * from './has-subrepos.js';
export type { LocalSubrepos } from './merge-substates.js';
export type { Subrepo } from './subrepo.js';
export * from './types.js';
