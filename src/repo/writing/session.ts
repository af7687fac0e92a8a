/** Changing a repository: its locks, and a transaction with writers for its store. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import { dirstateDataFile, readWorkingBranch } from '../../dirstate/index.js';
import { ConfigError } from '../../errors/index.js';
import { PHASE_NAMES, type StoreWriter } from '../../store/index.js';
import { beginTransaction, type Durability, type Transaction } from '../../transaction/index.js';
import { Repository } from '../repository.js';
import { checkBeforeClosing } from './closing-checks.js';

export interface TransactionRequest {
  /** What the outermost user does, as hooks and `rollback` are told: `commit`, `unbundle`; of a pull also where from, in a second line. */
  readonly name: ByteString;
  /** False for what `rollback` must not undo (strip). Default true. */
  readonly undo?: boolean;
  /** Default: what the setting `quicksilver.durability` says, or `process`. */
  readonly durability?: Durability;
  /** Hook arguments that every hook of the transaction gets: `SOURCE`, `URL`... */
  readonly hookArguments?: ReadonlyMap<string, ByteString>;
}

export interface WriteSession {
  readonly transaction: Transaction;
  /** Writers for changelog, manifests and files of a store that reads what they add. */
  readonly writer: StoreWriter;
  /**
   * A view of the repository as it is in the transaction, hidden changesets included. What it has read of the small files
   * (phases, bookmarks, markers) stays as it was at the beginning: whoever changes those keeps the new state.
   */
  readonly repository: Repository;
}

/** With the working directory's lock. Take it before the store's. @throws LockError, StateError when the store's is held already */
export function withWlock<T>(repo: Repository, change: () => T): T {
  return repo.place.writing.holding('wlock', change);
}

/** With the store's lock. @throws LockError */
export function withLock<T>(repo: Repository, change: () => T): T {
  return repo.place.writing.holding('lock', change);
}

/**
 * Runs `change` under the store's lock in a transaction that commits when it returns and is undone when it throws, or takes it back.
 * Within a running transaction it joins that one. The `repo` given stays as it was; {@link refreshed} shows what was written.
 * @throws LockError, StateError "abandoned transaction found", HgError from hooks, FileSystemError, and what `change` throws.
 */
export function inTransaction<T>(
  repo: Repository,
  request: TransactionRequest,
  change: (session: WriteSession) => T,
): T {
  const { writing } = repo.place;
  const running = writing.session;
  if (running !== undefined) {
    const nested = running.transaction.nest();
    try {
      const result = change(running);
      nested.close();
      return result;
    } finally {
      nested.release();
    }
  }
  return withLock(repo, () => {
    const writer = writing.takeWriter();
    const transaction = begin(repo, writer, request);
    try {
      writer.begin(transaction);
      const session: WriteSession = {
        transaction,
        writer,
        repository: new Repository({ ...repo.place, store: writer.store }, true),
      };
      writing.session = session;
      checkBeforeClosing(repo, writer, transaction);
      const result = change(session);
      // Unless it was taken back.
      if (transaction.isRunning) {
        transaction.close();
        writing.keepWriter(writer);
      }
      return result;
    } finally {
      writing.session = undefined;
      transaction.release();
    }
  });
}

function begin(repo: Repository, { store }: StoreWriter, request: TransactionRequest): Transaction {
  const { places, encodePath, changelog } = store;
  const { platform, warn, writing } = repo.place;
  const { name, undo = true, hookArguments = [] } = request;
  const transaction = beginTransaction({
    places: { store: places.storeFs, plain: places.hgFs, encode: encodePath },
    name,
    report: warn,
    random: (bytes) => platform.random(bytes),
    ...(undo && {
      undo: {
        changelogLength: changelog.length,
        branch: readWorkingBranch(places.hgFs),
        ...(places.requirements.has('dirstate-v2') && { dirstateData: dirstateDataFile(places.hgFs) }),
        bookmarksInStore: places.requirements.has('bookmarksinstore'),
      },
    }),
    afterUnlock: (callback) => writing.afterUnlock(callback),
    hooks: writing.hooks,
    hookNames: {
      phaseName: (phase) => PHASE_NAMES[phase] ?? '',
      // The writer's changelog: new changesets have names, too.
      nodeOf: (rev) => store.changelog.node(rev),
    },
    durability: request.durability ?? configuredDurability(repo.config),
  });
  for (const [key, value] of hookArguments) transaction.hookArguments.set(key, value);
  return transaction;
}

/** @throws ConfigError */
function configuredDurability(config: Config): Durability {
  const value = config.get('quicksilver', 'durability') ?? 'process';
  if (value !== 'process' && value !== 'power')
    throw new ConfigError(`quicksilver.durability must be 'process' or 'power', not '${value}'`);
  return value;
}

/** A new view of the repository as it is on disk now. */
export function refreshed(repo: Repository): Repository {
  return new Repository({ ...repo.place, store: repo.place.writing.openStore() }, repo.showsHidden);
}

/** A new view within a transaction, with what was written to the store so far. @param parents the working directory's, by then */
export function repositoryWithin(
  { repository, writer }: WriteSession,
  parents: () => readonly [NodeId, NodeId],
): Repository {
  writer.store.forgetFiles();
  return new Repository({ ...repository.place, store: writer.store, pendingParents: parents }, true);
}
