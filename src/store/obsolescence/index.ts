/** Obsolescence markers and what follows from them. */
export * from './hidden-revs.js';
export * from './instabilities.js';
export * from './layout.js';
export * from './markers.js';
export * from './obs-store.js';
export * from './successors-sets.js';
export * from './walks.js';
