/** `verify`: the whole store checked against itself. */
export type { VerifyOutput, VerifyProgress } from './findings.js';
export { type VerifyOptions, verify } from './verify.js';
export { runVerifyThread, type VerifyThreadData } from './verify-threads.js';
