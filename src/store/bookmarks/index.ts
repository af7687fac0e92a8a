/** Bookmarks. */
export * from './bookmarks.js';
