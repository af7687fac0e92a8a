/** Repositories: opening them and everything that spans store and working copy. */
export * from './repository.js';
