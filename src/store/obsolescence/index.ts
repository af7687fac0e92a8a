/** Obsolescence markers and what follows from them. */
export * from './add-markers.js';
export * from './compare-markers.js';
export * from './delete-markers.js';
export * from './encode-markers.js';
export * from './hidden-revs.js';
export * from './instabilities.js';
export * from './layout.js';
export * from './markers.js';
export * from './obs-store.js';
export * from './relevant-markers.js';
export * from './successors-sets.js';
export * from './walks.js';
