/** The writing half of revlogs. */
export { delayIndex, type PendingIndex, writePendingIndex } from './delayed-index.js';
export type { IncomingDelta } from './delta-search.js';
export {
  encodeDocket,
  keepNodemap,
  nodemapDataAll,
  nodemapUpdate,
  writeNodemap,
} from './nodemap-writer.js';
export {
  type AddedRevision,
  type GroupCallbacks,
  type GroupRevision,
  type NewRevision,
  RevlogWriter,
} from './revlog-writer.js';
export type { Compression, RevlogTransaction, RevlogWriteOptions } from './write-options.js';
