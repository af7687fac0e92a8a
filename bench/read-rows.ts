/** The rows about reading: what `hg` and `qs` do with a repository that is only looked at. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type BenchRow, benchEnvironment } from './harness.js';

const QS = fileURLToPath(new URL('../qs.cjs', import.meta.url));

export interface ReadRowsOptions {
  readonly repo: string;
  /** The same history in a store with zlib compression. */
  readonly zlibRepo: string | undefined;
}

function ask(repo: string, ...args: string[]): string {
  return execFileSync('hg', ['-R', repo, ...args], {
    env: benchEnvironment(),
    maxBuffer: 1 << 28,
  }).toString();
}

/** The file with the most revisions among those changed in the last tenth of the history: "long-lived". */
function longLivedFile(repo: string, tip: number): string {
  const counts = new Map<string, number>();
  const changed = ask(repo, 'log', '-r', `${Math.floor(tip * 0.5)}:tip`, '-T', '{files % "{file}\\n"}');
  for (const file of changed.split('\n')) if (file) counts.set(file, (counts.get(file) ?? 0) + 1);
  const tracked = new Set(ask(repo, 'files', '-r', 'tip', '-T', '{path}\\n').split('\n'));
  return [...counts].filter(([file]) => tracked.has(file)).sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

export function readRows({ repo, zlibRepo }: ReadRowsOptions): BenchRow[] {
  const tip = Number(ask(repo, 'log', '-r', 'tip', '-T', '{rev}'));
  const file = longLivedFile(repo, tip);
  const both = (name: string, aim: number | undefined, ...args: string[]): BenchRow => ({
    name,
    ...(aim === undefined ? {} : { aim }),
    hg: ['hg', '-R', repo, ...args],
    qs: [process.execPath, QS, '-R', repo, ...args],
  });
  const rows: BenchRow[] = [
    both('verify', 4, 'verify'),
    { ...both('verify (hg --full)', 6, 'verify'), hg: ['hg', '-R', repo, 'verify', '--full'] },
  ];
  if (zlibRepo !== undefined)
    rows.push({
      name: 'verify, zlib store',
      aim: 4,
      hg: ['hg', '-R', zlibRepo, 'verify'],
      qs: [process.execPath, QS, '-R', zlibRepo, 'verify'],
    });
  const middle = Math.floor(tip / 2);
  rows.push(
    both("log -T '{node} {author} {desc}\\n', all", 6, 'log', '-T', '{node} {author} {desc}\\n'),
    both('log -T json, all', 8, 'log', '-T', 'json'),
    both('log, all', undefined, 'log'),
    both('log -G, last 1000', undefined, 'log', '-G', '-l', '1000'),
    both('log -p, last 300', 3, 'log', '-p', '-r', `${Math.max(0, tip - 299)}:${tip}`),
    both(`log -r follow(${file})`, undefined, 'log', '-r', `follow("path:${file}", startrev=tip)`),
    both(`annotate ${file}`, 3, 'annotate', '-r', 'tip', `path:${file}`),
    both(
      'grep --diff through the last 1,000 changesets',
      3,
      'grep',
      '--diff',
      '-r',
      'last(all(), 1000)',
      'unsafe fn|return',
    ),
    both('grep in all files of tip', undefined, 'grep', '-r', 'tip', 'fn \\w+|return'),
    both('diff across 1,000 changesets', 3, 'diff', '-r', `${Math.max(0, tip - 1000)}`, '-r', `${tip}`),
    {
      name: `log ${file}`,
      aim: 4,
      hg: ['hg', '--cwd', repo, 'log', file],
      qs: [process.execPath, QS, '--cwd', repo, 'log', file],
    },
    both('cat', 2.5, 'cat', '-r', 'tip', `path:${file}`),
    both('files', 2.5, 'files', '-r', 'tip'),
    both('manifest', 2.5, 'manifest', '-r', 'tip'),
    both('debugdata -m', 2.5, 'debugdata', '-m', `${middle}`),
    both(
      'status --rev over 1,000 changesets',
      undefined,
      'status',
      '--rev',
      `${Math.max(0, tip - 1000)}:${tip}`,
    ),
    { ...both('root', undefined, 'root') },
    {
      name: 'start-up: `qs root` beside an empty `node -e 0` (in the column of hg)',
      hg: [process.execPath, '-e', '0'],
      qs: [process.execPath, QS, '-R', repo, 'root'],
    },
  );
  return rows;
}
