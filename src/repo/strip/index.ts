/** Removing changesets from the history. */
export { type StripOptions, type Stripped, stripRevisions } from './strip-revisions.js';
export * from './strip-working-copy.js';
