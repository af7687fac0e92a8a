/** `verify`: the whole store checked against itself. */
export { type FileBatch, type FileJob, type FileResult, runFileJob } from './file-job.js';
export type { VerifyOutput, VerifyProgress } from './findings.js';
export { ALL_DELIVERED, type PackedBatch, packBatch, unpackBatch } from './packed-batch.js';
export { type VerifyOptions, verify } from './verify.js';
export type { VerifyWorkers } from './verify-workers.js';
