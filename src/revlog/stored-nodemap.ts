/** A node map that lies on disk: hg's persistent one, or our radixlink. */
export interface StoredNodemap {
  /** Revisions above are not in it. */
  readonly tipRev: number;
  /** The index has lost revisions since it was opened: its answers may be wrong. */
  readonly isInvalidated: boolean;
  /** `dear`: to say that a node is not there may take a look at the whole index, so the rest is searched first. */
  readonly misses: 'cheap' | 'dear';
  /** As {@link NodeTree.findKey}; undefined when the map is damaged or of another index, and no use. */
  findKey(key: Uint8Array, nibbles: number): number | undefined;
  /** As {@link NodeTree.shortestKey}; undefined as above. */
  shortestKey(key: Uint8Array): number | undefined;
}

/** Where a map may be found, and made when looking without one has become dear. */
export interface NodemapSource {
  open(): StoredNodemap | undefined;
  /** Makes the map of the whole index and keeps it; undefined when that is not worth it. */
  build?(): StoredNodemap | undefined;
}
