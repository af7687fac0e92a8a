/** Waiting for a lock, holding it more than once, and letting go of it. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError, LockError, StateError } from '../errors/index.js';
import type { Clock, FileSystem, Processes } from '../platform/index.js';
import { tryLock, unlock } from './lock-file.js';
import { describeHolder, holderText, readHolder } from './lock-holder.js';

export interface LockOptions {
  /** The directory of the lock. */
  readonly fs: FileSystem;
  readonly path: ByteString;
  /** `repository /x` or `working directory of /x`, for messages. */
  readonly description: ByteString;
  readonly processes: Processes;
  readonly clock: Clock;
  /** Seconds to wait (`ui.timeout`); 0 or less tries once. */
  readonly timeout: number;
  /** Seconds of waiting before the user is told (`ui.timeout.warn`). */
  readonly warnAfter: number;
  /** Gets a message without newline. */
  readonly warn: (message: ByteString) => void;
  readonly debug: (message: ByteString) => void;
  /** What the lock says when it was taken for us by the process that started us (`HG_WLOCK_LOCKER`). */
  readonly parentHolder?: ByteString | undefined;
}

/** First and longest pause between attempts, in milliseconds. hg looks once a second. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 250;

/**
 * A held lock. It can be taken again by its holder ({@link again}); as many {@link release}s free it. Then the callbacks of
 * {@link afterRelease} run, with the file already gone.
 */
export class Lock {
  readonly #options: LockOptions;
  /** The file belongs to the process that started us. */
  readonly #inherited: boolean;
  #held = 1;
  #afterRelease: ((success: boolean) => void)[] = [];
  #beforeRelease: (() => void)[] = [];
  #success = true;

  private constructor(options: LockOptions, inherited: boolean) {
    this.#options = options;
    this.#inherited = inherited;
  }

  /**
   * @throws LockError when somebody else holds it for longer than the timeout, or when it cannot be made at all.
   */
  static acquire(options: LockOptions): Lock {
    const { clock, processes, timeout, warnAfter, description } = options;
    const start = clock.now();
    let told = false;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const holder = attempt(options);
      if (holder === undefined || (holder !== '' && holder === options.parentHolder)) {
        const seconds = Math.ceil(clock.now() - start);
        if (pause > FIRST_PAUSE) (told ? options.warn : options.debug)(`got lock after ${seconds} seconds`);
        return new Lock(options, holder !== undefined);
      }
      const waited = clock.now() - start;
      if (!told && timeout !== 0 && waited >= warnAfter) {
        told = true;
        options.warn(`waiting for lock on ${description} held by ${describeHolder(holder)}`);
      }
      if (waited >= timeout)
        throw new LockError(
          `${description}: timed out waiting for lock held by '${holder}'`,
          holder === '' ? { hint: 'lock might be very busy' } : {},
        );
      processes.sleep(Math.max(1, Math.min(pause, Math.ceil((timeout - waited) * 1000))));
    }
  }

  /** Held by this object right now. */
  get isHeld(): boolean {
    return this.#held > 0;
  }

  /** Another holder in this process. */
  again(): Lock {
    if (this.#held === 0) throw new StateError('lock was released');
    this.#held++;
    return this;
  }

  /** Runs while the lock is still held by the last holder: writing back what memory holds. */
  beforeRelease(callback: () => void): void {
    this.#beforeRelease.push(callback);
  }

  /** Runs when the lock is free; `success` is false when any holder said so. */
  afterRelease(callback: (success: boolean) => void): void {
    this.#afterRelease.push(callback);
  }

  release(success = true): void {
    if (this.#held === 0) return;
    this.#success &&= success;
    if (this.#held > 1) {
      this.#held--;
      return;
    }
    try {
      const callbacks = this.#beforeRelease;
      this.#beforeRelease = [];
      for (const callback of callbacks) callback();
    } finally {
      this.#held = 0;
      const { fs, path, processes } = this.#options;
      if (!this.#inherited) unlock(fs, path, processes);
    }
    const callbacks = this.#afterRelease;
    this.#afterRelease = [];
    for (const callback of callbacks) callback(this.#success);
  }

  /** What a child process must be told (`HG_WLOCK_LOCKER`) to use this lock while we wait for it. */
  get holder(): ByteString {
    if (this.#held === 0) throw new StateError('lock was released');
    return this.#inherited ? (this.#options.parentHolder ?? '') : holderText(this.#options.processes);
  }
}

function attempt({ fs, path, processes, description, parentHolder }: LockOptions): ByteString | undefined {
  try {
    // Asked first: the parent's lock must not be taken for a stale one.
    if (parentHolder !== undefined && parentHolder !== '' && readHolder(fs, path) === parentHolder)
      return parentHolder;
    return tryLock(fs, path, processes);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    if (error.errno === 'EISDIR') throw error;
    throw new LockError(`could not lock ${description}: ${error.message}`, { cause: error });
  }
}
