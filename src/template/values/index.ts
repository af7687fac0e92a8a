/** Values of the template language. */
export * from './date.js';
export * from './describe.js';
export * from './item.js';
export * from './list.js';
export * from './mapping.js';
export * from './operations.js';
export * from './revs.js';
export * from './value.js';
