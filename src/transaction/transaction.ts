/** What code that writes needs of a transaction: how files join it, and when callbacks run. */
import type { ByteString } from '../bytes/index.js';
import type { FileHandle } from '../platform/index.js';

/**
 * Which root a name is relative to: `''` and `'store'` are the store (names are as the journal has them, that is before
 * path encoding: `data/Dir/a.i`), `'plain'` is `.hg`.
 */
export type TransactionLocation = '' | 'store' | 'plain';

/**
 * `'pre-finalize'` files are written before the finalizers (which make a new changelog visible), so that nothing visible
 * lacks them: fncache, phase roots, obsolescence... `'post-finalize'` files refer to what the finalizers make visible, so
 * they come after: bookmarks, dirstate.
 */
export type GeneratorOrder = 'pre-finalize' | 'post-finalize';

export interface FileGenerator {
  /** Names to write, in the order in which `generate` gets them. */
  readonly files: readonly ByteString[];
  /** Default `''`. */
  readonly location?: TransactionLocation;
  /** Default `'pre-finalize'`. */
  readonly order?: GeneratorOrder;
  /** Smaller is written earlier; equal ones by identifier. Default 0. */
  readonly priority?: number;
  /**
   * The whole content of each file, called at the end (and for {@link Transaction.writePending}, so it must be
   * repeatable). A file whose content is `undefined` is left as it is.
   */
  generate(suffix: ByteString): readonly (Uint8Array | undefined)[];
}

/** Arguments of a hook, without the `HG_` prefix: `NODE`, `TXNID`, `BOOKMARK_MOVED`... An empty value is passed as such. */
export type HookArguments = ReadonlyMap<string, ByteString>;

/**
 * Changes to a repository that happen wholly or not at all. The journal makes it so: a file's old length is on disk
 * before the file grows, an old content before it is replaced.
 *
 * Life: created by `beginTransaction` holding the lock; nested users get the same object from {@link nest}; each user
 * calls {@link close} once when done and {@link release} always (in `finally`). The last `close` commits; a `release`
 * without its `close` aborts and restores everything. After an abort every method but `release` throws StateError.
 *
 * Callback categories: one callback per category, a second registration replaces the first (and takes no new place);
 * callbacks run in the byte order of their categories. hg's conventions: `cl-<id>` for the changelog.
 */
export interface Transaction {
  /** What the outermost user does: `commit`, `pull`, `strip`... */
  readonly name: ByteString;
  /** `TXN:` and 40 hex digits, unique. */
  readonly id: ByteString;
  readonly isRunning: boolean;
  /** Arguments that the closing hooks get. Nobody removes what another one has put. */
  readonly hookArguments: Map<string, ByteString>;
  /** What happened, by kind, for typed hooks and for reports; kept by whoever makes the change. */
  readonly changes: TransactionChanges;

  /**
   * Must precede the first append to (or creation of) `file`: on abort it is cut back to `lengthBefore` bytes, or
   * removed when that is 0. Only the first call for a file counts; a file that was backed up needs none. O(1).
   * @param file name in the store, before path encoding.
   */
  add(file: ByteString, lengthBefore: number): void;
  /** Replaces the length noted for a file already added (after a split or a truncation). @throws StateError when it was not added */
  replace(file: ByteString, length: number): void;

  /**
   * Must precede replacing (or removing) a small file: its content is kept in `journal.backup.*` and restored on abort; a
   * file that does not exist yet is removed on abort. Only the first call counts. For a file that was {@link add}ed, what it
   * held before is kept: after this call it may be replaced too, even by something shorter (an inline revlog that is split).
   * @param hardLink keep the content by a hard link, for files that are only ever replaced by a rename.
   */
  addBackup(file: ByteString, options?: { location?: TransactionLocation; hardLink?: boolean }): void;
  /** A file that must not outlive the transaction, whatever its end (`00changelog.i.a`). */
  addTemporary(file: ByteString, location?: TransactionLocation): void;
  /** Files whose content is made once, at the end; backed up and replaced atomically then. */
  addFileGenerator(identifier: ByteString, generator: FileGenerator): void;
  /** Forgets a generator (a writer that no longer has anything to say). */
  removeFileGenerator(identifier: ByteString): void;

  /** Called before hooks run that may look: writes what is still in memory where `HG_PENDING` readers find it, true when it wrote something. */
  addPending(category: ByteString, callback: (transaction: Transaction) => boolean): void;
  /**
   * Runs the pending callbacks and writes generated files with the suffix `.pending`. True when a hook must get
   * `HG_PENDING`. Repeatable.
   */
  writePending(): boolean;
  /** Refuses by throwing; runs first in the last `close`. */
  addValidator(category: ByteString, callback: (transaction: Transaction) => void): void;
  /** Makes things visible; runs between the two orders of generated files. May register further ones. */
  addFinalize(category: ByteString, callback: (transaction: Transaction) => void): void;
  /** Runs when everything is on disk and committed. A failure here undoes nothing. */
  addPostClose(category: ByteString, callback: (transaction: Transaction) => void): void;
  /** Runs after the `txnclose` hooks, which wait for the locks to go: for hooks of what happened in the transaction. In order of registration. */
  addAfterHooks(callback: () => void): void;
  /** Runs before files are restored on abort; drops what memory holds of them. */
  addAbort(category: ByteString, callback: (transaction: Transaction) => void): void;

  /** Another user of the same transaction; it closes and releases its own. */
  nest(): Transaction;
  /** Done without error. The last one commits. @throws HgError from validators, hooks and the file system: then release. */
  close(): void;
  /** Aborts unless every user has closed. Never throws for a transaction that has ended. */
  release(): void;
  /** Takes everything back without a word, whoever else uses it: what was only made to be looked at. */
  takeBack(): void;

  /** Opens a store file through the same names as {@link add} (path encoding is the transaction's). */
  openStoreFile(file: ByteString, mode: 'read' | 'update' | 'append' | 'write'): FileHandle;
}

/** Who changes something adds to it; hooks and reports read it. */
export interface TransactionChanges {
  /** Revisions added to the changelog: [first, end). */
  addedRevisions: { readonly first: number; readonly end: number } | undefined;
  /** Runs of revisions whose phase changed, each revision in one of them; in any order. */
  readonly phases: PhaseChange[];
  /** Bookmarks: old and new node. */
  readonly bookmarks: Map<ByteString, { readonly from: string | undefined; readonly to: string | undefined }>;
  /** Number of obsolescence markers added. */
  obsolescenceMarkers: number;
}

/** Revisions [first, end) went from one phase to another; from undefined for new revisions. */
export interface PhaseChange {
  readonly first: number;
  readonly end: number;
  readonly from: number | undefined;
  readonly to: number;
}
