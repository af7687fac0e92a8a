/** Adds changesets to a repository without a working copy. */
import { type ByteString, bytesOf, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { commonAncestorsHeads } from '../../dag/index.js';
import { readWorkingBranch } from '../../dirstate/index.js';
import { InputError } from '../../errors/index.js';
import type { Manifest } from '../../manifest/index.js';
import { pathAuditor } from '../../match/index.js';
import {
  encodeChangeset,
  openStore,
  type Phase,
  type RevlogStore,
  registerNewChangeset,
  StoreWriter,
} from '../../store/index.js';
import {
  beginTransaction,
  type Durability,
  type HookRunner,
  type RepositoryLocks,
  type Transaction,
} from '../../transaction/index.js';
import { Repository } from '../repository.js';
import { locksOf } from '../repository-locks.js';
import { type CommittedFile, commitFile, type FileContext, touchedRemovals } from './commit-files.js';
import {
  checkedDate,
  checkedExtra,
  checkedUser,
  type NewChangeset,
  newCommitPhase,
  strippedDescription,
} from './new-changeset.js';
import { type LineChange, ManifestWriter } from './write-manifest.js';

export interface HistoryWriterOptions {
  /** Those that the caller holds already; each process has one such object per repository. Default: new ones. */
  readonly locks?: RepositoryLocks | undefined;
  readonly hooks?: HookRunner;
  readonly durability?: Durability;
}

export interface CommittedChangeset {
  readonly rev: number;
  readonly node: NodeId;
  readonly phase: Phase;
}

/**
 * Commits changesets one after the other, each in its own transaction and under the store's lock. What others commit in between is
 * noticed. The `Repository` given stays as it was: {@link repository} shows what was written.
 */
export class HistoryWriter {
  readonly #repo: Repository;
  readonly #options: HistoryWriterOptions;
  readonly #locks: RepositoryLocks | undefined;
  #writer: StoreWriter | undefined;
  /** What the changelog's file looked like when we left it. */
  #stamp: ByteString | undefined;

  /** @throws ConfigError */
  constructor(repo: Repository, options: HistoryWriterOptions = {}) {
    this.#repo = repo;
    this.#options = options;
    this.#locks = options.locks ?? locksOf(repo);
  }

  /** A new view of the repository as it is now. */
  repository(): Repository {
    return new Repository({ ...this.#repo.place, store: this.#openStore() });
  }

  #openStore(): RevlogStore {
    const { platform, config, store } = this.#repo.place;
    return openStore(platform, store.places.hgFs, {
      allowSafeMismatch: config.get('share', 'safe-mismatch.source-safe') === 'allow',
    });
  }

  #stampNow(): ByteString | undefined {
    const stat = this.#repo.store.fs.stat('00changelog.i');
    if (stat === undefined) return undefined;
    return [stat.inode, stat.size, stat.mtimeSeconds, stat.mtimeNanoseconds, stat.ctimeSeconds].join(' ');
  }

  /** Under the lock: the writer of last time when nobody else has written since. */
  #freshWriter(): StoreWriter {
    if (this.#writer !== undefined && this.#stamp === this.#stampNow()) return this.#writer;
    const { config, platform } = this.#repo.place;
    return new StoreWriter(this.#openStore(), config, (bytes) => platform.random(bytes));
  }

  /**
   * @returns the changeset, which is the one that `hg commit` would have made of the same.
   * @throws InputError, LookupError for unknown parents, LockError, StateError "abandoned transaction found", HgError from hooks,
   * FileSystemError. Nothing has changed then.
   */
  commit(changeset: NewChangeset): CommittedChangeset {
    const prepared = this.#prepare(changeset);
    const { hooks } = this.#options;
    const [parent1 = '', parent2 = ''] = changeset.parents.filter((node) => node !== NULL_NODE);
    const parentArguments = [
      ['PARENT1', parent1 || NULL_NODE],
      ['PARENT2', parent2],
    ] as const;
    hooks?.run('precommit', new Map(parentArguments), { refusable: true });
    const lock = this.#locks?.lock();
    let committed: CommittedChangeset;
    const afterUnlock: (() => void)[] = [];
    try {
      const writer = this.#freshWriter();
      this.#writer = undefined;
      const transaction = this.#begin(writer.store, (callback) => afterUnlock.push(callback));
      try {
        committed = this.#write(writer, transaction, prepared);
        const own = new Map([['NODE', committed.node], ...parentArguments]);
        hooks?.run('pretxncommit', own, { refusable: true, pending: () => transaction.writePending() });
        transaction.close();
      } finally {
        transaction.release();
      }
      this.#writer = writer;
      this.#stamp = this.#stampNow();
    } finally {
      lock?.release();
    }
    for (const callback of afterUnlock) callback();
    hooks?.run('commit', new Map([['NODE', committed.node], ...parentArguments]), { refusable: false });
    return committed;
  }

  /** Everything that can be refused before anything is locked. */
  #prepare(changeset: NewChangeset): NewChangeset {
    const { files, message, user, date, parents, phase } = changeset;
    if (parents.length > 2) throw new InputError('a changeset has two parents at most');
    const audit = pathAuditor();
    for (const [path, file] of files) if (file !== null) audit(path);
    return {
      parents,
      files,
      message: strippedDescription(message),
      user: checkedUser(user),
      date: checkedDate(date),
      extra: checkedExtra(changeset),
      phase: phase ?? newCommitPhase(this.#repo.config),
    };
  }

  #begin(store: RevlogStore, afterUnlock: (callback: () => void) => void): Transaction {
    const { places, encodePath, changelog } = store;
    const { platform, warn } = this.#repo.place;
    const { hooks, durability } = this.#options;
    return beginTransaction({
      places: { store: places.storeFs, plain: places.hgFs, encode: encodePath },
      name: 'commit',
      report: warn,
      random: (bytes) => platform.random(bytes),
      undo: {
        changelogLength: changelog.length,
        branch: readWorkingBranch(places.hgFs),
        bookmarksInStore: places.requirements.has('bookmarksinstore'),
      },
      afterUnlock,
      ...(hooks !== undefined && { hooks }),
      ...(durability !== undefined && { durability }),
    });
  }

  #write(writer: StoreWriter, transaction: Transaction, changeset: NewChangeset): CommittedChangeset {
    const { store } = writer;
    const { changelog, manifests } = store;
    const { message, user, date, extra = new Map(), phase = 1 } = changeset;
    const [p1 = NULL_REV, p2 = NULL_REV] = changeset.parents
      .filter((node) => node !== NULL_NODE)
      .map((node) => changelog.revlog.rev(node));
    writer.begin(transaction);
    const linkrev = changelog.length;
    const node1 = changelog.changeset(p1).manifestNode;
    const node2 = changelog.changeset(p2).manifestNode;
    let ancestors: readonly Manifest[] | undefined;
    const context: FileContext = {
      writer,
      transaction,
      manifest1: manifests.manifest(node1),
      manifest2: manifests.manifest(node2),
      isMerge: p2 !== NULL_REV,
      ancestors: () => {
        ancestors ??= commonAncestorsHeads(changelog, [p1, p2]).map((rev) =>
          manifests.manifest(changelog.changeset(rev).manifestNode),
        );
        return ancestors;
      },
      linkrev,
    };
    const { changes, touched } = this.#writeFiles(context, changeset);
    const differs = touched.length > 0 || changes.some((change) => !isAsBefore(context, change));
    const manifestNode = differs
      ? new ManifestWriter(writer, transaction, linkrev).write({ node1, node2 }, changes)
      : node1;
    const text = bytesOf(
      encodeChangeset({ manifestNode, user, date, files: touched, description: message, extra }),
    );
    const added = writer.changelog.addRevision(transaction, { text, linkrev, p1, p2 });
    const { rev, node } = added;
    if (!added.isNew) return { rev, node, phase };
    transaction.changes.addedRevisions = { first: rev, end: rev + 1 };
    return { rev, node, phase: registerNewChangeset(transaction, store.fs, changelog, { rev, node, phase }) };
  }

  #writeFiles(
    context: FileContext,
    changeset: NewChangeset,
  ): { readonly changes: readonly LineChange[]; readonly touched: readonly ByteString[] } {
    const changes: LineChange[] = [];
    const touched: ByteString[] = [];
    const removed: ByteString[] = [];
    for (const path of [...changeset.files.keys()].sort()) {
      const file = changeset.files.get(path);
      if (file === null || file === undefined) {
        if (!context.manifest1.has(path) && !context.manifest2.has(path)) continue;
        removed.push(path);
        changes.push({ path, value: undefined });
        continue;
      }
      const committed: CommittedFile = commitFile(context, path, file);
      changes.push({ path, value: committed.node + committed.flags });
      if (committed.isTouched) touched.push(path);
    }
    touched.push(...touchedRemovals(removed, context));
    return { changes, touched };
  }
}

function isAsBefore({ manifest1 }: FileContext, { path, value }: LineChange): boolean {
  const entry = manifest1.entry(path);
  return entry === undefined ? value === undefined : entry.node + entry.flags === value;
}

/** One changeset, and a new view of the repository that has it. See {@link HistoryWriter} for many. */
export function commitChangeset(
  repo: Repository,
  changeset: NewChangeset,
  options: HistoryWriterOptions = {},
): CommittedChangeset & { readonly repository: Repository } {
  const writer = new HistoryWriter(repo, options);
  return { ...writer.commit(changeset), repository: writer.repository() };
}
