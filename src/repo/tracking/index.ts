/** Which files are tracked, and what they were copied from. */
export { addFiles, trackFiles } from './add-files.js';
export { addRemove } from './add-remove.js';
export { type CopyRequest, copyFiles, forgetCopies } from './copy-files.js';
export { type ForgetAnswer, forgetFiles } from './forget-files.js';
export { type PurgeRequest, purgeFiles } from './purge-files.js';
export { type RemoveOptions, removeFiles } from './remove-files.js';
export type { Notices, TrackingContext } from './tracking-context.js';
