/** Storage in memory. */
export { MemoryFile, type NewFileRevision } from './memory-file.js';
export { MemoryManifests } from './memory-manifests.js';
export { MemoryRevisions } from './memory-revisions.js';
export { MemoryStore } from './memory-store.js';
