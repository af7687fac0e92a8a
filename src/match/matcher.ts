/** What a compiled set of file patterns can answer. */
import type { ByteString } from '../bytes/index.js';

/** `all`: everything below matches; `maybe`: look inside; `none`: nothing below can match. */
export type DirectoryVerdict = 'all' | 'maybe' | 'none';

export interface Matcher {
  /** True for paths that are selected. */
  matches(path: ByteString): boolean;
  /** Whether a walk has to enter a directory (the empty path is the root). */
  directory(path: ByteString): DirectoryVerdict;
  /** The paths that were named literally (files or directories), in the order given; empty for pure patterns. */
  readonly files: readonly ByteString[];
  /**
   * Where walks of the working directory start, and what is reported when it does not exist: {@link files} and the
   * literal directories in front of globs (the empty path for expressions), in the order given, with duplicates.
   */
  readonly roots: readonly ByteString[];
  /** True when a path was named literally: missing ones deserve a message. */
  isExact(path: ByteString): boolean;
  /** Selects everything. */
  readonly always: boolean;
  /** Selects exactly {@link files}. */
  readonly exactOnly: boolean;
  /** Selects {@link files} and everything below them. */
  readonly prefix: boolean;
  /** What hg prints for it in `debugwalk -v` and `debugignore`. */
  describe(): ByteString;
}
