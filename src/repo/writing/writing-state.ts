/** What all views of one repository in this process share about writing: its locks, its hooks, its running transaction. */
import type { ByteString } from '../../bytes/index.js';
import { linkCachePolicy, openStore, type RevlogStore, StoreWriter } from '../../store/index.js';
import { type HookRunner, type Lock, NO_HOOKS, RepositoryLocks } from '../../transaction/index.js';
import type { RepositoryPlace } from '../place.js';
import type { WriteSession } from './session.js';

/** Where the locks of a repository and what its hooks run in come from. */
type WritingPlace = Omit<RepositoryPlace, 'writing'>;

/**
 * Invariant: at most one transaction runs, and only while the store's lock is held. Two repositories opened at the same
 * place in one process have two of these and wait for each other: share one view's.
 */
export class WritingState {
  readonly #place: WritingPlace;
  #locks: RepositoryLocks | undefined;
  #hooks: HookRunner | undefined;
  #afterUnlock: (() => void)[] = [];
  /** Users of {@link holding} that are not done. */
  #depth = 0;
  #writer: StoreWriter | undefined;
  /** What the changelog's file looked like when our last transaction ended. */
  #stamp: ByteString | undefined;
  /** The running transaction and what belongs to it. */
  session: WriteSession | undefined;

  constructor(place: WritingPlace) {
    this.#place = place;
  }

  /** Undefined where there are no processes to lock out. @throws ConfigError */
  get locks(): RepositoryLocks | undefined {
    const { platform, config, store, workFs, warn, debug } = this.#place;
    if (platform.processes === undefined) return undefined;
    this.#locks ??= new RepositoryLocks({
      plain: store.places.hgFs,
      store: store.places.storeFs,
      root: workFs.root,
      processes: platform.processes,
      clock: platform.clock,
      timeout: config.getInt('ui', 'timeout', 600),
      warnAfter: config.getInt('ui', 'timeout.warn', 0),
      warn,
      debug,
      parentHolder: platform.env('HG_WLOCK_LOCKER'),
    });
    return this.#locks;
  }

  /** Those of the configuration, or those that a program has set. */
  get hooks(): HookRunner {
    return this.#hooks ?? NO_HOOKS;
  }
  set hooks(hooks: HookRunner) {
    this.#hooks = hooks;
  }

  /**
   * Runs `change` with a lock held and gives it back, also when it throws. What was put off with {@link afterUnlock} runs
   * when no lock is held any more.
   */
  holding<T>(which: 'lock' | 'wlock', change: () => T): T {
    const held: Lock | undefined = this.locks?.[which]();
    this.#depth++;
    try {
      return change();
    } finally {
      this.#depth--;
      held?.release();
      if (!this.#holdsAny) this.#runAfterUnlock();
    }
  }

  get #holdsAny(): boolean {
    return this.#depth > 0 || this.#locks?.lockHeld === true || this.#locks?.wlockHeld === true;
  }

  /** Puts something off until the last lock has gone (hooks that must not keep others waiting); without locks it runs at once. */
  afterUnlock(callback: () => void): void {
    if (this.#holdsAny) this.#afterUnlock.push(callback);
    else callback();
  }

  /** Lets other processes see what the running transaction has changed; true when there is something to see. */
  writePending(): boolean {
    const transaction = this.session?.transaction;
    return transaction?.isRunning === true && transaction.writePending();
  }

  #runAfterUnlock(): void {
    const callbacks = this.#afterUnlock;
    this.#afterUnlock = [];
    for (const callback of callbacks) callback();
  }

  /** Under the lock: the writers of the last transaction when nobody else has written since, otherwise new ones. */
  takeWriter(): StoreWriter {
    const kept = this.#writer;
    this.#writer = undefined;
    if (kept !== undefined && this.#stamp === this.#stampNow()) return kept;
    const { config, platform } = this.#place;
    return new StoreWriter(this.openStore(), config, (bytes) => platform.random(bytes));
  }

  /** After a transaction that succeeded; after others its writers are dead. */
  keepWriter(writer: StoreWriter): void {
    this.#writer = writer;
    this.#stamp = this.#stampNow();
  }

  /** What the writers remember may no longer be so (after a strip): the next transaction opens new ones. */
  forgetWriter(): void {
    this.#writer = undefined;
  }

  /** A new look at the store as it is on disk now, without what another transaction has pending. */
  openStore(): RevlogStore {
    const { platform, config, store, workFs } = this.#place;
    return openStore(platform, workFs.at('.hg'), {
      manifestTexts: store.manifestTexts,
      linkCaches: linkCachePolicy(config.get('quicksilver', 'radixlink')),
      allowSafeMismatch: config.get('share', 'safe-mismatch.source-safe') === 'allow',
    });
  }

  #stampNow(): ByteString | undefined {
    const stat = this.#place.store.fs.stat('00changelog.i');
    if (stat === undefined) return undefined;
    return [stat.inode, stat.size, stat.mtimeSeconds, stat.mtimeNanoseconds, stat.ctimeSeconds].join(' ');
  }
}
