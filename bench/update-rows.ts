/** Rows about moving the working directory: updates from nothing and between distant revisions, and a merge of two branches. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, benchEnvironment, freshPaths, type Work } from './harness.js';
import type { WorkingCopyPlaces } from './working-copy-rows.js';

const HG = ['hg'];
const QS = [process.execPath, fileURLToPath(new URL('../qs.cjs', import.meta.url))];

function run(command: readonly string[], repo: string, args: readonly string[]): string {
  const [program, ...first] = command as [string, ...string[]];
  return execFileSync(program, [...first, '-R', repo, ...args], {
    env: benchEnvironment(),
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();
}

/** Times one command in a new clone; what precedes it is done by hg, and not timed. */
function timed(
  command: readonly string[],
  source: string,
  newClone: () => string,
  before: readonly string[],
  args: readonly string[],
): Work {
  return () => {
    const repo = newClone();
    execFileSync('hg', ['clone', '-q', '-U', source, repo], { env: benchEnvironment() });
    run(HG, repo, before);
    const begin = process.hrtime.bigint();
    run(command, repo, args);
    return Number(process.hrtime.bigint() - begin) / 1e6;
  };
}

/** The merge whose sides have gone the longest way since they parted. @returns its parents */
function longestMerge(repo: string): readonly [string, string] | undefined {
  const lines = run(HG, repo, ['log', '-r', 'merge()', '-T', '{rev} {p1rev} {p2rev}\n']).split('\n');
  let best: readonly [number, string, string] = [0, '', ''];
  const far = lines
    .map((line) => line.split(' ').map(Number) as [number, number, number])
    .filter(([rev]) => rev > 0)
    .sort(([a, b, c], [d, e, f]) => d - Math.min(e, f) - (a - Math.min(b, c)))
    .slice(0, 12);
  for (const [, p1, p2] of far) {
    const count = (a: number, b: number): number =>
      run(HG, repo, ['log', '-r', `only(${a}, ${b})`, '-T', 'x']).length;
    const length = Math.min(count(p1, p2), count(p2, p1));
    if (length > best[0]) best = [length, String(p1), String(p2)];
  }
  return best[0] === 0 ? undefined : [best[1], best[2]];
}

export function updateRows(
  { repo, scratch }: WorkingCopyPlaces,
  wanted: (name: string) => boolean,
): BenchRow[] {
  const names = {
    null: 'update from null to tip',
    far: 'update between distant revisions',
    merge: 'merge of two long branches',
  } as const;
  if (!Object.values(names).some(wanted)) return [];
  const clone = join(scratch, 'updating');
  execFileSync('hg', ['clone', '-q', '-U', repo, clone], { env: benchEnvironment() });
  const rows: BenchRow[] = [];
  const fresh = freshPaths(clone);
  const add = (name: string, aim: number, before: readonly string[], args: readonly string[]): void => {
    if (!wanted(name)) return;
    const work = (command: readonly string[]): Work => timed(command, clone, fresh, before, args);
    rows.push({ name, aim, hg: work(HG), qs: work(QS) });
  };
  add(names.null, 1.7, ['update', '-qC', 'null'], ['update', 'tip']);
  const quarter = String(Math.floor(Number(run(HG, clone, ['identify', '-n', '-r', 'tip'])) / 4));
  add(names.far, 1.7, ['update', '-qC', 'tip'], ['update', quarter]);
  const sides = wanted(names.merge) ? longestMerge(clone) : undefined;
  if (sides !== undefined)
    add(names.merge, 2, ['update', '-qC', sides[0]], ['merge', '-q', '-t', ':union', sides[1]]);
  return rows;
}
