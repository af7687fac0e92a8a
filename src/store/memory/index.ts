/** Storage in memory. */
export { MemoryManifests } from './memory-manifests.js';
export { MemoryRevisions } from './memory-revisions.js';
export { MemoryStore } from './memory-store.js';
