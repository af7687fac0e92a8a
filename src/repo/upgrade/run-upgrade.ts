/** Upgrading a repository to another format. */
import { type ByteString, bytesOf, NULL_NODE } from '../../bytes/index.js';
import { Dirstate, readDirstate } from '../../dirstate/index.js';
import { isNotFound } from '../../errors/index.js';
import { type FileSystem, replaceFile, tryReadFile } from '../../platform/index.js';
import { RevlogStore, splitRequirements } from '../../store/index.js';
import { writeNodemaps } from '../caches/write-nodemaps.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { withLock, withWlock } from '../writing/index.js';
import { copyFile, removeTree } from './copy-file.js';
import { BACKUP_PREFIX, IN_PROGRESS, markCurrent, STAGE_PREFIX } from './interrupted.js';
import { StoreRewriter } from './rewrite-store.js';
import type { UpgradePlan } from './upgrade-plan.js';

export interface RunUpgradeOptions {
  readonly messages: Messages;
  /** Keep the old data. */
  readonly backup: boolean;
}

/**
 * Makes the changes of a plan, under both locks. All new data is staged beside the old, which stays usable until it is exchanged by renaming;
 * while that goes on the repository says that it is being upgraded, and an upgrade interrupted there is taken back by `takeBackUpgrade`.
 * Open the repository again afterwards.
 * @throws LockError, CorruptionError, FileSystemError. The repository is as it was then.
 */
export function runUpgrade(repo: Repository, plan: UpgradePlan, options: RunUpgradeOptions): void {
  withWlock(repo, () =>
    withLock(repo, () => {
      new Upgrade(repo, plan, options).run();
      repo.place.writing.forgetWriter();
    }),
  );
}

/** What concerns the working copy only: changed by itself, before the store. */
const OF_WORKING_COPY: ReadonlySet<ByteString> = new Set(['dirstate-v2', 'dirstate-tracked-key-v1']);
const SHARED: readonly ByteString[] = ['shared', 'relshared'];

function lines(names: Iterable<ByteString>): Uint8Array {
  return bytesOf([...names].map((name) => `${name}\n`).join(''));
}

class Upgrade {
  readonly #repo: Repository;
  readonly #plan: UpgradePlan;
  readonly #messages: Messages;
  readonly #keepsBackup: boolean;
  readonly #hg: FileSystem;
  readonly #stage: ByteString;
  /** What `requires` says now. */
  #current: ReadonlySet<ByteString>;

  constructor(repo: Repository, plan: UpgradePlan, { messages, backup }: RunUpgradeOptions) {
    this.#repo = repo;
    this.#plan = plan;
    this.#messages = messages;
    this.#keepsBackup = backup;
    this.#hg = repo.store.places.hgFs;
    this.#current = repo.store.requirements;
    this.#stage = this.#freshName(STAGE_PREFIX);
  }

  readonly #tell = {
    status: (text: ByteString) => this.#messages.status(text),
    warn: (text: ByteString) => this.#messages.warn(text),
  };

  #freshName(prefix: ByteString): ByteString {
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_';
    let name = prefix;
    for (const byte of this.#repo.place.platform.random(8)) name += letters[byte % letters.length];
    return name;
  }

  run(): void {
    const { status } = this.#tell;
    status('beginning upgrade...\n');
    status('repository locked and read-only\n');
    status(`creating temporary repository to stage upgraded data: ${this.#hg.root}/${this.#stage}\n`);
    this.#hg.makeDirectory(this.#stage);
    try {
      status('(it is safe to interrupt this process any time before data migration completes)\n');
      this.#change();
    } finally {
      status(`removing temporary repository ${this.#hg.root}/${this.#stage}\n`);
      removeTree(this.#hg, this.#stage);
    }
    this.#tellSharing();
  }

  #change(): void {
    const { parts, added, removed, optimizations } = this.#plan;
    const { status } = this.#tell;
    const changed = [...added, ...removed];
    const ofWorkingCopy = changed.filter((name) => OF_WORKING_COPY.has(name));
    if (ofWorkingCopy.length > 0) this.#changeWorkingCopy(ofWorkingCopy);
    const ofStore = changed.filter((name) => !OF_WORKING_COPY.has(name));
    const isNodemapNew = added.includes('persistent-nodemap');
    if (isNodemapNew && ofStore.length === 1 && optimizations.length === 0) {
      status('upgrading repository to use persistent nodemap feature\n');
      this.#addNodemaps();
      this.#writeRequirements(this.#plan.requirements);
    } else if (parts.length > 0) this.#rewrite();
    else if (ofStore.length > 0) {
      status('upgrading repository requirements\n');
      this.#writeRequirements(this.#plan.requirements);
    }
  }

  /** A store in the staging directory with what the plan says. */
  #stagedStore(): RevlogStore {
    const { platform } = this.#repo.place;
    const hgFs = this.#hg.at(this.#stage);
    hgFs.makeDirectory('store', true);
    return new RevlogStore(platform, {
      requirements: this.#plan.requirements,
      hgFs,
      sharedHgFs: hgFs,
      storeFs: hgFs.at('store'),
      isShare: false,
      sharedFeatures: new Set(),
    });
  }

  #rewrite(): void {
    const { status } = this.#tell;
    const recomputes = this.#plan.optimizations.some(
      ({ name }) => name === 're-delta-all' || name === 're-delta-fulladd',
    );
    const parts = new Set(this.#plan.parts);
    const rewriter = new StoreRewriter(this.#repo, this.#stagedStore(), {
      parts,
      recomputes,
      messages: this.#messages,
    });
    rewriter.run();
    this.#copyOthers();
    status('data fully upgraded in a temporary repository\n');
    status('marking source repository as being upgraded; clients will be unable to read from repository\n');
    this.#exchangeStores();
  }

  #copyOthers(): void {
    const { fs } = this.#repo.store;
    const target = this.#hg.at(`${this.#stage}/store`);
    for (const { name, kind } of [...fs.listEntries('')].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (kind !== 'file' || /^(lock|fncache)$|^(undo|journal)|\.(i|d|n|nd|a|s)$/.test(name)) continue;
      this.#messages.status(`copying ${name}\n`);
      copyFile(fs, name, target, name);
    }
    const { store } = splitRequirements(this.#plan.requirements);
    if (store !== undefined) replaceFile(target, 'requires', lines(store));
    else if (target.stat('requires') !== undefined) target.remove('requires');
  }

  /** Everything that can be taken back lies in the backup before anything is exchanged. */
  #backUp(extra: readonly ByteString[]): ByteString {
    const backup = this.#freshName(BACKUP_PREFIX);
    this.#hg.makeDirectory(backup);
    for (const name of ['requires', ...extra]) {
      if (this.#hg.stat(name) !== undefined) copyFile(this.#hg, name, this.#hg, `${backup}/${name}`);
      // Empty means the same as none, and takes the place of what is made now.
      else if (name !== 'requires') replaceFile(this.#hg, `${backup}/${name}`, new Uint8Array(0));
    }
    markCurrent(this.#hg, backup, true);
    const marked = splitRequirements(this.#current).own;
    replaceFile(this.#hg, 'requires', lines([...marked, IN_PROGRESS].sort()));
    return backup;
  }

  #exchangeStores(): void {
    const { status, warn } = this.#tell;
    status('starting in-place swap of repository data\n');
    const backup = this.#backUp([]);
    if (this.#keepsBackup) status(`replaced files will be backed up at ${this.#hg.root}/${backup}\n`);
    status('replacing store...\n');
    const { clock } = this.#repo.place.platform;
    const begin = clock.now();
    this.#hg.rename('store', `${backup}/store`);
    this.#hg.rename(`${this.#stage}/store`, 'store');
    // The lock that is held, where there are others to lock out.
    const lock = `${backup}/store/lock`;
    if (this.#hg.stat(lock, true) !== undefined) this.#hg.rename(lock, 'store/lock');
    const seconds = (clock.now() - begin).toFixed(1);
    status(`store replacement complete; repository was inconsistent for ${seconds}s\n`);
    status('finalizing requirements file and making repository readable again\n');
    replaceFile(this.#hg, 'requires', lines(splitRequirements(this.#plan.requirements).own));
    markCurrent(this.#hg, backup, false);
    if (!this.#keepsBackup) {
      removeTree(this.#hg, backup);
      return;
    }
    warn(`copy of old repository backed up at ${this.#hg.root}/${backup}\n`);
    warn(
      'the old repository will not be deleted; remove it to free up disk space once the upgraded repository is verified\n',
    );
  }

  #changeWorkingCopy(changed: readonly ByteString[]): void {
    const { status } = this.#tell;
    const after = new Set(this.#current);
    for (const name of changed)
      if (this.#plan.requirements.has(name)) after.add(name);
      else after.delete(name);
    if (!changed.includes('dirstate-v2')) {
      this.#changeHint(changed);
      this.#writeRequirements(after);
      return;
    }
    const isNew = after.has('dirstate-v2');
    status(isNew ? 'upgrading to dirstate-v2 from v1\n' : 'downgrading from dirstate-v2 to v1\n');
    const backup = this.#backUp(['dirstate']);
    if (this.#keepsBackup) status(`replaced files will be backed up at ${this.#hg.root}/${backup}\n`);
    this.#convertDirstate();
    this.#changeHint(changed);
    this.#writeRequirements(after);
    markCurrent(this.#hg, backup, false);
    if (!this.#keepsBackup) removeTree(this.#hg, backup);
  }

  /** The small file that tells other programs when the set of tracked files has changed. */
  #changeHint(changed: readonly ByteString[]): void {
    const FILE = 'dirstate-tracked-hint';
    if (!changed.includes('dirstate-tracked-key-v1')) return;
    if (this.#plan.added.includes('dirstate-tracked-key-v1')) {
      this.#messages.status(`create ${FILE} file\n`);
      const bytes = this.#repo.place.platform.random(16);
      const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      replaceFile(this.#hg, FILE, bytesOf(hex));
      return;
    }
    this.#messages.status(`remove ${FILE} file\n`);
    try {
      this.#hg.remove(FILE);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #convertDirstate(): void {
    const toVersion2 = this.#plan.requirements.has('dirstate-v2');
    if (tryReadFile(this.#hg, 'dirstate') === undefined && !toVersion2) return;
    const old = readDirstate(this.#hg, !toVersion2);
    const { parents, table } = old;
    const v2 = {
      id: '',
      data: new Uint8Array(0),
      rootStart: 0,
      rootCount: 0,
      unusedBytes: 0,
      ignoreHash: NULL_NODE,
    };
    const made = new Dirstate(toVersion2 ? { parents, table, v2 } : { parents, table });
    made.setParents(...parents);
    made.write(this.#hg, (bytes) => this.#repo.place.platform.random(bytes));
  }

  /** Node maps for what is there already. */
  #addNodemaps(): void {
    const { platform, warn } = this.#repo.place;
    const { places } = this.#repo.store;
    writeNodemaps(
      new RevlogStore(platform, { ...places, requirements: this.#plan.requirements }),
      platform,
      warn,
    );
  }

  /** The list that makes the other one valid comes last. */
  #writeRequirements(requirements: ReadonlySet<ByteString>): void {
    const { own, store } = splitRequirements(requirements);
    const { hgFs, isShare } = this.#repo.store.places;
    const { fs } = this.#repo.store;
    if (store !== undefined && !isShare) replaceFile(fs, 'requires', lines(store));
    const missing = isShare ? SHARED.filter((name) => requirements.has(name) && !own.includes(name)) : [];
    replaceFile(hgFs, 'requires', lines([...own, ...missing].sort()));
    if (store === undefined && !isShare && fs.stat('requires') !== undefined) fs.remove('requires');
    this.#current = requirements;
  }

  #tellSharing(): void {
    const { warn } = this.#tell;
    if (this.#plan.added.includes('share-safe'))
      warn(
        'repository upgraded to share safe mode, existing shares will still work in old non-safe mode. Re-share existing shares to use them in safe mode New shares will be created in safe mode.\n',
      );
    if (this.#plan.removed.includes('share-safe'))
      warn(
        'repository downgraded to not use share safe mode, existing shares will not work and needs to be reshared.\n',
      );
  }
}
