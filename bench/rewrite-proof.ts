/**
 * Rewrites histories revision by revision into empty stores and compares the result with hg's own stores:
 * node scripts/run-ts.mjs bench/rewrite-proof.ts REPO...
 * Each is a store that hg made. Per store twice: all deltas computed, and with the deltas of the source handed over.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { utf8Of } from '../src/bytes/index.js';
import { createNodePlatform } from '../src/node/index.js';
import type { Revlog } from '../src/revlog/index.js';
import { openStore } from '../src/store/index.js';
import { rewriteStore } from '../tests/interop/revlog/rewrite-store.js';
import { benchEnvironment } from './harness.js';

interface Figures {
  bytes: number;
  deltas: number;
  revisions: number;
}

/** Stored bytes and the sum of all chain lengths, for files, manifests and changelog. */
function figuresOf(root: string): Record<string, Figures> {
  const platform = createNodePlatform();
  const store = openStore(platform, platform.openFileSystem(utf8Of(root)).at('.hg'));
  const result: Record<string, Figures> = {};
  const count = (name: string, revlog: Revlog): void => {
    result[name] ??= { bytes: 0, deltas: 0, revisions: 0 };
    const figures = result[name] as Figures;
    const lengths = new Int32Array(revlog.length);
    for (let rev = 0; rev < revlog.length; rev++) {
      const base = revlog.deltaParent(rev);
      lengths[rev] = base < 0 ? 0 : (lengths[base] as number) + 1;
      figures.bytes += revlog.chunkLength(rev);
      figures.deltas += lengths[rev] as number;
    }
    figures.revisions += revlog.length;
  };
  count('changelog', store.changelog.revlog);
  count('manifest', store.manifests.root.revlog);
  for (const { path } of store.dataFiles())
    if (path?.startsWith('meta/') === true && path.endsWith('/00manifest.i'))
      count('directories', store.openManifestRevlog(path.slice('meta/'.length, -'00manifest.i'.length)));
  for (const path of store.trackedPaths()) count('files', store.openFile(path).revlog);
  return result;
}

function hg(root: string, ...args: string[]): { out: string; ok: boolean } {
  const options = { env: benchEnvironment(), encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { stdout, stderr, status } = spawnSync(
    'hg',
    ['-R', root, '--config', 'storage.revlog.persistent-nodemap.slow-path=allow', ...args],
    options,
  );
  return { out: stdout + stderr, ok: status === 0 };
}

const nodesOf = (root: string): string => hg(root, 'log', '-T', '{rev} {node} {manifest}\\n').out;
const percent = (a: number, b: number): string =>
  `${a <= b ? '' : '+'}${(((a - b) / (b || 1)) * 100).toFixed(2)}%`;

let failures = 0;
for (const repo of process.argv.slice(2)) {
  const theirs = figuresOf(repo);
  const nodes = nodesOf(repo);
  for (const withDeltas of [false, true]) {
    const directory = mkdtempSync(join(tmpdir(), 'rewrite-'));
    try {
      const target = join(directory, 'store');
      const { revlogs, revisions, wrong } = rewriteStore(repo, target, withDeltas);
      const verify = hg(target, 'verify', '-q');
      const isSame = nodesOf(target) === nodes && wrong === 0;
      const ours = figuresOf(target);
      const what = `${basename(repo)}, deltas ${withDeltas ? 'of the source' : 'computed'}`;
      console.log(
        `${what}: ${revisions} revisions of ${revlogs} revlogs; hashes ${isSame ? 'the same' : 'DIFFER'}; hg verify ${verify.ok ? 'clean' : `FAILS\n${verify.out}`}`,
      );
      if (!isSame || !verify.ok) failures++;
      for (const [name, mine] of Object.entries(ours)) {
        const other = theirs[name] as Figures;
        const isWithin = mine.bytes <= other.bytes * 1.02 && mine.deltas <= other.deltas * 1.02;
        if (!isWithin) failures++;
        const chain = (figures: Figures) => (figures.deltas / figures.revisions).toFixed(2);
        console.log(
          `  ${name.padEnd(11)} bytes ${other.bytes} -> ${mine.bytes} (${percent(mine.bytes, other.bytes)}), average chain ${chain(other)} -> ${chain(mine)} (${percent(mine.deltas, other.deltas)})${isWithin ? '' : '  OUTSIDE'}`,
        );
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}
process.exitCode = failures === 0 ? 0 : 1;
