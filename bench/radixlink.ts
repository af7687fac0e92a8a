/**
 * The radix index over 1,000,000 nodes, in both variants, beside a JavaScript Map of hex strings, the engine's node map in memory
 * and hg's persistent one as the engine reads it:
 *
 *     node scripts/run-ts.mjs bench/radixlink.ts [KEYS]
 *
 * CPU time of the process; what takes microseconds is wall time, the middle of many.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hexOf } from '../src/bytes/index.js';
import { createNodePlatform } from '../src/node/index.js';
import { CompactRadixlink, FixedKeyReader, LinkCache, Radixlink } from '../src/radixlink/index.js';
import { NodeTree, Revlog } from '../src/revlog/index.js';
import { median } from './harness.js';
import { writeLargeIndex } from './large-index.js';

const count = Number(process.argv[2] ?? 1_000_000);
const platform = createNodePlatform();
const NODE_AT = 32;
const ENTRY = 64;
const LOOKUPS = 100_000;

function cpu(action: () => void): number {
  const begin = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

function wall(action: () => void): number {
  const begin = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - begin) / 1000;
}

const scratch = mkdtempSync(join(tmpdir(), 'qs-radixlink-'));
const store = join(scratch, 'store');
writeLargeIndex(store, count);
const fs = platform.openFileSystem(store);
const open = (persistentNodemap: boolean, nodeCache?: LinkCache): Revlog =>
  Revlog.open(fs, '00changelog.i', { ...platform, kind: 'changelog', persistentNodemap, nodeCache });
const whole = open(false);
whole.index.loadAll();
const { bytes } = whole.index.entriesOnDisk();
const keys = new FixedKeyReader(bytes, NODE_AT, ENTRY, 20);
const keyOf = (rev: number): Uint8Array => bytes.subarray(rev * ENTRY + NODE_AT, rev * ENTRY + NODE_AT + 20);
const hits = Array.from({ length: LOOKUPS }, (_, i) => keyOf((i * 7919 + 13) % count).slice());
const misses = hits.map((key) => platform.hasher.sha1(key));
const hexHits = hits.map((key) => hexOf(key));
const hexMisses = misses.map((key) => hexOf(key));

function cacheNamed(name: string): LinkCache {
  return new LinkCache({
    fs: platform.openFileSystem(scratch),
    name,
    hasher: platform.hasher,
    clock: platform.clock,
    source: { fs, path: '00changelog.i', coveredBytes: (size) => size * ENTRY },
    leastBytes: 0,
  });
}

interface Column {
  readonly name: string;
  /** Milliseconds to make it from the index in memory. */
  readonly build: number;
  /** Milliseconds to write it, checks included; none for what is not kept. */
  readonly write?: number;
  /** Microseconds from nothing to the first answer. */
  readonly coldHit: number;
  readonly coldMiss: number;
  /** Microseconds each, of 100,000. */
  readonly hit: number;
  readonly miss: number;
  readonly bytesPerKey: number;
}

const ROUNDS = 15;

/** The middle of the times of first answers of objects made anew. */
function cold(ask: (round: number) => void): number {
  return median(Array.from({ length: ROUNDS }, (_, round) => wall(() => ask(round))));
}

function expect(right: boolean): void {
  if (!right) throw new Error('a wrong answer');
}

function perLookup(ask: () => void): number {
  ask();
  return (median([cpu(ask), cpu(ask), cpu(ask)]) * 1000) / LOOKUPS;
}

function stored(
  name: string,
  index: Radixlink | CompactRadixlink,
  build: number,
  load: (pages: Parameters<typeof Radixlink.load>[0]) => Radixlink | CompactRadixlink,
): Column {
  index.sourceOfTruthSize = count;
  const cache = cacheNamed(name.replaceAll(' ', '-'));
  const write = cpu(() => cache.write(index, bytes.subarray(0, count * ENTRY)));
  const first = (key: Uint8Array): number | undefined => {
    const links = cache.open();
    if (links === undefined) throw new Error('no cache');
    return links.pages.keepOpen(() => load(links.pages).newest(key));
  };
  const loaded = load(index.bytes().slice());
  return {
    name,
    build,
    write,
    coldHit: cold((round) => expect(first(hits[round] as Uint8Array) !== undefined)),
    coldMiss: cold((round) => expect(first(misses[round] as Uint8Array) === undefined)),
    hit: perLookup(() => {
      for (const key of hits) expect(loaded.newest(key) !== undefined);
    }),
    miss: perLookup(() => {
      for (const key of misses) expect(loaded.newest(key) === undefined);
    }),
    bytesPerKey: index.rawSize / count,
  };
}

function firstVariant(): Column {
  const index = Radixlink.empty();
  const build = cpu(() => {
    for (let rev = 0; rev < count; rev++) index.insert(keyOf(rev), rev);
  });
  return stored('first variant', index, build, (pages) => Radixlink.load(pages));
}

function compactVariant(): Column {
  const index = CompactRadixlink.empty(keys);
  const build = cpu(() => {
    for (let rev = 0; rev < count; rev++) index.insert(rev, rev);
  });
  return stored('compact variant', index, build, (pages) => CompactRadixlink.load(pages, keys));
}

function hexMap(): Column {
  let map = new Map<string, number>();
  const make = (): void => {
    map = new Map();
    for (let rev = 0; rev < count; rev++) map.set(hexOf(bytes, rev * ENTRY + NODE_AT, 20), rev);
  };
  globalThis.gc?.();
  const before = process.memoryUsage();
  const build = cpu(make);
  globalThis.gc?.();
  const after = process.memoryUsage();
  return {
    name: 'Map of hex strings',
    build,
    coldHit: wall(make),
    coldMiss: wall(make),
    hit: perLookup(() => {
      for (const key of hexHits) expect(map.get(key) !== undefined);
    }),
    miss: perLookup(() => {
      for (const key of hexMisses) expect(map.get(key) === undefined);
    }),
    bytesPerKey: (after.heapUsed - before.heapUsed) / count,
  };
}

function nodeTree(): Column {
  let tree = new NodeTree(whole.index);
  const make = (): void => {
    tree = new NodeTree(whole.index, count);
    for (let rev = 0; rev < count; rev++) tree.insert(rev);
  };
  const build = cpu(make);
  return {
    name: "engine's node map, in memory",
    build,
    // Without a map the engine scans: what most programs ask only once.
    coldHit: cold((round) => expect(open(false).tryRev(hexHits[round] as string) !== undefined)),
    coldMiss: cold((round) => expect(open(false).tryRev(hexMisses[round] as string) === undefined)),
    hit: perLookup(() => {
      for (const key of hits) expect(tree.findKey(key, 40) >= 0);
    }),
    miss: perLookup(() => {
      for (const key of misses) expect(tree.findKey(key, 40) < 0);
    }),
    // 16 numbers of four bytes a block, 0.4 blocks a key set aside.
    bytesPerKey: 16 * 4 * 0.4,
  };
}

/** `changelog.rev(node)`, the opening of the changelog included: what a command pays. */
function throughChangelog(): Column {
  const cache = cacheNamed('compact-variant');
  // The first look finds that the source has come to rest, so that later ones trust its times.
  expect(open(false, cache).tryRev(hexMisses[0] as string) === undefined);
  const revlog = open(false, cache);
  return {
    name: 'changelog.rev(node) through the compact variant',
    build: Number.NaN,
    coldHit: cold((round) => expect(open(false, cache).tryRev(hexHits[round] as string) !== undefined)),
    coldMiss: cold((round) => expect(open(false, cache).tryRev(hexMisses[round] as string) === undefined)),
    hit: perLookup(() => {
      for (const key of hexHits) expect(revlog.tryRev(key) !== undefined);
    }),
    miss: perLookup(() => {
      for (const key of hexMisses) expect(revlog.tryRev(key) === undefined);
    }),
    bytesPerKey: Number.NaN,
  };
}

function persistentNodemap(): Column {
  const revlog = open(true);
  const data = platform
    .openFileSystem(store)
    .list('')
    .find((name) => name.endsWith('.nd')) as string;
  return {
    name: "engine's node map, hg's on disk",
    build: Number.NaN,
    coldHit: cold((round) => expect(open(true).tryRev(hexHits[round] as string) !== undefined)),
    coldMiss: cold((round) => expect(open(true).tryRev(hexMisses[round] as string) === undefined)),
    hit: perLookup(() => {
      for (const key of hexHits) expect(revlog.tryRev(key) !== undefined);
    }),
    miss: perLookup(() => {
      for (const key of hexMisses) expect(revlog.tryRev(key) === undefined);
    }),
    bytesPerKey: statSync(join(store, data)).size / count,
  };
}

try {
  const figure = (value: number | undefined, digits = 1): string =>
    value === undefined || Number.isNaN(value) ? '' : value.toFixed(digits);
  console.log(`${count} keys, Node ${process.version}\n`);
  console.log(
    '| | build, ms | write, ms | first hit, us | first miss, us | hit, us | miss, us | bytes per key |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const make of [firstVariant, compactVariant, hexMap, nodeTree, throughChangelog, persistentNodemap]) {
    const { name, build, write, coldHit, coldMiss, hit, miss, bytesPerKey } = make();
    const cells = [
      figure(build, 0),
      figure(write, 0),
      figure(coldHit, 0),
      figure(coldMiss, 0),
      figure(hit, 2),
      figure(miss, 2),
      figure(bytesPerKey),
    ];
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
