/** Archives of a revision. */

export * from './archive-pieces.js';
export { type ArchiveType, archivePrefix, archiveTypeOf } from './archive-type.js';
export * from './member.js';
export * from './members.js';
export { writeFiles } from './write-files.js';
