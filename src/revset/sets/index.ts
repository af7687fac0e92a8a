/** Ordered, lazy sets of revisions. */
export * from './base-set.js';
export * from './combine.js';
export * from './generator-set.js';
export * from './print-set.js';
export * from './rev-bits.js';
export * from './smart-set.js';
export * from './span-set.js';
