/** Locks, transactions and writers of an opened repository. */
export * from './hooks.js';
export * from './session.js';
export * from './writing-state.js';
