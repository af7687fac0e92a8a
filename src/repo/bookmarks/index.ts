/** Bookmarks: reading those of a repository, the rules for changing them, the active one. */
export * from './active-bookmark.js';
export { isForward } from './divergence.js';
export * from './edit-bookmarks.js';
export { hasActiveBookmark } from './has-active-bookmark.js';
export * from './repository-bookmarks.js';
