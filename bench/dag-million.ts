/**
 * Graph algorithms on 1,000,000 revisions, against hg's C index on the same file: node scripts/run-ts.mjs
 * bench/dag-million.ts [REVISIONS]. Set HG_PYTHON when hg does not run on /usr/bin/python3.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  commonAncestorsHeads,
  computePhases,
  type Graph,
  headRevs,
  type RawParents,
  reachableRoots,
} from '../src/dag/index.js';
import { CorruptionError } from '../src/errors/index.js';

const ENTRY = 64;
const count = Number(process.argv[2] ?? 1_000_000);

/** A deterministic history: one trunk of many short branches that merge back (about 17%), and 13 heads at the end. */
function generate(): Uint8Array {
  const bytes = new Uint8Array(count * ENTRY);
  const view = new DataView(bytes.buffer);
  let seed = 12345;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * below);
  };
  const tips = [0];
  const most = 13;
  view.setInt32(24, -1);
  view.setInt32(28, -1);
  for (let rev = 1; rev < count; rev++) {
    const at = random(tips.length);
    let p1 = tips[at];
    let p2 = -1;
    const roll = random(1000);
    const last = rev > count - 200;
    if (roll < 172 && tips.length > 1 && !(last && tips.length <= most)) {
      const other = (at + 1 + random(tips.length - 1)) % tips.length;
      p2 = tips[other];
      tips[at] = rev;
      tips.splice(other, 1);
    } else if ((roll < 345 && tips.length < 40 && !last) || (last && tips.length < most)) {
      if (rev > 10 && !last) p1 = Math.max(0, p1 - random(5));
      if (tips.includes(p1)) p1 = view.getInt32(p1 * ENTRY + 24);
      if (p1 < 0) p1 = tips[at];
      const index = tips.indexOf(p1);
      if (index >= 0) tips[index] = rev;
      else tips.push(rev);
    } else tips[at] = rev;
    view.setInt32(rev * ENTRY + 24, p1);
    view.setInt32(rev * ENTRY + 28, p2);
  }
  for (let rev = 0; rev < count; rev++) {
    const at = rev * ENTRY;
    view.setUint32(at + 2, rev * 10);
    view.setInt32(at + 8, 10);
    view.setInt32(at + 12, 10);
    view.setInt32(at + 16, rev);
    view.setInt32(at + 20, rev);
    // Nodes need only differ.
    view.setInt32(at + 32, Math.imul(rev + 1, 0x9e3779b1));
    view.setInt32(at + 36, rev);
  }
  view.setUint32(0, 1);
  return bytes;
}

/** What the engine's index does, without the reading of files. */
class BytesGraph implements Graph {
  readonly length: number;
  readonly #view: DataView;
  readonly #inPlace: boolean;
  constructor(bytes: Uint8Array, inPlace: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.length = bytes.length / ENTRY;
    this.#inPlace = inPlace;
  }
  #parent(rev: number, at: number): number {
    if (rev >>> 0 >= this.length) return -1;
    const parent = this.#view.getInt32(rev * ENTRY + at);
    if (parent >= rev || parent < -1)
      throw new CorruptionError('bench', `parent out of range: ${rev}`, { rev });
    return parent;
  }
  parent1(rev: number): number {
    return this.#parent(rev, 24);
  }
  parent2(rev: number): number {
    return this.#parent(rev, 28);
  }
  rawParents(): RawParents | undefined {
    return this.#inPlace
      ? { view: this.#view, first: 24, second: 28, stride: ENTRY, end: this.length }
      : undefined;
  }
}

interface Case {
  readonly name: string;
  readonly aim: number;
  /** For the oracle. */
  readonly call: readonly [name: string, args: readonly unknown[]];
  readonly ours: (graph: Graph) => Iterable<number>;
}

function digest(revs: Iterable<number>): string {
  return createHash('sha1')
    .update([...revs].sort((a, b) => a - b).join(','))
    .digest('hex');
}

const half = count >> 1;

function cases(heads: readonly number[]): Case[] {
  const [a, b] = heads.slice(-2);
  const roots = (
    low: number,
    tops: readonly number[],
    from: readonly number[],
    aim: number,
    name: string,
  ): Case => ({
    name: `reachable roots, path, ${name}`,
    aim,
    call: ['roots', [low, tops, from, true]],
    ours: (graph) => reachableRoots(graph, low, tops, from, true),
  });
  const common = (revs: readonly number[], aim: number, name: string): Case => ({
    name: `common ancestors, ${name}`,
    aim,
    call: ['common', revs],
    ours: (graph) => commonAncestorsHeads(graph, revs),
  });
  const phases = (root: number, aim: number, name: string): Case => ({
    name: `phases, draft root at ${name}`,
    aim,
    call: ['phases', [root]],
    ours: (graph) => computePhases(graph, new Map([[1, [root]]])).revsIn(1),
  });
  return [
    { name: 'heads, cold', aim: 1, call: ['heads', []], ours: (graph) => headRevs(graph) },
    common([a, b], 4, 'two heads near the tip'),
    common(heads.slice(-6), 4, 'six heads near the tip'),
    common([count - 1, 100], 1, 'tip and 100'),
    common([count - 1, half], 1, 'tip and half'),
    roots(half, heads, [half], 1.7, 'half'),
    roots(0, heads, [0], 1.7, 'all'),
    roots(count - 10_000, heads, [count - 10_000], 1, 'last 10,000'),
    phases(half, 5, 'half'),
    phases(count - 2000, 1, 'tip - 2000'),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'qs-dag-'));
try {
  const file = join(folder, 'million.i');
  writeFileSync(file, generate());
  const bytes = new Uint8Array(readFileSync(file));
  const graph = new BytesGraph(bytes, true);
  const plain = new BytesGraph(bytes, false);
  const heads = headRevs(graph);
  let merges = 0;
  for (let rev = 0; rev < count; rev++) if (graph.parent2(rev) >= 0) merges++;
  console.log(`${count} revisions, ${merges} merges, ${heads.length} heads`);
  const list = cases(heads);
  const environment: NodeJS.ProcessEnv = { ...process.env, HGRCPATH: '' };
  const rounds = 5;
  const theirs = list.map(() => [] as number[]);
  const times = list.map(() => ({ cold: [] as number[], warm: [] as number[], plain: [] as number[] }));
  const cpu = (action: () => unknown): number => {
    const begin = process.cpuUsage();
    action();
    const spent = process.cpuUsage(begin);
    return (spent.user + spent.system) / 1000;
  };
  for (let round = 0; round < rounds; round++) {
    const calls = JSON.stringify(list.map((one) => one.call));
    const result = spawnSync(
      process.env.HG_PYTHON ?? '/usr/bin/python3',
      [new URL('../../bench/dag-oracle.py', import.meta.url).pathname, file, calls, '3'],
      { env: environment, encoding: 'latin1' },
    );
    if (result.status !== 0) throw new Error(result.stderr);
    const answers = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ms: number; digest: string });
    list.forEach((one, index) => {
      theirs[index].push(answers[index].ms);
      if (round === 0) {
        times[index].cold.push(cpu(() => one.ours(graph)));
        if (digest(one.ours(graph)) !== answers[index].digest) throw new Error(`${one.name}: results differ`);
      }
      for (let repeat = 0; repeat < 5; repeat++) {
        times[index].warm.push(cpu(() => one.ours(graph)));
        times[index].plain.push(cpu(() => one.ours(plain)));
      }
    });
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  console.log('CPU milliseconds                           hg       qs  ratio   aim   first  accessors');
  list.forEach((one, index) => {
    const hg = median(theirs[index]);
    const qs = median(times[index].warm);
    const cells = [hg.toFixed(3), qs.toFixed(3), (hg / qs).toFixed(1), one.aim.toFixed(1)];
    const widths = [8, 8, 6, 5];
    const row = cells.map((cell, at) => cell.padStart(widths[at])).join(' ');
    const first = times[index].cold[0].toFixed(2).padStart(7);
    console.log(
      `${one.name.padEnd(38)} ${row} ${first} ${median(times[index].plain).toFixed(3).padStart(10)}`,
    );
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
