/** Starts a transaction, and is one: see `transaction.ts` for what it promises and `layout.ts` for its files. */
import { type ByteString, hexOf } from '../bytes/index.js';
import { FileSystemError, HgError, isNotFound, StateError } from '../errors/index.js';
import { type FileHandle, openOwn } from '../platform/index.js';
import { refuseAbandonedTransaction } from './abandoned.js';
import { Callbacks } from './callbacks.js';
import { FileGenerators } from './file-generators.js';
import { type HookNames, type HookRunner, NO_HOOKS, runClosingHooks } from './hooks.js';
import { JournalledFiles } from './journalled-files.js';
import { JOURNAL, PENDING_SUFFIX, UNDO } from './layout.js';
import { placeOf, removeIfThere, replaceWith, type TransactionPlaces } from './places.js';
import { restore } from './restore.js';
import {
  dropSnapshots,
  keepSnapshots,
  type UndoDescription,
  undoSnapshots,
  writeSnapshots,
} from './snapshots.js';
import type {
  FileGenerator,
  GeneratorOrder,
  Transaction,
  TransactionChanges,
  TransactionLocation,
} from './transaction.js';
import { removeUndoFiles, writeUndoBackups } from './undo-files.js';

/**
 * `process`: what a killed process leaves is recoverable; nothing is flushed, as in hg. `power`: also what a loss of power
 * leaves: the journal is flushed before what it announces is done, and all written files before it is taken away.
 */
export type Durability = 'process' | 'power';

export interface TransactionOptions {
  readonly places: TransactionPlaces;
  /** What is being done: `commit`, `pull`... */
  readonly name: ByteString;
  /** Gets a message without newline: "transaction abort!". */
  readonly report: (message: ByteString) => void;
  /** Random bytes for the identifier. */
  readonly random: (bytes: number) => Uint8Array;
  /** What the user types, for hints. Default `hg`. */
  readonly program?: ByteString;
  /** Leave undo files for `rollback`; without it none are left, those of an earlier transaction included. */
  readonly undo?: UndoDescription;
  readonly hooks?: HookRunner;
  /** Needed for hooks about phases. */
  readonly hookNames?: HookNames;
  /** Delays the `txnclose` hooks until the locks are free; without it they run at the end of `close`. */
  readonly afterUnlock?: (callback: () => void) => void;
  readonly durability?: Durability;
}

/** @throws HgError "abandoned transaction found", or from a `pretxnopen` hook; FileSystemError. The caller holds the store lock. */
export function beginTransaction(options: TransactionOptions): Transaction {
  refuseAbandonedTransaction(options.places, options.program ?? 'hg');
  return new JournalTransaction(options);
}

type Callback = (transaction: Transaction) => void;

/** Invariant: a file is changed only after `#files` knows of it. */
class JournalTransaction implements Transaction {
  readonly id: ByteString;
  readonly name: ByteString;
  readonly hookArguments: Map<string, ByteString>;
  readonly changes: TransactionChanges = {
    addedRevisions: undefined,
    phases: [],
    bookmarks: new Map(),
    obsolescenceMarkers: 0,
  };
  readonly #options: TransactionOptions;
  readonly #places: TransactionPlaces;
  readonly #hooks: HookRunner;
  readonly #sync: boolean;
  readonly #snapshots: ReturnType<typeof undoSnapshots>;
  readonly #files: JournalledFiles;
  readonly #generators = new FileGenerators();
  readonly #validators = new Callbacks<Callback>();
  readonly #pending = new Callbacks<(transaction: Transaction) => boolean>();
  readonly #finalizers = new Callbacks<Callback>();
  readonly #postClose = new Callbacks<Callback>();
  readonly #afterHooks: (() => void)[] = [];
  readonly #onAbort = new Callbacks<Callback>();
  /** Users that have not closed; users that have not released. */
  #open = 1;
  #users = 1;
  #state: 'running' | 'committed' | 'aborted' = 'running';

  constructor(options: TransactionOptions) {
    this.#options = options;
    this.#places = options.places;
    this.#hooks = options.hooks ?? NO_HOOKS;
    this.#sync = options.durability === 'power';
    this.name = options.name;
    this.id = `TXN:${hexOf(options.random(20))}`;
    this.hookArguments = new Map([
      ['TXNID', this.id],
      ['TXNNAME', options.name],
    ]);
    if (this.#hooks.has('pretxnopen')) this.#hooks.run('pretxnopen', this.hookArguments, { refusable: true });
    this.#snapshots = options.undo === undefined ? [] : undoSnapshots(options.name, options.undo);
    try {
      writeSnapshots(this.#places, this.#snapshots, this.#sync);
      this.#files = new JournalledFiles(this.#places, this.#sync);
    } catch (error) {
      // A full disk, mostly: what was written of them must not keep its place.
      this.#tidy(() => dropSnapshots(this.#places, this.#snapshots));
      throw error;
    }
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  #active(): void {
    if (this.#state !== 'running')
      throw new StateError('cannot use transaction when it is already committed/aborted');
  }

  add(file: ByteString, lengthBefore: number): void {
    this.#active();
    this.#files.add(file, lengthBefore);
  }
  replace(file: ByteString, length: number): void {
    this.#active();
    this.#files.replace(file, length);
  }
  addBackup(file: ByteString, options: { location?: TransactionLocation; hardLink?: boolean } = {}): void {
    this.#active();
    this.#files.addBackup(file, options);
  }
  addTemporary(file: ByteString, location: TransactionLocation = ''): void {
    this.#active();
    this.#files.addTemporary(file, location);
  }
  addFileGenerator(identifier: ByteString, generator: FileGenerator): void {
    this.#active();
    this.#generators.add(identifier, generator);
  }
  removeFileGenerator(identifier: ByteString): void {
    this.#generators.remove(identifier);
  }
  addPending(category: ByteString, callback: (transaction: Transaction) => boolean): void {
    this.#active();
    this.#pending.set(category, callback);
  }
  addValidator(category: ByteString, callback: Callback): void {
    this.#active();
    this.#validators.set(category, callback);
  }
  addFinalize(category: ByteString, callback: Callback): void {
    this.#active();
    this.#finalizers.set(category, callback);
  }
  addPostClose(category: ByteString, callback: Callback): void {
    this.#active();
    this.#postClose.set(category, callback);
  }

  addAfterHooks(callback: () => void): void {
    this.#afterHooks.push(callback);
  }
  addAbort(category: ByteString, callback: Callback): void {
    this.#active();
    this.#onAbort.set(category, callback);
  }

  writePending(): boolean {
    this.#active();
    let any = false;
    for (const callback of this.#pending.sorted()) any = callback(this) || any;
    for (const { file, location, content } of this.#generators.generate(PENDING_SUFFIX)) {
      const pending = file + PENDING_SUFFIX;
      this.addTemporary(pending, location);
      replaceWith(placeOf(this.#places, location, pending), content, false);
      any = true;
    }
    return any;
  }

  nest(): Transaction {
    this.#active();
    this.#open++;
    this.#users++;
    return this;
  }

  close(): void {
    this.#active();
    if (this.#open === 0) throw new StateError('transaction closed more often than it was begun');
    if (this.#open > 1) {
      this.#open--;
      return;
    }
    for (const validate of this.#validators.sorted()) validate(this);
    runClosingHooks(
      this.#hooks,
      'pretxnclose',
      this.hookArguments,
      this.changes,
      this.#options.hookNames,
      () => this.writePending(),
    );
    this.#writeGenerated('pre-finalize');
    this.#finalizers.drain((finalize) => finalize(this));
    this.#writeGenerated('post-finalize');
    this.#commit();
    this.#postClose.drain((callback) => callback(this));
    this.#runClosedHooks();
  }

  #writeGenerated(order: GeneratorOrder): void {
    for (const { file, location, content } of this.#generators.generate('', order)) {
      this.addBackup(file, { location, hardLink: true });
      replaceWith(placeOf(this.#places, location, file), content, this.#sync);
    }
  }

  #commit(): void {
    const { store } = this.#places;
    this.#files.removeTemporary();
    if (this.#sync) this.#files.flush();
    const keepUndo = this.#options.undo !== undefined;
    if (keepUndo) {
      // All of it before the journal takes its place: rollback must never meet files of two transactions.
      writeUndoBackups(this.#places, this.#files.entries(), this.#sync);
      keepSnapshots(this.#places, this.#snapshots);
    } else removeIfThere({ fs: store, path: UNDO });
    // The commit: without a journal there is nothing to recover from.
    if (keepUndo) store.rename(JOURNAL, UNDO);
    else store.remove(JOURNAL);
    this.#state = 'committed';
    this.#open = 0;
    // What is left is tidying; a failure must not look like one of the transaction.
    this.#tidy(() => {
      if (this.#sync) store.syncDirectory?.('');
      this.#files.close();
      if (!keepUndo) removeUndoFiles(this.#places);
      this.#files.removeBackups();
    });
  }

  #tidy(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      this.#options.report(`couldn't remove ${error.path}: ${error.message}`);
    }
  }

  #runClosedHooks(): void {
    const { afterUnlock, hookNames } = this.#options;
    const run = () => runClosingHooks(this.#hooks, 'txnclose', this.hookArguments, this.changes, hookNames);
    for (const callback of [run, ...this.#afterHooks])
      if (afterUnlock === undefined) callback();
      else afterUnlock(callback);
  }

  release(): void {
    if (this.#users > 0) this.#users--;
    if (this.#state === 'running' && this.#users === 0) this.#abort();
  }

  takeBack(): void {
    this.#active();
    this.#abort(() => undefined);
  }

  #abort(tell = this.#options.report): void {
    const { report, program = 'hg' } = this.#options;
    this.#state = 'aborted';
    this.#open = 0;
    this.#files.close();
    // Nothing was touched: nobody needs to hear of it.
    const silent = this.#files.isEmpty;
    if (!silent) tell('transaction abort!');
    try {
      this.#onAbort.drain((callback) => callback(this));
      if (!silent && this.#hooks.has('txnabort'))
        this.#hooks.run('txnabort', this.hookArguments, { refusable: false });
      restore({
        places: this.#places,
        lengths: this.#files.lengths,
        backups: this.#files.entries(),
        warn: report,
        sync: this.#sync,
      });
      removeIfThere({ fs: this.#places.store, path: JOURNAL });
      if (!silent) tell('rollback completed');
      this.#tidy(() => {
        this.#files.removeBackups();
        dropSnapshots(this.#places, this.#snapshots);
      });
    } catch (error) {
      // The error that led here matters more; the journal stays for `recover`.
      if (!(error instanceof HgError)) throw error;
      report(`rollback failed - please run ${program} recover`);
      report(`(failure reason: ${error.message})`);
    }
  }

  openStoreFile(file: ByteString, mode: 'read' | 'update' | 'append' | 'write'): FileHandle {
    const { fs, path } = placeOf(this.#places, '', file);
    try {
      return mode === 'update' || mode === 'append' ? openOwn(fs, path, mode) : fs.open(path, mode);
    } catch (error) {
      const slash = path.lastIndexOf('/');
      if (mode === 'read' || mode === 'update' || slash < 0 || !isNotFound(error)) throw error;
      fs.makeDirectory(path.slice(0, slash), true);
      return fs.open(path, mode);
    }
  }
}
