/** Committing without a working copy. */
export {
  type CommittedChangeset,
  commitChangeset,
  HistoryWriter,
  type HistoryWriterOptions,
} from './history-writer.js';
export type { MergeSide, NewChangeset, NewFile } from './new-changeset.js';
