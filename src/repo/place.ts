/** Where the parts of an opened repository are. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import type { FileSystem, Platform } from '../platform/index.js';
import type { RevlogStore } from '../store/index.js';
import type { LocalText } from './local-text.js';
import type { Nesting } from './subrepos/types.js';
import type { WritingState } from './writing/writing-state.js';

/** A bundle that lies above a repository. */
export interface BundlePlace {
  /** Absolute. */
  readonly path: ByteString;
  /** Its changesets are the revisions from this one on. */
  readonly firstRev: number;
}

export interface RepositoryPlace {
  readonly platform: Platform;
  /** The working directory; its root is absolute. */
  readonly workFs: FileSystem;
  readonly store: RevlogStore;
  readonly config: Config;
  /** How stored texts are shown; as they are when absent. */
  readonly texts?: LocalText | undefined;
  /** Receives messages about damaged small files, one line each. */
  readonly warn: (message: ByteString) => void;
  readonly debug: (message: ByteString) => void;
  /** The working directory's parents, where a transaction has yet to write them. */
  readonly pendingParents?: (() => readonly [NodeId, NodeId]) | undefined;
  /** Present when the repository is shown with a bundle, and cannot be changed. */
  readonly bundle?: BundlePlace | undefined;
  /** What is needed to reach repositories nested in this one. */
  readonly nesting?: Nesting | undefined;
  /** Shared by all views of the repository. */
  readonly writing: WritingState;
}
