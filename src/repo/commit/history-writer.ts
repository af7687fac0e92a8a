/** Adds changesets to a repository without a working copy. */
import { type ByteString, bytesOf, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { commonAncestorsHeads } from '../../dag/index.js';
import { InputError } from '../../errors/index.js';
import { pathAuditor } from '../../match/index.js';
import { encodeChangeset, type Phase, type StoreWriter } from '../../store/index.js';
import type { Durability, HookRunner, Transaction } from '../../transaction/index.js';
import type { Repository } from '../repository.js';
import {
  inTransaction,
  refreshed,
  runHook,
  runHookAfterUnlock,
  type WriteSession,
  withLock,
} from '../writing/index.js';
import { type CommittedFile, commitFile, type FileContext, touchedRemovals } from './commit-files.js';
import { leavesMergeState } from './merge-side.js';
import { refuseNameClashes } from './name-clashes.js';
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
  /** Instead of the hooks that the repository has. */
  readonly hooks?: HookRunner;
  readonly durability?: Durability;
}

export interface CommittedChangeset {
  readonly rev: number;
  readonly node: NodeId;
  readonly phase: Phase;
}

/**
 * Commits changesets one after the other, each in its own transaction (or in the one that runs) and under the store's lock. What
 * others commit in between is noticed. The `Repository` given stays as it was: {@link repository} shows what was written.
 */
export class HistoryWriter {
  readonly #repo: Repository;
  readonly #durability: Durability | undefined;

  constructor(repo: Repository, options: HistoryWriterOptions = {}) {
    this.#repo = repo;
    this.#durability = options.durability;
    if (options.hooks !== undefined) repo.place.writing.hooks = options.hooks;
  }

  /** A new view of the repository as it is now. */
  repository(): Repository {
    return refreshed(this.#repo);
  }

  /**
   * @param also what belongs into the same transaction: bookmarks, the state of the working directory.
   * @returns the changeset, which is the one that `hg commit` would have made of the same.
   * @throws InputError, LookupError for unknown parents, LockError, StateError "abandoned transaction found", HgError from hooks,
   * FileSystemError. Nothing has changed then.
   */
  commit(
    changeset: NewChangeset,
    also?: (session: WriteSession, committed: CommittedChangeset) => void,
  ): CommittedChangeset {
    const prepared = this.#prepare(changeset);
    const [parent1 = '', parent2 = ''] = changeset.parents.filter((node) => node !== NULL_NODE);
    const parentArguments = [
      ['PARENT1', parent1 || NULL_NODE],
      ['PARENT2', parent2],
    ] as const;
    const request = {
      name: 'commit',
      ...(this.#durability !== undefined && { durability: this.#durability }),
    };
    const repo = this.#repo;
    return withLock(repo, () => {
      runHook(repo, 'precommit', () => parentArguments);
      const committed = inTransaction(repo, request, (session) => {
        const added = this.#write(session.writer, session.transaction, prepared);
        runHook(repo, 'pretxncommit', () => [['NODE', added.node], ...parentArguments]);
        also?.(session, added);
        return added;
      });
      const { node } = committed;
      // Within a larger transaction, which may fail yet.
      const isThere = () => repo.place.writing.openStore().changelog.revOf(node) !== undefined;
      runHookAfterUnlock(repo, 'commit', () =>
        isThere() ? [['NODE', node], ...parentArguments] : undefined,
      );
      return committed;
    });
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

  #write(writer: StoreWriter, transaction: Transaction, changeset: NewChangeset): CommittedChangeset {
    const { store } = writer;
    const { changelog, manifests } = store;
    const { message, user, date, extra = new Map(), phase = 1 } = changeset;
    const [p1 = NULL_REV, p2 = NULL_REV] = changeset.parents
      .filter((node) => node !== NULL_NODE)
      .map((node) => changelog.revlog.rev(node));
    const linkrev = changelog.length;
    const node1 = changelog.changeset(p1).manifestNode;
    const node2 = changelog.changeset(p2).manifestNode;
    const manifestOf = (rev: number) => manifests.manifest(changelog.changeset(rev).manifestNode);
    const merge = {
      manifest1: manifests.manifest(node1),
      manifest2: manifests.manifest(node2),
      // Unrelated parents have the empty revision in common.
      ancestors: once(() => orNull(commonAncestorsHeads(changelog, [p1, p2])).map(manifestOf)),
    };
    const context: FileContext = {
      ...merge,
      leavesState: once(() => leavesMergeState(merge)),
      writer,
      transaction,
      isMerge: p2 !== NULL_REV,
      linkrev,
    };
    refuseNameClashes(context.manifest1, changeset.files);
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
    const { first = rev } = transaction.changes.addedRevisions ?? {};
    transaction.changes.addedRevisions = { first, end: rev + 1 };
    writer.phases.register(rev, rev + 1, phase);
    return { rev, node, phase: writer.phases.phase(rev) };
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

function orNull(revs: readonly number[]): readonly number[] {
  return revs.length === 0 ? [NULL_REV] : revs;
}

/** A function that does its work when it is first called. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
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
