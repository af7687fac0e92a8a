/** Repositories: opening them and everything that spans store and working copy. */
export * from './annotate-file.js';
export * from './bookmarks/index.js';
export * from './commit/index.js';
export * from './create-repository.js';
export * from './file-revision.js';
export { hiddenFate } from './hidden-fate.js';
export * from './linkrev.js';
export { LocalText } from './local-text.js';
export * from './merge-state.js';
export * from './new-label.js';
export * from './obsolescence/index.js';
export * from './open-repository.js';
export * from './place.js';
export * from './repository.js';
export * from './verify/index.js';
export * from './visibility.js';
export * from './working-copy/index.js';
export * from './writing/index.js';
