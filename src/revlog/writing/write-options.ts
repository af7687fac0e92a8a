/** How new revisions are stored. One object serves all revlogs of a repository; names and defaults are those of hg's settings. */
import type { ByteString } from '../../bytes/index.js';
import type { Transaction } from '../../transaction/index.js';
import type { RevlogOutput } from './revlog-output.js';

/** What writing needs of a transaction. */
export type RevlogTransaction = Pick<
  Transaction,
  | 'add'
  | 'replace'
  | 'addBackup'
  | 'addFileGenerator'
  | 'addTemporary'
  | 'addPending'
  | 'addFinalize'
  | 'addAbort'
  | 'addPostClose'
>;

export interface Compression {
  readonly engine: 'zlib' | 'zstd' | 'none';
  /** The engine's own scale. Default 6 for zlib, 3 for zstd. */
  readonly level?: number;
}

export interface RevlogWriteOptions {
  readonly compression: Compression;
  /** Deltas may build on snapshots that are no parents. Default true; needs general delta. */
  readonly sparseRevlog?: boolean;
  /** Most deltas in a chain. Default 1000 with sparse-revlog, otherwise no limit. */
  readonly maxChainLength?: number;
  /** Most bytes between the first and the last chunk of a chain; negative: no limit. Without: four times the text; no limit with sparse-revlog. */
  readonly maxDeltaChainSpan?: number;
  /** Consider both parents of a merge. Default true. */
  readonly deltaBothParents?: boolean;
  /** Take a delta that came with a revision as it is when its base will do. Default true. */
  readonly lazyDelta?: boolean;
  /** Try the base of such a delta before any other. Default true. */
  readonly lazyDeltaBase?: boolean;
  /** Snapshots that are compared at a time. Default 10. */
  readonly candidateGroupChunkSize?: number;
  /** Called with the store name (`data/a.i`, before path encoding) of each file that is about to be created. */
  readonly newFile?: (name: ByteString, transaction: RevlogTransaction) => void;
  /** Called with the store name of each file that has become empty and was removed. */
  readonly removedFile?: (name: ByteString, transaction: RevlogTransaction) => void;
  /** Where what is written goes. Default: the files. */
  readonly output?: RevlogOutput;
}
