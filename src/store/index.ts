/** Changelog, manifests and files on revlogs, and the small files around them. */
export * from './bookmarks/index.js';
export * from './branches/index.js';
export * from './changeset.js';
export * from './filtered-hash.js';
export * from './history.js';
export * from './obsolescence/index.js';
export * from './phases/index.js';
export * from './tags/index.js';
export * from './view.js';
