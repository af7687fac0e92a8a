/** Binary deltas: checking, applying, and folding chains of them. */
export { applyDelta, applyInPlace, copyBytes, patchedLength } from './apply.js';
export { binaryDelta } from './binary-delta.js';
export { DeltaFolder } from './delta-folder.js';
export { insertion } from './insertion.js';
