/** The writing half of a store: one writer per revlog, with what a repository's configuration and requirements say about writing. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { StateError } from '../errors/index.js';
import {
  type Compression,
  delayIndex,
  keepNodemap,
  type RevlogTransaction,
  type RevlogWriteOptions,
  RevlogWriter,
} from '../revlog/index.js';
import type { Transaction } from '../transaction/index.js';
import { BookmarkChanges, bookmarksPlace, readBookmarks } from './bookmarks/index.js';
import type { Filelog } from './filelog.js';
import { FncacheWriter } from './fncache-writer.js';
import type { LaneJob } from './lanes/lane-job.js';
import type { RevlogStore } from './open-store.js';
import { PhaseBoundaries } from './phases/index.js';

/** Writers of files that stay open from one transaction to the next. */
const MOST_FILES = 256;

function compressionOf(requirements: ReadonlySet<ByteString>, config: Config): Compression {
  const engine =
    requirements.has('revlog-compression-zstd') || requirements.has('exp-compression-zstd')
      ? 'zstd'
      : requirements.has('exp-compression-none')
        ? 'none'
        : 'zlib';
  if (engine === 'none' || !config.has('storage', `revlog.${engine}.level`)) return { engine };
  return { engine, level: config.getInt('storage', `revlog.${engine}.level`, 0) };
}

/** How a repository writes its revlogs. @throws ConfigError */
export function revlogWriteOptions(
  requirements: ReadonlySet<ByteString>,
  config: Config,
): RevlogWriteOptions {
  return {
    compression: compressionOf(requirements, config),
    sparseRevlog: requirements.has('sparserevlog'),
    deltaBothParents: config.getBool('storage', 'revlog.optimize-delta-parent-choice', true),
    ...(config.has('format', 'maxchainlen') && { maxChainLength: config.getInt('format', 'maxchainlen', 0) }),
    ...(config.has('experimental', 'maxdeltachainspan') && {
      maxDeltaChainSpan: config.getInt('experimental', 'maxdeltachainspan', -1),
    }),
  };
}

export interface FileWriter {
  readonly filelog: Filelog;
  readonly writer: RevlogWriter;
}

/**
 * Writers over the revlogs of one open store, which reads what they add. After an abort the store and its writer are dead: open
 * both again.
 */
export class StoreWriter {
  readonly store: RevlogStore;
  readonly #config: Config;
  readonly #fncache: FncacheWriter | undefined;
  readonly #options: RevlogWriteOptions;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #manifests = new Map<ByteString, RevlogWriter>();
  readonly #files = new Map<ByteString, FileWriter>();
  #changelog: RevlogWriter | undefined;
  #transaction: Transaction | undefined;
  #phases: PhaseBoundaries | undefined;
  #bookmarks: BookmarkChanges | undefined;
  #lengthBefore = 0;

  constructor(store: RevlogStore, config: Config, random: (bytes: number) => Uint8Array) {
    this.store = store;
    this.#config = config;
    this.#random = random;
    this.#fncache = store.requirements.has('fncache') ? new FncacheWriter(store.fs) : undefined;
    const newFile = (name: ByteString, transaction: RevlogTransaction) => this.newFile(name, transaction);
    const removedFile = (name: ByteString, transaction: RevlogTransaction) =>
      this.#fncache?.remove(name, transaction);
    this.#options = { ...revlogWriteOptions(store.requirements, config), newFile, removedFile };
  }

  /** To be told of every file of the history (name before path encoding) that is about to be created otherwise than by these writers. */
  newFile(name: ByteString, transaction: RevlogTransaction): void {
    this.#fncache?.add(name, transaction);
  }

  /** Opens writers that a transaction needs, and what belongs to them. New changesets stay invisible until its end. */
  begin(transaction: Transaction): void {
    if (this.#files.size > MOST_FILES) this.#files.clear();
    this.#transaction = transaction;
    this.#phases = undefined;
    this.#bookmarks = undefined;
    this.#lengthBefore = this.store.changelog.length;
    delayIndex(this.changelog, transaction);
    if (!this.store.requirements.has('persistent-nodemap')) return;
    for (const { revlog } of [this.changelog, this.manifest('')])
      keepNodemap(revlog, transaction, this.#random);
  }

  /**
   * The phases as they are in the running transaction, and how they are changed. Every changeset that is added has to be registered.
   * @throws StateError outside of a transaction.
   */
  get phases(): PhaseBoundaries {
    this.#phases ??= new PhaseBoundaries(
      this.#running('phases'),
      this.store.fs,
      this.store.changelog,
      this.#lengthBefore,
    );
    return this.#phases;
  }

  /**
   * The bookmarks as they are in the running transaction, and how they are changed.
   * @throws StateError outside of a transaction.
   */
  get bookmarks(): BookmarkChanges {
    if (this.#bookmarks === undefined) {
      const transaction = this.#running('bookmarks');
      const place = bookmarksPlace(this.store.places, this.#config);
      const { changelog } = this.store;
      const isKnown = (node: NodeId) => changelog.revOf(node) !== undefined;
      // Whoever reads them to show them reports lines that are damaged.
      const bookmarks = readBookmarks({ fs: place.fs, isKnown, warn: () => undefined });
      this.#bookmarks = new BookmarkChanges(transaction, place, bookmarks);
    }
    return this.#bookmarks;
  }

  #running(what: string): Transaction {
    if (this.#transaction?.isRunning !== true) throw new StateError(`${what} change in transactions only`);
    return this.#transaction;
  }

  get changelog(): RevlogWriter {
    this.#changelog ??= new RevlogWriter(this.store.changelog.revlog, this.#options);
    return this.#changelog;
  }

  /** @param directory with a slash at its end, or `''`. */
  manifest(directory: ByteString): RevlogWriter {
    let writer = this.#manifests.get(directory);
    if (writer === undefined) {
      writer = new RevlogWriter(this.store.manifests.directory(directory).revlog, this.#options);
      this.#manifests.set(directory, writer);
    }
    return writer;
  }

  file(path: ByteString): FileWriter {
    let file = this.#files.get(path);
    if (file === undefined) {
      const filelog = this.store.openFile(path);
      file = { filelog, writer: new RevlogWriter(filelog.revlog, this.#options) };
      this.#files.set(path, file);
    }
    return file;
  }

  /**
   * Runs `change` with the writer of a file and lets go of it afterwards: for going through thousands of files, where what each writer
   * keeps at hand would add up.
   */
  withFile<T>(path: ByteString, transaction: Transaction, change: (file: FileWriter) => T): T {
    const kept = this.#files.get(path);
    if (kept !== undefined) return change(kept);
    const filelog = this.isNewFile(path) ? this.store.newFile(path) : this.store.openFile(path);
    const file = { filelog, writer: new RevlogWriter(filelog.revlog, this.#options) };
    const result = change(file);
    file.writer.retire(transaction);
    return result;
  }

  /** True when a file is known to have no revisions: nothing has to be looked for. */
  isNewFile(path: ByteString): boolean {
    // In a store without history what the list does not have is not there. Elsewhere the list may be damaged, and the file be there.
    return this.#lengthBefore === 0 && this.#fncache?.has(`data/${path}.i`) === false;
  }

  /** What threads that are to work out writes for this store start with. */
  laneJob(): LaneJob {
    const { places } = this.store;
    const { newFile: _, removedFile: __, ...options } = this.#options;
    return {
      storeRoot: places.storeFs.root,
      hgRoot: places.sharedHgFs.root,
      requirements: places.requirements,
      options,
    };
  }

  /** Others are about to write files: what is known of them here will not be so. */
  letGoOfFiles(): void {
    this.#files.clear();
  }

  /** The root's manifests were written by somebody else within the running transaction. */
  reopenManifests(): void {
    const transaction = this.#running('manifests');
    this.#manifests.clear();
    this.store.forgetManifests();
    if (this.store.requirements.has('persistent-nodemap'))
      keepNodemap(this.manifest('').revlog, transaction, this.#random);
  }
}
