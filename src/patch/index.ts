/** Patches: read, applied, taken apart. */
export * from './apply-patch.js';
export type { Inflate } from './binary-hunk.js';
export * from './chunks.js';
export type { LineEnds } from './line-ends.js';
export { type MailedPatch, readMailedPatch, splitPatches } from './mail-patch.js';
export * from './parse-patch.js';
export { printHunk, reverseHunk, type TextHunk } from './text-hunk.js';
