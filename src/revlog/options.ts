/** What a revlog is opened with. One object serves all revlogs of a repository that have the same kind. */
import type { ByteString } from '../bytes/index.js';
import type { Codecs, Hasher } from '../platform/index.js';
import type { LinkCache } from '../radixlink/index.js';

export type RevlogKind = 'changelog' | 'manifest' | 'filelog' | 'other';

export interface RevlogOptions {
  readonly codecs: Codecs;
  readonly hasher: Hasher;
  readonly kind: RevlogKind;
  /** An index without a file is an error instead of an empty revlog. */
  readonly mustExist?: boolean;
  /** Read delta chains in dense slices instead of one span (hg's `experimental.sparse-read`). Default true. */
  readonly withSparseRead?: boolean;
  /** Least payload / span ratio of a slice. Default 0.5. */
  readonly srDensityThreshold?: number;
  /** Gaps of fewer bytes are read over. Default 66560, as hg's (65 KiB). */
  readonly srMinGapSize?: number;
  /** Bytes that a read in sequence fetches at least. Default 65536. */
  readonly chunkCacheSize?: number;
  /**
   * Decompressed chunks are kept up to this many times the longest text seen (see ChunkCache); 0 for none. Default: 32
   * for manifests, whose long chains overlap, otherwise 0. Of 300 random texts of a real manifest (chains of about 200,
   * texts of up to 163 KiB) a factor of 16 found 65% of the chunks in the cache, 32 found 85%.
   */
  readonly uncompressedCacheFactor?: number;
  /** Index files of at least this many bytes are read page by page as they are looked at. Default 131072. */
  readonly lazyIndexThreshold?: number;
  /** A revlog that has no revisions yet gets general delta; any other has what its header says. Default true. */
  readonly generalDelta?: boolean;
  /** Deltas against snapshots exist (requirement `sparserevlog`): what {@link Revlog.isSnapshot} means. Default true. */
  readonly sparseRevlog?: boolean;
  /** Where a map from nodes to revisions is kept for an index without hg's persistent one. */
  readonly nodeCache?: LinkCache | undefined;
  /** Use hg's persistent node map beside the index when it is there and valid. Default: changelog and manifest. */
  readonly persistentNodemap?: boolean;
}

/** Where one revlog lies, when that cannot be told from its index path. */
export interface RevlogPlace {
  /** Name in messages, as hg's. Default: the index path without `.i`. */
  readonly name?: ByteString;
  /** Data file. Default: the index path with `.d` for `.i` (not true for hashed store names). */
  readonly dataPath?: ByteString;
  /**
   * Where a small index may be read to instead of new memory. The revlog is then good only until the next one is opened
   * with the same array: for walks over thousands of files, one after the other.
   */
  readonly scratch?: Uint8Array;
  /** The caller knows that there is no file yet: none is looked for. */
  readonly isNew?: boolean;
}
