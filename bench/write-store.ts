/**
 * Adding every revision of a repository to an empty store against `hg clone --pull -U`, interleaved:
 * node scripts/run-ts.mjs bench/write-store.ts REPO [ROUNDS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rewriteStore } from '../tests/interop/revlog/rewrite-store.js';
import { benchEnvironment } from './harness.js';

const [repo = '.', rounds = '3'] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'store-bench-'));
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;
const hg: number[] = [];
const qs: number[] = [];
try {
  for (let round = 0; round < Number(rounds); round++) {
    const target = join(directory, `${round}`);
    let begin = performance.now();
    execFileSync('hg', ['clone', '-q', '--pull', '-U', repo, `${target}-hg`], { env: benchEnvironment() });
    hg.push(performance.now() - begin);
    rmSync(`${target}-hg`, { recursive: true });
    begin = performance.now();
    const { revlogs, revisions, wrong } = rewriteStore(repo, `${target}-qs`, true);
    qs.push(performance.now() - begin);
    if (wrong > 0) throw new Error(`${wrong} of ${revisions} revisions in ${revlogs} revlogs are wrong`);
    rmSync(`${target}-qs`, { recursive: true });
    console.log(
      `round ${round}: hg ${(hg.at(-1) as number).toFixed(0)} ms, qs ${(qs.at(-1) as number).toFixed(0)} ms`,
    );
  }
  const [a, b] = [median(hg), median(qs)];
  console.log(`write every revision: hg ${a.toFixed(0)} ms   qs ${b.toFixed(0)} ms   ${(a / b).toFixed(2)}x`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
