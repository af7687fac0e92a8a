/** Rows about clones of a repository on this machine, and about finding out what two repositories have in common. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, benchEnvironment, freshPaths, type Work } from './harness.js';
import { writeLargeIndex } from './large-index.js';

export interface ClonePlaces {
  /** A repository with a long history; it is only read. */
  readonly repo: string;
  /** An empty directory. */
  readonly scratch: string;
}

const QS = [process.execPath, fileURLToPath(new URL('../qs.cjs', import.meta.url))];
const REVISIONS = 1_000_000;
/** Each side has half of what differs. */
const DIFFERENT = 1000;

/** A clone into a new directory each time. */
function cloneWork(program: readonly string[], target: () => string, args: readonly string[]): Work {
  const [file, ...before] = program as [string, ...string[]];
  return () => {
    const command = [...before, 'clone', '-q', ...args, target()];
    const begin = process.hrtime.bigint();
    execFileSync(file, command, { env: benchEnvironment(), stdio: 'ignore' });
    return Number(process.hrtime.bigint() - begin) / 1e6;
  };
}

/** Every revision hashed, its delta chosen and compressed, and added to an empty store, which then takes the old one's place. */
function rewriteWork(repo: string, target: () => string): Work {
  const [file, ...before] = QS as [string, ...string[]];
  return () => {
    const copy = target();
    cpSync(join(repo, '.hg'), join(copy, '.hg'), { recursive: true });
    const upgrade = ['debugupgraderepo', '-q', '--run', '--no-backup', '-o', 're-delta-parent'];
    const begin = process.hrtime.bigint();
    execFileSync(file, [...before, '-R', copy, ...upgrade], { env: benchEnvironment(), stdio: 'ignore' });
    return Number(process.hrtime.bigint() - begin) / 1e6;
  };
}

/** A repository without texts: discovery reads none. */
function largeRepository(path: string, own: number): string {
  mkdirSync(join(path, '.hg'), { recursive: true });
  writeFileSync(
    join(path, '.hg/requires'),
    'dotencode\nfncache\ngeneraldelta\npersistent-nodemap\nrevlogv1\nsparserevlog\nstore\n',
  );
  writeLargeIndex(join(path, '.hg/store'), REVISIONS, own);
  return path;
}

export function cloneRows({ repo, scratch }: ClonePlaces, wanted: (name: string) => boolean): BenchRow[] {
  const rows: BenchRow[] = [];
  const target = freshPaths(join(scratch, 'clone'));
  const clone = (name: string, aim: number, ...args: readonly string[]): void => {
    if (!wanted(name)) return;
    const work = (program: readonly string[]): Work => cloneWork(program, target, [...args, repo]);
    rows.push({ name, aim, hg: work(['hg']), qs: work(QS) });
  };
  clone('clone --pull -U', 1.7, '--pull', '-U');
  const rewriting = 'every revision written anew (debugupgraderepo), beside hg clone --pull -U';
  if (wanted(rewriting))
    rows.push({
      name: rewriting,
      aim: 1.7,
      hg: cloneWork(['hg'], target, ['--pull', '-U', repo]),
      qs: rewriteWork(repo, target),
    });
  clone('clone -U, by hard links', 2, '-U');
  clone('clone --stream -U', 1.5, '--stream', '-U');
  const name = 'discovery between 1,000,000 revisions each, 1,000 of them different';
  if (wanted(name)) {
    const [one, two] = [0, DIFFERENT / 2].map((own, at) =>
      largeRepository(join(scratch, `large${at}`), own),
    ) as [string, string];
    // hg warns that its C code reads node maps slowly, or refuses to.
    const settings = ['--config', 'storage.revlog.persistent-nodemap.slow-path=allow'];
    const args = ['-R', one, ...settings, 'debugdiscovery', two];
    rows.push({ name, aim: 2, hg: ['hg', ...args], qs: [...QS, ...args] });
  }
  return rows;
}
