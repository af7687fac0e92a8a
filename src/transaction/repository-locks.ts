/** The two locks of a repository, each held at most once per process, always taken in the same order. */
import type { ByteString } from '../bytes/index.js';
import { StateError } from '../errors/index.js';
import type { Clock, FileSystem, Processes } from '../platform/index.js';
import { Lock, type LockOptions } from './lock.js';

export interface RepositoryLocksOptions {
  /** `.hg`. */
  readonly plain: FileSystem;
  /** `.hg/store` (of the shared repository, where this one shares). */
  readonly store: FileSystem;
  /** Root of the repository, and of the one that it shares with, for messages. */
  readonly root: ByteString;
  readonly sharedRoot?: ByteString;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly timeout: number;
  readonly warnAfter: number;
  readonly warn: (message: ByteString) => void;
  readonly debug: (message: ByteString) => void;
  /** `HG_WLOCK_LOCKER` of the environment. */
  readonly parentHolder?: ByteString | undefined;
}

/** Order: `wlock` before `lock`, or two processes could wait for each other. */
export class RepositoryLocks {
  readonly #options: RepositoryLocksOptions;
  #lock: Lock | undefined;
  #wlock: Lock | undefined;

  constructor(options: RepositoryLocksOptions) {
    this.#options = options;
  }

  get lockHeld(): boolean {
    return this.#lock?.isHeld ?? false;
  }

  get wlockHeld(): boolean {
    return this.#wlock?.isHeld ?? false;
  }

  /** The store's lock. `wait` false: once. `onAcquire` runs when it was not held before: drop caches there. @throws LockError */
  lock(wait = true, onAcquire?: () => void): Lock {
    if (this.#lock?.isHeld) return this.#lock.again();
    const { store, root, sharedRoot = root } = this.#options;
    this.#lock = Lock.acquire(this.#one(store, 'lock', `repository ${sharedRoot}`, wait));
    onAcquire?.();
    return this.#lock;
  }

  /** The working directory's lock. @throws StateError when the store's is held already; LockError */
  wlock(wait = true, onAcquire?: () => void): Lock {
    if (this.#wlock?.isHeld) return this.#wlock.again();
    // Trying once cannot wait for anybody.
    if (this.lockHeld && wait) throw new StateError('"wlock" acquired after "lock"');
    const { plain, root, parentHolder } = this.#options;
    this.#wlock = Lock.acquire({
      ...this.#one(plain, 'wlock', `working directory of ${root}`, wait),
      parentHolder,
    });
    onAcquire?.();
    return this.#wlock;
  }

  #one(fs: FileSystem, path: ByteString, description: ByteString, wait: boolean): LockOptions {
    const { processes, clock, timeout, warnAfter, warn, debug } = this.#options;
    return { fs, path, description, processes, clock, timeout: wait ? timeout : 0, warnAfter, warn, debug };
  }
}
