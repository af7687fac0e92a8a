/** The writing half of revlogs. */
export { delayIndex, type PendingIndex } from './delayed-index.js';
export type { IncomingDelta } from './delta-search.js';
export { keepNodemap, nodemapDataAll } from './nodemap-writer.js';
export { FileOutput, type RevlogOutput } from './revlog-output.js';
export {
  type AddedRevision,
  type GroupCallbacks,
  type GroupRevision,
  type NewRevision,
  RevlogWriter,
  stripPoint,
} from './revlog-writer.js';
export { takeGroup } from './take-group.js';
export type { Compression, RevlogTransaction, RevlogWriteOptions } from './write-options.js';
