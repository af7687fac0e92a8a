import { afterAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { HgError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import {
  type FaultKind,
  FaultyFileSystem,
  type FileSystem,
  MemoryFileSystem,
  type Platform,
  SimulatedCrash,
} from '../../../src/platform/index.js';
import {
  commitChangeset,
  createRepository,
  type NewChangeset,
  openRepository,
} from '../../../src/repo/index.js';
import { openStore } from '../../../src/store/index.js';
import { hasAbandonedTransaction, recover } from '../../../src/transaction/index.js';

const KINDS: readonly FaultKind[] = ['fail', 'tear', 'crash', 'tear-and-crash', 'crash-after'];
const { codecs, zlibStream, hasher, clock, random } = createNodePlatform();

function platformOf(fs: FileSystem): Platform {
  return {
    codecs,
    zlibStream,
    hasher,
    clock,
    random,
    env: () => undefined,
    openFileSystem: (root) => fs.at(root),
  };
}

function changeset(platform: Platform, n: number, isTree: boolean): NewChangeset {
  const repo = openRepository(platform, '/r');
  const big = bytesOf(`${n}`.repeat(70_000 + n));
  const file = (text: Uint8Array) => ({ content: text, flags: '' as const });
  return {
    parents: n === 0 ? [] : [repo.node(n - 1)],
    // One file is new, one grows, and one, of random bytes, is no longer inline after the third time.
    files: new Map([
      [`new${n}`, file(bytesOf(`${n}\n`))],
      ['dir/grows', file(big)],
      ['splits', file(random(60_000))],
    ]),
    message: `${n} ${isTree}`,
    user: 'test',
    date: { seconds: n, offset: 0 },
    phase: n === 2 ? 2 : 1,
  };
}

function prepared(isTree: boolean): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  const platform = platformOf(fs);
  const config = new Config();
  if (isTree) config.set('experimental', 'treemanifest', 'yes', 'test');
  createRepository(platform, '/r', config);
  for (let n = 0; n < 2; n++) commitChangeset(openRepository(platform, '/r'), changeset(platform, n, isTree));
  return fs;
}

/** Reads all that is there, hashes checked. */
function readAll(platform: Platform): { readonly length: number; readonly phases: readonly number[] } {
  const repo = openRepository(platform, '/r');
  const phases: number[] = [];
  for (let rev = 0; rev < repo.length; rev++) {
    for (const { path, node } of repo.manifest(rev).entries()) repo.fileByNode(path, node).content();
    phases.push(repo.phases.phase(rev));
  }
  const tracked = new Set(repo.trackedPaths());
  for (let rev = 0; rev < repo.length; rev++) expect(tracked.has(`new${rev}`)).toBe(true);
  return { length: repo.length, phases };
}

describe('a commit with a fault at every mutation', () => {
  const counts = { faults: 0, old: 0, new: 0, recovered: 0 };
  afterAll(() => console.log(`commit faults: ${JSON.stringify(counts)}`));

  function check(kind: FaultKind, at: number, isTree: boolean): boolean {
    const fs = prepared(isTree);
    const next = changeset(platformOf(fs), 2, isTree);
    const faulty = new FaultyFileSystem(fs, { mutation: { at, kind, errno: 'ENOSPC' } });
    const label = `${kind} at ${at}`;
    try {
      commitChangeset(openRepository(platformOf(faulty), '/r'), next);
    } catch (error) {
      if (!(error instanceof HgError) && !(error instanceof SimulatedCrash)) throw error;
    }
    if (faulty.mutations < at) return false;
    counts.faults++;
    const platform = platformOf(fs);
    const { places, encodePath } = openStore(platform, fs.at('/r/.hg'));
    const where = { store: places.storeFs, plain: places.hgFs, encode: encodePath };
    if (hasAbandonedTransaction(where)) {
      recover({ places: where, warn: (message) => expect.fail(`${label}: ${message}`) });
      counts.recovered++;
    }
    const found = readAll(platform);
    expect(found.phases, label).toEqual(found.length === 3 ? [1, 1, 2] : [1, 1]);
    counts[found.length === 3 ? 'new' : 'old']++;
    // And the next commit works.
    commitChangeset(openRepository(platform, '/r'), changeset(platform, found.length, isTree));
    expect(readAll(platform).length, label).toBe(found.length + 1);
    return true;
  }

  it.each([false, true])(
    'ends in the old state or the new one; tree manifests: %s',
    (isTree) => {
      for (const kind of KINDS) {
        let at = 1;
        while (check(kind, at, isTree)) at++;
        expect(at).toBeGreaterThan(20);
      }
    },
    120_000,
  );
});
