/** Which changesets introduced versions of files. */
export * from './file-linkrevs.js';
export * from './introductions.js';
export * from './link-revisions.js';
