/** Journals, locks and hooks: changes that happen wholly or not at all. */
export * from './transaction.js';
