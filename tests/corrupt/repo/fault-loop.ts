/** A change to a repository with every fault at every mutation: afterwards it is the old repository or the new one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { HgError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import {
  type FaultKind,
  FaultyFileSystem,
  type FileSystem,
  type MemoryFileSystem,
  type Platform,
  SimulatedCrash,
} from '../../../src/platform/index.js';
import {
  isUpgradeInterrupted,
  openRepository,
  type Repository,
  takeBackUpgrade,
  verify,
} from '../../../src/repo/index.js';
import { openStore } from '../../../src/store/index.js';
import { hasAbandonedTransaction, recover } from '../../../src/transaction/index.js';
import { hg } from '../../interop/hg.js';
import { copyOf, writeToDisk } from './copy-tree.js';
import { PowerLoss, ReorderingDisk } from './reordering-disk.js';

const KINDS: readonly FaultKind[] = ['fail', 'tear', 'crash', 'tear-and-crash', 'crash-after'];
/** How many of the repositories hg verifies, in each loop; more by hand: `QS_FAULT_HG=50`. */
const FOR_HG = Number(process.env.QS_FAULT_HG ?? 2);
/** Only every so many faults; all of them by hand: `QS_FAULT_STEP=1`. */
const STEP = Number(process.env.QS_FAULT_STEP ?? 19);
const { processes: _processes, commands: _commands, ...node } = createNodePlatform();

export const ROOT = '/r';

let serial = 0;

/** A platform whose files are in the file system given, without processes and hooks. */
export function platformOf(fs: FileSystem): Platform {
  return {
    ...node,
    // Never the same twice, as names of new files rely on it.
    random: (bytes) => bytesOf(`${++serial}`.padStart(bytes, '.').slice(-bytes)),
    env: () => undefined,
    openFileSystem: (root) => fs.at(root),
  };
}

export interface FaultLoopCounts {
  faults: number;
  old: number;
  new: number;
  recovered: number;
  verifiedByHg: number;
}

export interface FaultLoop {
  /** The repository at {@link ROOT} before. */
  readonly before: MemoryFileSystem;
  readonly config?: Config;
  /** The change. It may throw whatever the file system throws. */
  change(repo: Repository): void;
  /** Texts below this revision are not read each time. */
  readonly firstRead?: number;
}

/** All that the history holds, every text (from a revision on) read and its hash checked. */
function describeRepository(repo: Repository, from = 0): string {
  const lines: string[] = [[...repo.store.requirements].sort().join(' ')];
  for (let rev = 0; rev < repo.length; rev++) expect(repo.revOf(repo.node(rev))).toBe(rev);
  for (let rev = from; rev < repo.length; rev++) {
    const files: string[] = [];
    for (const { path, node: file, flags } of repo.manifest(rev).entries())
      files.push(`${path}${flags}=${repo.fileByNode(path, file).content().length}`);
    lines.push(`${rev} ${repo.node(rev)} ${repo.phase(rev)} ${repo.branch(rev)} ${files.join(' ')}`);
  }
  lines.push([...repo.bookmarks()].join(' '), [...repo.trackedPaths()].sort().join(' '));
  return lines.join('\n');
}

function open(fs: FileSystem, config = new Config()): Repository {
  return openRepository(platformOf(fs), ROOT, { config, hidden: true });
}

async function verifyProblems(repo: Repository): Promise<string> {
  const problems: string[] = [];
  const ignore = () => undefined;
  const progress = () => ({ update: ignore, complete: ignore });
  const warn = (text: string) => problems.push(text);
  const output = { status: ignore, note: ignore, warn, verbose: false, progress };
  await verify({ store: repo.store, hgPath: `${ROOT}/.hg`, output });
  return problems.join('');
}

/** True when all faults are tried, so that their numbers say something. */
export const TRIES_ALL = STEP === 1;

export class FaultLoopRun {
  readonly counts: FaultLoopCounts = { faults: 0, old: 0, new: 0, recovered: 0, verifiedByHg: 0 };
  readonly #loop: FaultLoop;
  readonly #old: string;
  readonly #new: string;
  #untilHg = 3;

  constructor(loop: FaultLoop) {
    this.#loop = loop;
    this.#old = this.#describe(loop.before);
    const after = copyOf(loop.before);
    loop.change(open(after, loop.config));
    this.#new = this.#describe(after);
    expect(this.#new).not.toBe(this.#old);
  }

  #describe(fs: FileSystem): string {
    return describeRepository(open(fs), this.#loop.firstRead);
  }

  /** Failing, torn and crashing mutations. */
  async faults(): Promise<void> {
    for (const [i, kind] of KINDS.entries())
      for (let at = 1 + (i % STEP); ; at += STEP) {
        const fs = copyOf(this.#loop.before);
        const faulty = new FaultyFileSystem(fs, { mutation: { at, kind, errno: 'ENOSPC' } });
        this.#change(faulty);
        if (faulty.mutations < at) break;
        await this.#check(fs, `${kind} at ${at}: ${faulty.log[at - 1]}`);
      }
  }

  /** Losses of power with one write put off; what survives them is promised by `durability = power` only. */
  async reorderings(): Promise<void> {
    const config = this.#loop.config?.clone() ?? new Config();
    config.set('quicksilver', 'durability', 'power', 'test');
    for (let write = 1; ; write += STEP) {
      let total = 0;
      for (const mutationsLater of [1e9, 0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144]) {
        const fs = copyOf(this.#loop.before);
        const disk = new ReorderingDisk(copyOf(fs), fs, { write, mutationsLater });
        this.#change(disk.fs, config);
        total = disk.writes;
        if (total < write) return;
        await this.#check(fs, `write ${write} comes later, power lost after ${mutationsLater}`);
        if (disk.wasFlushed && mutationsLater > 8 && mutationsLater < 1e9) break;
      }
    }
  }

  #wholeAfter(fs: FileSystem, label: string): string {
    try {
      return this.#describe(fs);
    } catch (error) {
      throw new Error(`after ${label}`, { cause: error });
    }
  }

  #change(fs: FileSystem, config = this.#loop.config): void {
    try {
      this.#loop.change(open(fs, config));
    } catch (error) {
      if (error instanceof HgError || error instanceof SimulatedCrash || error instanceof PowerLoss) return;
      throw error;
    }
  }

  async #check(fs: MemoryFileSystem, label: string): Promise<void> {
    const { counts } = this;
    counts.faults++;
    const hgFs = fs.at(`${ROOT}/.hg`);
    if (isUpgradeInterrupted(hgFs)) {
      expect(takeBackUpgrade(hgFs), label).toBe(true);
      counts.recovered++;
    }
    const { places, encodePath } = openStore(platformOf(fs), hgFs);
    const where = { store: places.storeFs, plain: places.hgFs, encode: encodePath };
    if (hasAbandonedTransaction(where)) {
      recover({ places: where, warn: (message) => expect.fail(`${label}: ${message}`) });
      counts.recovered++;
    }
    const found = this.#wholeAfter(fs, label);
    const isNew = found === this.#new;
    if (!isNew) expect(found, label).toBe(this.#old);
    counts[isNew ? 'new' : 'old']++;
    expect(await verifyProblems(open(fs)), label).toBe('');
    if (--this.#untilHg <= 0 && counts.verifiedByHg < FOR_HG) {
      // A prime, so that all kinds of faults have their turn.
      this.#untilHg = 37;
      counts.verifiedByHg++;
      verifyByHg(fs, label);
    }
    // And the change can be made now, unless it is there.
    if (isNew) return;
    this.#loop.change(open(fs, this.#loop.config));
    expect(this.#describe(fs), `again after ${label}`).toBe(this.#new);
  }
}

function verifyByHg(fs: FileSystem, label: string): void {
  const directory = mkdtempSync(join(tmpdir(), 'qs-fault-'));
  try {
    writeToDisk(fs, `${ROOT}/.hg`, join(directory, '.hg'));
    const allow = ['revlog.persistent-nodemap', 'dirstate-v2'].flatMap((name) => [
      '--config',
      `storage.${name}.slow-path=allow`,
    ]);
    expect(hg(directory, ['verify', '-q', ...allow]), label).toEqual({ out: '', err: '', code: 0 });
    const hasMap = fs.stat(`${ROOT}/.hg/store/00changelog.n`) !== undefined;
    if (hasMap) expect(hg(directory, ['debugnodemap', '--check', ...allow]).code, label).toBe(0);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
