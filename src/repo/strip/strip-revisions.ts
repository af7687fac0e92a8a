/** Removing changesets, and all that descends from them, from the history. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { LookupError } from '../../errors/index.js';
import {
  applyChangegroup,
  ByteReader,
  ChangegroupReader,
  type ChangegroupVersion,
  generateChangegroup,
  readStream,
  SILENT_UI,
  writeStream,
} from '../../exchange/index.js';
import { deleteMarkers, exclusiveMarkers, ObsStore, type Phase } from '../../store/index.js';
import type { Repository } from '../repository.js';
import { inTransaction, type WriteSession, withLock } from '../writing/index.js';
import { type BackupOptions, writeBackupBundle } from './backup-bundle.js';
import { planStrip, type StripPlan } from './strip-plan.js';

export interface StripOptions extends BackupOptions {
  /** Keep what goes in a bundle below `.hg/strip-backup`. Default true. */
  readonly backup?: boolean;
  /** Hears of the bundle, relative to `.hg`, as soon as it is there: before anything changes. */
  readonly onBackup?: (path: ByteString) => void;
}

export interface Stripped {
  /** How many changesets went. */
  readonly count: number;
  /** The bundle that has them, relative to `.hg`. */
  readonly backup: ByteString | undefined;
}

/**
 * Strips changesets with their descendants. Bookmarks on them go to the highest changeset below; phases and the order of what stays are
 * kept, though numbers change. One transaction: until its end everything can come back. There is nothing to roll back to afterwards.
 * Whoever has the working directory at one of the changesets moves it first.
 * @throws LookupError for unknown nodes, LockError, HgError from hooks, FileSystemError. Nothing has changed then.
 */
export function stripRevisions(
  repo: Repository,
  nodes: readonly NodeId[],
  options: StripOptions = {},
): Stripped {
  const { writing } = repo.place;
  return withLock(repo, () => {
    const result = inTransaction(repo, { name: 'strip', undo: false }, (session) =>
      new Strip(session, nodes, options).run(),
    );
    // What its caches know is of another history.
    writing.forgetWriter();
    return result;
  });
}

/** In the store. */
const SAVED = 'strip-temp.cg';

class Strip {
  readonly #session: WriteSession;
  readonly #nodes: readonly NodeId[];
  readonly #options: StripOptions;

  constructor(session: WriteSession, nodes: readonly NodeId[], options: StripOptions) {
    this.#session = session;
    this.#nodes = nodes;
    this.#options = options;
  }

  run(): Stripped {
    const { store } = this.#session.writer;
    const revs = this.#nodes.map((node) => {
      const rev = store.changelog.revOf(node);
      if (rev === undefined || rev < 0) throw new LookupError(node, `unknown revision '${node}'`);
      return rev;
    });
    const plan = planStrip(store, revs);
    const count = plan.stripped.length;
    if (count === 0) return { count, backup: undefined };
    const { repository } = this.#session;
    const isKept = this.#options.backup ?? true;
    const node = this.#nodes.at(-1) as NodeId;
    const backup = isKept ? writeBackupBundle(repository, plan.stripped, node, this.#options) : undefined;
    if (backup !== undefined) this.#options.onBackup?.(backup);
    this.#moveBookmarks(plan);
    const phases = this.#phasesOf(plan);
    const forgotten = this.#exclusiveMarkers(plan);
    if (plan.saved.length > 0) this.#save(plan);
    this.#cut(plan);
    if (plan.saved.length > 0) this.#addAgain();
    this.#setPhases(phases);
    if (forgotten.size > 0) {
      this.#session.transaction.addBackup('obsstore');
      deleteMarkers(store.fs, (_number, marker) => forgotten.has(marker));
    }
    return { count, backup };
  }

  #moveBookmarks({ stripped }: StripPlan): void {
    const { writer, repository } = this.#session;
    const { changelog } = writer.store;
    const goes = new Set(stripped);
    const moved = [...writer.bookmarks.all].filter(([, node]) => goes.has(changelog.revOf(node) ?? -1));
    if (moved.length === 0) return;
    const parents = stripped
      .flatMap((rev) => [changelog.parent1(rev), changelog.parent2(rev)])
      .filter((rev) => rev >= 0 && !goes.has(rev));
    const target = parents.length > 0 ? Math.max(...parents) : repository.workingParents()[0];
    const node = changelog.node(goes.has(target) ? -1 : target);
    writer.bookmarks.apply(moved.map(([name]) => [name, node]));
  }

  /** Of what stays but is added again. */
  #phasesOf({ saved, first }: StripPlan): Map<NodeId, Phase> {
    const { phases, store } = this.#session.writer;
    const found = new Map<NodeId, Phase>();
    for (const rev of saved) if (rev >= first) found.set(store.changelog.node(rev), phases.phase(rev));
    return found;
  }

  get #version(): ChangegroupVersion {
    return this.#session.writer.store.requirements.has('treemanifest') ? '03' : '02';
  }

  /** Markers that nothing but what goes has to do with; the backup has them. */
  #exclusiveMarkers({ stripped }: StripPlan): ReadonlySet<number> {
    const { repository } = this.#session;
    const { changelog, config } = repository;
    // Not the repository's own, which would tell everybody again that there are some.
    const obsStore = new ObsStore(repository.store.fs);
    if (obsStore.isEmpty || !config.getBool('devel', 'strip-obsmarkers', true)) return new Set();
    const nodes = stripped.map((rev) => changelog.node(rev));
    return new Set(exclusiveMarkers(obsStore, nodes, (node) => changelog.revOf(node) !== undefined));
  }

  /** What stays waits in a file, which goes with the transaction. */
  #save({ saved, common }: StripPlan): void {
    const { writer, transaction } = this.#session;
    const { store } = writer;
    const outgoing = { missing: saved, commonHeads: common, missingHeads: [], isComplete: false };
    transaction.addTemporary(SAVED);
    writeStream(store.fs, SAVED, generateChangegroup(store, outgoing, this.#version));
  }

  /** The changelog first: nobody is to see changesets without what they refer to. */
  #cut({ first, files, directories }: StripPlan): void {
    const { writer, transaction } = this.#session;
    const { changelog } = writer.store;
    writer.changelog.strip(transaction, first);
    writer.phases.truncate(changelog.length);
    for (const directory of ['', ...directories]) writer.manifest(directory).stripLinks(transaction, first);
    for (const path of files)
      writer.withFile(path, transaction, (file) => file.writer.stripLinks(transaction, first));
  }

  #addAgain(): void {
    const { fs } = this.#session.writer.store;
    const reader = new ChangegroupReader(new ByteReader(readStream(fs, SAVED)), this.#version);
    applyChangegroup(this.#session, reader, {
      ui: SILENT_UI,
      source: 'strip',
      url: `bundle:${SAVED}`,
    });
  }

  #setPhases(saved: ReadonlyMap<NodeId, Phase>): void {
    const { phases } = this.#session.writer;
    const byPhase = new Map<Phase, NodeId[]>();
    for (const [node, phase] of saved) byPhase.set(phase, [...(byPhase.get(phase) ?? []), node]);
    for (const phase of [...byPhase.keys()].sort((a, b) => a - b)) {
      const nodes = byPhase.get(phase) as NodeId[];
      phases.advance(phase, nodes);
      phases.retract(phase, nodes);
    }
  }
}
