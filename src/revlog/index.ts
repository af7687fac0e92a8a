/** Revlogs: append-only stores of revisions as chains of compressed deltas. */
export { CensoredNodeError } from './censored-node-error.js';
export type { DeltaChain } from './delta-chain.js';
export { FLAG_CENSORED } from './layout.js';
export { HASH_HEADROOM } from './node-hash.js';
export { AMBIGUOUS, NOT_FOUND, NodeTree } from './node-tree.js';
export type { RevlogKind, RevlogOptions, RevlogPlace } from './options.js';
export { PagedFile } from './paged-file.js';
export { type NodemapDocket, PersistentNodemap } from './persistent-nodemap.js';
export { Revlog } from './revlog.js';
export { type IndexEntry, RevlogIndex } from './revlog-index.js';
export type { TextVisitor } from './visit-texts.js';
export * from './writing/index.js';
export { storedRevision } from './writing/stored-revision.js';
