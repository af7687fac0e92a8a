/** Bookmarks. */
export * from './bookmark-changes.js';
export * from './bookmarks.js';
export * from './bookmarks-place.js';
