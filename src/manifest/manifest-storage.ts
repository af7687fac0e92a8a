/** Where manifests are kept: all revisions of the root manifest, or of one directory of a tree manifest. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Manifest } from './manifest.js';
import type { RevisionIndex } from './revision-index.js';

/** What a revision has that its base has not. */
export interface ManifestDelta {
  /** Revision the entries are compared with; -1 when they are the whole manifest. */
  readonly base: number;
  /**
   * Entries that are new or different. What was removed is not in it. In a tree manifest these are the entries of one
   * directory, and `directories` are those directories below it that are new or different.
   */
  readonly changed: Manifest;
  readonly directories: readonly { readonly directory: ByteString; readonly node: NodeId }[];
}

export interface ManifestStorage {
  readonly index: RevisionIndex;
  /** `''` for the root, otherwise the directory with a slash at its end. */
  readonly directory: ByteString;
  /** The stored text, its hash checked; valid until the next call. @throws CorruptionError. */
  text(rev: number): Uint8Array;
  /** @throws CorruptionError when the text does not have its hash. */
  manifest(rev: number): Manifest;
  /**
   * Cheap: looks at the stored delta only, where there is one. No hash covers a delta on its own, so its lines are checked for
   * their form, but only {@link text} notices every damage.
   */
  readDelta(rev: number): ManifestDelta;
  /** Finds one path. */
  find(rev: number, path: ByteString): NodeId | undefined;
  /** What differs from `left` to `right`. */
  diff(left: number, right: number): ReturnType<Manifest['diff']>;
}
