/** Changelog, manifests and files on revlogs, and the small files around them. */
export * from './changeset.js';
export * from './view.js';
