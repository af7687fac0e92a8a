/** Shelves: changes of the working directory that are put aside, and brought back. */
export { abortUnshelve, continueUnshelve, isInteractiveUnshelve } from './resume-unshelve.js';
export { type Shelf, ShelfFiles } from './shelf-files.js';
export { type ShelveRequest, shelveChanges } from './shelve-changes.js';
export type { ChooseChanges, ShelveContext } from './shelve-context.js';
export { type UnshelveRequest, unshelveChanges } from './unshelve-changes.js';
