/** Caches beside the store. */
export * from './update-caches.js';
export * from './write-nodemaps.js';
