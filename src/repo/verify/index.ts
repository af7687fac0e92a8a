/** `verify`: the whole store checked against itself. */
export { type FileBatch, type FileJob, type FileResult, runFileJob } from './file-job.js';
export type { VerifyOutput, VerifyProgress } from './findings.js';
export { type VerifyOptions, verify } from './verify.js';
export type { VerifyWorkers } from './verify-workers.js';
