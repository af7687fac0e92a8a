/** What a manifest can answer, whatever its storage (flat or tree). */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Matcher } from '../match/index.js';

/** `''` regular file, `x` executable, `l` symbolic link. (`t`, a directory of a tree manifest, never gets out.) */
export type FileFlags = '' | 'x' | 'l';

export interface ManifestEntry {
  readonly path: ByteString;
  readonly node: NodeId;
  readonly flags: FileFlags;
}

/** One path that differs between two manifests; an absent side is undefined. */
export interface ManifestDifference {
  readonly path: ByteString;
  readonly left: { readonly node: NodeId; readonly flags: FileFlags } | undefined;
  readonly right: { readonly node: NodeId; readonly flags: FileFlags } | undefined;
}

/** A read-only, sorted map path -> (node, flags). Lookups do not decode the rest. */
export interface Manifest {
  /** The manifest's own node; undefined for one that was made up in memory. */
  readonly node: NodeId | undefined;
  /** File node of a path, or undefined when the path is not tracked here. O(log n). */
  find(path: ByteString): NodeId | undefined;
  /** Node and flags in one look-up. */
  entry(path: ByteString): ManifestEntry | undefined;
  flags(path: ByteString): FileFlags;
  has(path: ByteString): boolean;
  hasDirectory(path: ByteString): boolean;
  /** In byte order of the path. */
  entries(matcher?: Matcher): Iterable<ManifestEntry>;
  paths(matcher?: Matcher): Iterable<ByteString>;
  /** Number of files. */
  size(): number;
  /** Paths that differ from `other` (left is this), in byte order. */
  diff(other: Manifest, matcher?: Matcher): ManifestDifference[];
}
