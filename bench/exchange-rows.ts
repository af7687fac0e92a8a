/** Rows about bundles: making them of a whole history, and applying them to an empty repository. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, benchEnvironment, freshPaths, type Work } from './harness.js';

export interface ExchangePlaces {
  /** A repository with a long history; it is only read. */
  readonly repo: string;
  /** An empty directory. */
  readonly scratch: string;
}

const QS = [process.execPath, fileURLToPath(new URL('../qs.cjs', import.meta.url))];

function run(program: readonly string[], args: readonly string[]): void {
  const [file, ...before] = program as [string, ...string[]];
  execFileSync(file, [...before, ...args], { env: benchEnvironment(), stdio: 'ignore' });
}

/** Into a new repository each time; making it does not count. */
function unbundleWork(program: readonly string[], newTarget: () => string, bundle: string): Work {
  return () => {
    const target = newTarget();
    run(['hg'], ['init', target]);
    const begin = process.hrtime.bigint();
    run(program, ['-R', target, 'unbundle', '-q', bundle]);
    return Number(process.hrtime.bigint() - begin) / 1e6;
  };
}

export function exchangeRows(
  { repo, scratch }: ExchangePlaces,
  wanted: (name: string) => boolean,
): BenchRow[] {
  const rows: BenchRow[] = [];
  const unbundled = freshPaths(join(scratch, 'unbundled'));
  const bundle = (type: string, aim: number): void => {
    const name = `bundle -a -t ${type}`;
    if (!wanted(name)) return;
    const file = join(scratch, 'all.hg');
    const command = (program: readonly string[]): string[] => [
      ...program,
      '-R',
      repo,
      'bundle',
      '-q',
      '-a',
      '-t',
      type,
      file,
    ];
    // Replacing a large file is no part of making another one.
    const before = (): void => rmSync(file, { force: true });
    rows.push({ name, aim, before, hg: command(['hg']), qs: command(QS) });
  };
  bundle('none-v2', 3.5);
  bundle('zstd-v2', 2);
  for (const type of ['zstd-v2', 'none-v2']) {
    const name = `unbundle of everything, ${type}`;
    if (!wanted(name)) continue;
    const source = join(scratch, `${type}.hg`);
    run(['hg'], ['-R', repo, 'bundle', '-q', '-a', '-t', type, source]);
    const work = (program: readonly string[]): Work => unbundleWork(program, unbundled, source);
    rows.push({ name, aim: 1.7, hg: work(['hg']), qs: work(QS) });
  }
  return rows;
}
