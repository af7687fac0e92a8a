/** Adding a changegroup to a store, within a transaction. */
import {
  type ByteString,
  byteStringOf,
  hexOf,
  NODE_BYTES,
  type NodeId,
  NULL_REV,
} from '../../bytes/index.js';
import { headRevsDiff } from '../../dag/index.js';
import { HgError } from '../../errors/index.js';
import type { Platform } from '../../platform/index.js';
import { type GroupCallbacks, type GroupRevision, type RevlogWriter, takeGroup } from '../../revlog/index.js';
import { ChangesetText, GroupLanes, type Phase, type RepoView, type StoreWriter } from '../../store/index.js';
import type { HookRunner, Transaction } from '../../transaction/index.js';
import type { ExchangeUi } from '../exchange-ui.js';
import type { ChangegroupReader } from './changegroup-reader.js';
import { ChangesetsAhead } from './changesets-ahead.js';
import { checkIncomingPath } from './incoming-path.js';

/** From so many changesets on, or bytes of files, starting threads pays. */
const MANY_CHANGESETS = 500;
const MANY_BYTES = 4 << 20;
/** After so many changesets, what threads have done is carried out. */
const COLLECT_EVERY = 32;
/** Of changesets that wait in memory until threads have been given manifests. */
const MOST_WAITING_BYTES = 16 << 20;

/** What applying needs of a write session: `repo/writing`'s is one. */
export interface ApplySession {
  readonly transaction: Transaction;
  readonly writer: StoreWriter;
  readonly repository: {
    readonly place: {
      readonly platform: Pick<Platform, 'clock' | 'threads'>;
      readonly writing: {
        readonly hooks: HookRunner;
        afterUnlock(callback: () => void): void;
        forgetWriter(): void;
      };
    };
    withHidden(showHidden: boolean): RepoView;
  };
}

export interface ApplyChangegroupOptions {
  readonly ui: ExchangeUi;
  /** For hooks: `unbundle`, `pull`, `push`, `serve`, `strip`. */
  readonly source: ByteString;
  /** For hooks: `bundle:FILE`, `file:/path`... */
  readonly url: ByteString;
  /** Changesets that are expected, for progress. */
  readonly expectedChangesets?: number | undefined;
  /** Phase of what is new. Default 1, draft. */
  readonly targetPhase?: Phase;
  /** Changesets of the group are moved to this phase, also those that are here already: what a publishing receiver does. */
  readonly advanceTo?: Phase;
  /** Manifests and files are taken as they come, and checked when they are read: for what is only looked at. */
  readonly unchecked?: boolean;
}

/** What a changegroup has changed. */
export interface AppliedChangegroup {
  /** New changesets are the revisions `[firstRev, endRev)`. */
  readonly firstRev: number;
  readonly endRev: number;
  /** Revisions of files that were new. */
  readonly fileRevisions: number;
  /** Files that the group had. */
  readonly files: number;
  /** How many heads there are more than before, not counting new ones that close a branch. */
  readonly headsDelta: number;
  /** hg's result: `headsDelta + 1`, or `headsDelta - 1` when heads were lost. */
  readonly result: number;
}

/**
 * Adds what is new: changesets, then manifests, then files. Known revisions are skipped. Deltas go as they came to the writers, which
 * check every text against its node.
 * @throws HgError for whatever is wrong with the stream, LookupError for unknown parents, bases and changesets,
 * CorruptionError for a text that has not its node. The transaction must then be aborted.
 */
export function applyChangegroup(
  session: ApplySession,
  group: ChangegroupReader,
  options: ApplyChangegroupOptions,
): AppliedChangegroup {
  return new Application(session, group, options).run();
}

class Application {
  readonly #session: ApplySession;
  readonly #group: ChangegroupReader;
  readonly #options: ApplyChangegroupOptions;
  /** Changesets of the group, in its order. */
  readonly #revs: number[] = [];
  /** Files that they changed. */
  readonly #touched = new Set<ByteString>();
  /** Read and not yet added. */
  #ahead: ChangesetsAhead | undefined;
  #lanes: GroupLanes | undefined;
  #hasTriedLanes = false;

  constructor(session: ApplySession, group: ChangegroupReader, options: ApplyChangegroupOptions) {
    this.#session = session;
    this.#group = group;
    this.#options = options;
  }

  run(): AppliedChangegroup {
    const { transaction, writer } = this.#session;
    const { changelog } = writer.store;
    this.#describe();
    this.#mayBegin();
    // From here on an abort has something to undo, and says so.
    transaction.add('00changelog.i', writer.store.fs.stat('00changelog.i')?.size ?? 0);
    const firstRev = changelog.length;
    const { files, fileRevisions } = this.#revisions();
    const endRev = changelog.length;
    const headsDelta = this.#headsDelta(firstRev, endRev);
    if (endRev > firstRev) {
      const before = transaction.changes.addedRevisions;
      transaction.changes.addedRevisions = { first: before?.first ?? firstRev, end: endRev };
      this.#firstHooks(firstRev, endRev);
    }
    // They are not told that phases moved.
    if (endRev > firstRev) this.#lastHooks(firstRev, endRev);
    this.#movePhases(firstRev, endRev);
    const result = headsDelta < 0 ? headsDelta - 1 : headsDelta + 1;
    return { firstRev, endRev, files, fileRevisions, headsDelta, result };
  }

  /** What hooks of the transaction are told. */
  #describe(): void {
    const { hookArguments } = this.#session.transaction;
    const { source, url } = this.#options;
    if (!hookArguments.has('SOURCE')) hookArguments.set('SOURCE', source);
    if (!hookArguments.has('URL')) hookArguments.set('URL', url);
  }

  /** Where there are threads, manifests are passed on first, so that all have something to do. */
  #changesets(): void {
    const { changelog } = this.#session.writer.store;
    const ahead = new ChangesetsAhead(changelog.revlog, this.#group.rawRevisions());
    this.#ahead = ahead;
    ahead.read(MANY_CHANGESETS, MOST_WAITING_BYTES);
    if (ahead.count >= MANY_CHANGESETS) this.#startLanes();
    if (this.#lanes !== undefined) ahead.read(Number.POSITIVE_INFINITY, MOST_WAITING_BYTES);
    if (this.#lanes === undefined || !ahead.isWhole) this.#addChangesets();
  }

  /** Those that have been read, and what is left of their group. */
  #addChangesets(): void {
    const ahead = this.#ahead;
    if (ahead === undefined) return;
    this.#ahead = undefined;
    const { ui, expectedChangesets } = this.#options;
    const { transaction, writer } = this.#session;
    const { changelog } = writer.store;
    const progress = ui.progress('changesets', expectedChangesets, 'chunks');
    /** From threads; what is wrong with changesets comes before. */
    const early: unknown[] = [];
    const collect = (): void => {
      try {
        if (early.length === 0) this.#lanes?.collect();
      } catch (error) {
        early.push(error);
      }
    };
    const take = (rev: number): void => {
      this.#revs.push(rev);
      progress.update(this.#revs.length);
      if (this.#revs.length % COLLECT_EVERY === 0) collect();
    };
    const added = (rev: number, text: Uint8Array): void => {
      take(rev);
      for (const path of new ChangesetText(byteStringOf(text), rev).files) this.#touched.add(path);
    };
    const revisions = function* (): Generator<GroupRevision> {
      for (const revision of ahead.revisions()) {
        ui.debug(`add changeset ${revision.node.slice(0, 12)}\n`);
        // A changeset introduces itself.
        yield withLinkrev(revision, changelog.length);
      }
    };
    try {
      writer.changelog.addGroup(transaction, revisions(), { added, duplicate: take });
    } catch (error) {
      // Whatever threads find comes later in the stream.
      this.#closeLanes();
      throw error;
    }
    progress.complete();
    ui.status('adding manifests\n');
    if (early.length > 0) throw early[0];
  }

  /** Manifests and files are worked out by several threads when there are many. */
  #revisions(): { readonly files: number; readonly fileRevisions: number } {
    const { ui } = this.#options;
    try {
      ui.status('adding changesets\n');
      this.#changesets();
      this.#manifests();
      ui.status('adding file changes\n');
      return this.#files();
    } catch (error) {
      throw this.#lanes?.firstError(error) ?? error;
    } finally {
      this.#closeLanes();
    }
  }

  #closeLanes(): void {
    this.#lanes?.close();
    this.#lanes = undefined;
  }

  /** Starting threads takes a while. */
  #startLanes(): void {
    const { transaction, writer, repository } = this.#session;
    if (this.#hasTriedLanes) return;
    this.#hasTriedLanes = true;
    this.#lanes = GroupLanes.start(repository.place.platform.threads, writer, transaction);
  }

  #manifests(): void {
    const { ui } = this.#options;
    const { writer } = this.#session;
    let count = this.#lanes === undefined ? 0 : this.#passManifests(this.#lanes);
    const progress = ui.progress('manifests', this.#revs.length, 'chunks');
    const each = (): void => progress.update(++count);
    if (this.#lanes === undefined) this.#addGroup(writer.manifest(''), { added: each, duplicate: each });
    else progress.update(count);
    if (this.#group.version === '03')
      for (const directory of this.#group.directories()) {
        ui.debug(`adding ${directory} revisions\n`);
        if (!writer.store.requirements.has('treemanifest')) throw noTreeManifests();
        checkIncomingPath(directory.endsWith('/') ? directory.slice(0, -1) : directory);
        this.#addGroup(writer.manifest(directory), { added: each, duplicate: each });
      }
    progress.complete();
  }

  /** @returns how many there are. Changesets have been added then. */
  #passManifests(lanes: GroupLanes): number {
    const begin = this.#group.position;
    let count = 0;
    try {
      lanes.begin('manifest', '');
      this.#pass(lanes, () => {
        count++;
        if (this.#group.position - begin > MANY_BYTES) this.#addChangesets();
      });
      lanes.end();
    } finally {
      // What is wrong with them comes before what is wrong with manifests.
      this.#addChangesets();
    }
    return count;
  }

  #files(): { readonly files: number; readonly fileRevisions: number } {
    const { ui } = this.#options;
    const progress = ui.progress('files', this.#touched.size, 'files');
    const begin = this.#group.position;
    let files = 0;
    let fileRevisions = 0;
    for (const path of this.#group.files()) {
      ui.debug(`adding ${path} revisions\n`);
      progress.update(++files);
      checkIncomingPath(path);
      if (this.#group.position - begin > MANY_BYTES) this.#startLanes();
      const lanes = this.#lanes;
      let seen = 0;
      const each = (): void => {
        seen++;
      };
      if (lanes === undefined) fileRevisions += this.#addFile(path, each);
      else {
        lanes.begin('file', path);
        this.#pass(lanes, each);
        lanes.end();
      }
      if (seen === 0) throw new HgError('abort', 'received file revlog group is empty');
    }
    progress.complete();
    return { files, fileRevisions: fileRevisions + (this.#lanes?.finish().file.revisions ?? 0) };
  }

  #addFile(path: ByteString, each: () => void): number {
    const { transaction, writer } = this.#session;
    return writer.withFile(path, transaction, (file) =>
      this.#addGroup(file.writer, { added: each, duplicate: each }),
    );
  }

  /** The next group. @returns how many of its revisions were new */
  #addGroup(writer: RevlogWriter, callbacks: GroupCallbacks): number {
    const { transaction } = this.#session;
    return this.#options.unchecked === true
      ? takeGroup(writer, transaction, this.#linked(), callbacks)
      : writer.addGroup(transaction, this.#linked(), callbacks);
  }

  /** The next group's revisions with the changesets that introduced them. */
  *#linked(): Generator<GroupRevision> {
    const { changelog } = this.#session.writer.store;
    let lastNode: NodeId | undefined;
    let lastRev = NULL_REV;
    for (const revision of this.#group.revisions()) {
      if (revision.linknode !== lastNode) {
        lastRev = changelog.revlog.rev(revision.linknode);
        lastNode = revision.linknode;
      }
      yield withLinkrev(revision, lastRev);
    }
  }

  /** The same to other threads. */
  #pass(lanes: GroupLanes, each: () => void): void {
    const { changelog } = this.#session.writer.store;
    for (const revision of this.#group.rawRevisions()) {
      const linknode = hexOf(revision.bytes, revision.linkAt, NODE_BYTES);
      lanes.add(revision, this.#ahead?.revOf(linknode) ?? changelog.revlog.rev(linknode));
      each();
    }
  }

  #headsDelta(firstRev: number, endRev: number): number {
    const { changelog } = this.#session.writer.store;
    const { added, removed } = headRevsDiff(changelog, firstRev, endRev);
    // The null revision is the head of an empty repository.
    const before = firstRev === 0 && endRev > 0 ? 1 : removed.length;
    const open = added.filter((rev) => !changelog.changeset(rev).closesBranch);
    return open.length - before;
  }

  #movePhases(firstRev: number, endRev: number): void {
    const { phases } = this.#session.writer;
    const { targetPhase = 1, advanceTo } = this.#options;
    if (endRev > firstRev) phases.register(firstRev, endRev, targetPhase);
    if (advanceTo !== undefined) phases.advanceRevs(advanceTo, this.#revs);
  }

  #ownArguments(firstRev: number, endRev: number): readonly (readonly [string, ByteString])[] {
    const { changelog } = this.#session.writer.store;
    return [
      ['NODE', changelog.node(firstRev)],
      ['NODE_LAST', changelog.node(endRev - 1)],
    ];
  }

  /** @throws HgError when a hook `prechangegroup` refuses. */
  #mayBegin(): void {
    const { transaction, repository } = this.#session;
    const { hooks } = repository.place.writing;
    if (!hooks.has('prechangegroup')) return;
    const pending = () => transaction.writePending();
    hooks.run('prechangegroup', transaction.hookArguments, { refusable: true, pending });
  }

  #firstHooks(firstRev: number, endRev: number): void {
    const { transaction, repository } = this.#session;
    const { hooks } = repository.place.writing;
    for (const [key, value] of this.#ownArguments(firstRev, endRev))
      if (!transaction.hookArguments.has(key)) transaction.hookArguments.set(key, value);
    const all = new Map([...transaction.hookArguments, ...this.#ownArguments(firstRev, endRev)]);
    hooks.run('pretxnchangegroup', all, { refusable: true, pending: () => transaction.writePending() });
  }

  /** After the transaction and without locks: `changegroup`, and `incoming` for each changeset. */
  #lastHooks(firstRev: number, endRev: number): void {
    const { transaction, writer, repository } = this.#session;
    const { hooks } = repository.place.writing;
    if (!hooks.has('changegroup') && !hooks.has('incoming')) return;
    const { changelog } = writer.store;
    const common = [...transaction.hookArguments].filter(([key]) => key !== 'NODE' && key !== 'NODE_LAST');
    const nodes: NodeId[] = [];
    for (let rev = firstRev; rev < endRev; rev++) nodes.push(changelog.node(rev));
    const own = this.#ownArguments(firstRev, endRev);
    transaction.addAfterHooks(() => {
      hooks.run('changegroup', new Map([...common, ...own]), { refusable: false });
      for (const node of nodes)
        hooks.run('incoming', new Map([...common, ['NODE', node]]), { refusable: false });
    });
  }
}

function withLinkrev(revision: Omit<GroupRevision, 'linkrev'>, linkrev: number): GroupRevision {
  const { node, p1, p2, base, delta, flags } = revision;
  return { node, p1, p2, base, delta, flags, linkrev };
}

/** hg's words. An empty repository adapts, when it is told before. */
export function noTreeManifests(): HgError {
  return new HgError(
    'abort',
    'bundle contains tree manifests, but local repo is non-empty and does not use tree manifests',
  );
}
