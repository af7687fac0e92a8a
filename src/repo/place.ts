/** Where the parts of an opened repository are. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import type { FileSystem, Platform } from '../platform/index.js';
import type { RevlogStore } from '../store/index.js';

export interface RepositoryPlace {
  readonly platform: Platform;
  /** The working directory; its root is absolute. */
  readonly workFs: FileSystem;
  readonly store: RevlogStore;
  readonly config: Config;
  /** Receives messages about damaged small files, one line each. */
  readonly warn: (message: ByteString) => void;
  readonly debug: (message: ByteString) => void;
}
