/** Rows about working directories: status, commit and diff in clones that are made for it. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, benchEnvironment, type Work } from './harness.js';

export interface WorkingCopyPlaces {
  /** A repository with a long history; it is cloned. */
  readonly repo: string;
  /** An empty directory for clones. */
  readonly scratch: string;
}

const QS = [process.execPath, fileURLToPath(new URL('../qs.cjs', import.meta.url))];
const DIRECTORIES = 4381;
const FILES = 50_000;
const CHANGED = 200;

function hg(cwd: string, ...args: readonly string[]): string {
  return execFileSync('hg', [...args], { cwd, env: benchEnvironment(), maxBuffer: 1 << 28 }).toString();
}

/** Times of files count from the second after they were written; then both sides have looked before, and know what they remember. */
function settle(repo: string): void {
  execFileSync('sleep', ['2.1']);
  hg(repo, 'status');
  hg(repo, 'status');
  const [node, ...command] = QS as [string, ...string[]];
  execFileSync(node, [...command, '-R', repo, 'status'], { env: benchEnvironment() });
}

function manyFiles(scratch: string): string {
  const repo = join(scratch, 'many-files');
  hg(scratch, 'init', repo);
  for (let at = 0; at < DIRECTORIES; at++)
    mkdirSync(join(repo, `group-${at % 97}`, `module-${at}`, 'source'), { recursive: true });
  for (let at = 0; at < FILES; at++) {
    const directory = at % DIRECTORIES;
    const path = join(`group-${directory % 97}`, `module-${directory}`, 'source', `file-${at}.txt`);
    writeFileSync(join(repo, path), `content of file ${at}\n`);
  }
  hg(repo, 'commit', '-q', '-A', '-m', 'many files', '-u', 'bench');
  settle(repo);
  return repo;
}

function cloneOf(repo: string, scratch: string, name: string): string {
  const clone = join(scratch, name);
  hg(scratch, 'clone', '-q', repo, clone);
  settle(clone);
  return clone;
}

/** A commit of one changed file, each time another change. */
function commitWork(command: readonly string[], repo: string, file: string): Work {
  let round = 0;
  return () => {
    appendFileSync(join(repo, file), `line ${round++}\n`);
    const [program, ...args] = command as [string, ...string[]];
    const begin = process.hrtime.bigint();
    execFileSync(program, [...args, '-R', repo, 'commit', '-m', `round ${round}`, '-u', 'bench'], {
      env: benchEnvironment(),
      stdio: 'ignore',
    });
    return Number(process.hrtime.bigint() - begin) / 1e6;
  };
}

function both(repo: string, ...args: readonly string[]): Pick<BenchRow, 'hg' | 'qs'> {
  return { hg: ['hg', '-R', repo, ...args], qs: [...QS, '-R', repo, ...args] };
}

/** Makes the working directories that the wanted rows need. */
export function workingCopyRows(
  { repo, scratch }: WorkingCopyPlaces,
  wanted: (name: string) => boolean,
): BenchRow[] {
  const rows: BenchRow[] = [];
  const add = (name: string, aim: number, make: () => Pick<BenchRow, 'hg' | 'qs'>): void => {
    if (wanted(name)) rows.push({ name, aim, ...make() });
  };
  let clean: string | undefined;
  const cleanClone = (): string => {
    clean ??= cloneOf(repo, scratch, 'clean');
    return clean;
  };
  const firstFile = (): string => hg(cleanClone(), 'files').split('\n')[0] as string;
  add('working copy: status, 50,000 clean files', 1.5, () => both(manyFiles(scratch), 'status'));
  add('working copy: status, tip', 2.5, () => both(cleanClone(), 'status'));
  add('working copy: commit of one file', 3, () => ({
    hg: commitWork(['hg'], cloneOf(repo, scratch, 'commits-hg'), firstFile()),
    qs: commitWork(QS, cloneOf(repo, scratch, 'commits-qs'), firstFile()),
  }));
  add(`working copy: diff of ${CHANGED} changed files`, 3, () => {
    const changed = cloneOf(repo, scratch, 'changed');
    for (const path of hg(changed, 'files', 'set:not binary() and not symlink()')
      .split('\n')
      .slice(0, CHANGED))
      appendFileSync(join(changed, path), 'one more line\n');
    return both(changed, 'diff');
  });
  return rows;
}
