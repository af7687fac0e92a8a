/** Changing tags. */
export * from './add-tags.js';
