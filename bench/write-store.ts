/**
 * Adding every revision of a repository to an empty store against `hg clone --pull -U`, interleaved:
 * node scripts/run-ts.mjs bench/write-store.ts REPO [ROUNDS]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rewriteStore } from '../tests/interop/revlog/rewrite-store.js';
import { benchEnvironment } from './harness.js';

const [repo = '.', rounds = '3'] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'store-bench-'));
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;
const hg: number[] = [];
const hgCpu: number[] = [];
const qs: number[] = [];
const qsCpu: number[] = [];

/** Milliseconds on the clock and of the processor. */
function timed(command: string): { wall: number; cpu: number } {
  const script = `TIMEFORMAT='%R %U %S'; time ${command}`;
  const { stderr, status } = spawnSync('bash', ['-c', script], { env: benchEnvironment(), encoding: 'utf8' });
  const [real = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0) throw new Error(stderr);
  return { wall: real * 1000, cpu: (user + system) * 1000 };
}

try {
  for (let round = 0; round < Number(rounds); round++) {
    const target = join(directory, `${round}`);
    const clone = timed(`hg clone -q --pull -U '${repo}' '${target}-hg'`);
    hg.push(clone.wall);
    hgCpu.push(clone.cpu);
    rmSync(`${target}-hg`, { recursive: true });
    const begin = performance.now();
    const cpu = process.cpuUsage();
    const { revlogs, revisions, wrong } = rewriteStore(repo, `${target}-qs`, true);
    qs.push(performance.now() - begin);
    const { user, system } = process.cpuUsage(cpu);
    qsCpu.push((user + system) / 1000);
    if (wrong > 0) throw new Error(`${wrong} of ${revisions} revisions in ${revlogs} revlogs are wrong`);
    rmSync(`${target}-qs`, { recursive: true });
    const last = [hg, hgCpu, qs, qsCpu].map((values) => Math.round(values.at(-1) as number));
    console.log(`round ${round}: hg ${last[0]} ms (cpu ${last[1]}), qs ${last[2]} ms (cpu ${last[3]})`);
  }
  for (const [name, a, b] of [
    ['clock', median(hg), median(qs)],
    ['processor', median(hgCpu), median(qsCpu)],
  ] as const)
    console.log(
      `write every revision, ${name}: hg ${a.toFixed(0)} ms   qs ${b.toFixed(0)} ms   ${(a / b).toFixed(2)}x`,
    );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
