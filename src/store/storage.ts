/**
 * The seams of the store. Everything above works on these interfaces; a revlog on a file system is one implementation of
 * them, memory is another. `tests/conformance/` holds what every implementation must pass.
 */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Manifest, ManifestStorage, RevisionIndex } from '../manifest/index.js';
import type { Changeset } from './changeset.js';
import type { History } from './history.js';

/** Where a file's version was copied from. */
export interface CopySource {
  readonly path: ByteString;
  readonly node: NodeId;
}

/** All versions of one tracked file. */
export interface FileStorage {
  readonly path: ByteString;
  readonly index: RevisionIndex;
  /** Its content was removed on purpose. */
  isCensored(rev: number): boolean;
  /**
   * Bytes of the content, from the index when that is enough. As in hg, content that itself starts with the mark of metadata
   * counts 4 bytes more than it has; censored content counts 0.
   */
  size(rev: number): number;
  /**
   * The text as stored, metadata included, its hash checked. Do not change the bytes.
   * @throws CorruptionError; HgError `abort` when censored.
   */
  storedText(rev: number): Uint8Array;
  /** The content, without metadata. Do not change the bytes. @throws as {@link storedText}. */
  text(rev: number): Uint8Array;
  /** Only versions without first parent can have one. */
  copySource(rev: number): CopySource | undefined;
  /** True when the content is the same, found out without reading it where the hash can tell. */
  equals(rev: number, content: Uint8Array): boolean;
  /** The content has a NUL byte. */
  isBinary(rev: number): boolean;
}

export interface ChangesetStorage extends History {
  readonly index: RevisionIndex;
  /** The stored text, its hash checked. Do not change the bytes. */
  text(rev: number): Uint8Array;
  /** Decoded on demand; -1 is the empty changeset. @throws CorruptionError. */
  changeset(rev: number): Changeset;
  /** A scope in which many texts are read: files stay open. */
  reading<T>(action: () => T): T;
}

/** All manifests: those of the root and, in a repository with tree manifests, of every directory. */
export interface ManifestLog {
  readonly isTree: boolean;
  readonly root: ManifestStorage;
  /** @param directory with a slash at its end, or `''`. */
  directory(directory: ByteString): ManifestStorage;
  /** The null node has the empty manifest. @throws LookupError, CorruptionError. */
  manifest(node: NodeId): Manifest;
}

/** One file of the store that holds history. */
export interface DataFile {
  /** Before encoding: `data/README.i`, `meta/src/00manifest.i`, `00changelog.d`. Undefined when no path has that name. */
  readonly path: ByteString | undefined;
  /** Relative to the store. */
  readonly encodedPath: ByteString;
  /** Bytes. */
  readonly size: number;
}

/**
 * A store shows the history as it was when each of its parts was first used: open another one to see what came later.
 */
export interface Store {
  readonly requirements: ReadonlySet<ByteString>;
  readonly changelog: ChangesetStorage;
  readonly manifests: ManifestLog;
  /** The history of one file; empty when it was never tracked. */
  file(path: ByteString): FileStorage;
  /** Every path ever tracked, in byte order. */
  trackedPaths(): Iterable<ByteString>;
  /** The files that make up the history: files first, then directories' manifests, then manifest and changelog. */
  dataFiles(): Iterable<DataFile>;
}
