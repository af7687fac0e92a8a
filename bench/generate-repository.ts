/** A repository to measure on when none is given: many small changesets with merges, made by hg itself, always the same. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchEnvironment } from './harness.js';

const CHANGESETS = 400;
const FILES = 60;

/** Creates the repository at `path` and returns the path. Takes about half a minute. */
export function generateRepository(path: string): string {
  let seed = 20_251;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % below;
  };
  const hg = (...args: string[]): void => {
    execFileSync('hg', ['-R', path, '--cwd', path, ...args], {
      env: { ...benchEnvironment(), HGUSER: 'bench' },
    });
  };
  mkdirSync(path, { recursive: true });
  execFileSync('hg', ['init', path], { env: benchEnvironment() });
  const lines = new Map<string, string[]>();
  for (let file = 0; file < FILES; file++) lines.set(`dir${file % 7}/file${file}.txt`, []);
  for (let rev = 0; rev < CHANGESETS; rev++) {
    for (let change = 0; change < 3; change++) {
      const name = [...lines.keys()][random(FILES)] as string;
      const content = lines.get(name) as string[];
      content.splice(random(content.length + 1), 0, `line ${rev} ${random(1000)} of ${name}`);
      mkdirSync(join(path, name, '..'), { recursive: true });
      writeFileSync(join(path, name), `${content.join('\n')}\n`);
    }
    hg('commit', '-A', '-q', '-m', `change ${rev}`, '-d', `${1_600_000_000 + rev * 600} 0`);
  }
  return path;
}
