/** A small repository with everything that shows in a log. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hg } from '../hg.js';

export interface HistoryMaker {
  readonly root: string;
  run(...args: string[]): string;
  write(path: string, content: string): void;
  remove(path: string): void;
}

export function historyIn(root: string): HistoryMaker {
  const run = (...args: string[]): string => {
    const result = hg(root, args, { env: { HGENCODING: 'utf-8' } });
    if (result.code !== 0) throw new Error(`hg ${args.join(' ')}: ${result.err}`);
    return result.out;
  };
  return {
    root,
    run,
    write(path, content) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), content, 'latin1');
    },
    remove: (path) => rmSync(join(root, path)),
  };
}

/** Merges, branches, closed heads, renames, names of all kinds, phases, extras, obsolete changesets. */
export function makeHistory(root: string): HistoryMaker {
  mkdirSync(root);
  const repo = historyIn(root);
  const { run, write } = repo;
  run('init');
  let day = 0;
  const commit = (message: string, ...more: string[]): void => {
    run('commit', '-qA', '-m', message, '-d', `${++day * 86400} ${(day % 3) * 3600 - 3600}`, ...more);
  };
  write('a', 'one\ntwo\nthree\nfour\nfive\n');
  write('dir/c', 'c\n');
  commit(
    'first line\n\nbody of the first\n  indented <x> & "q" \'s\'\n\n- item\n- item two',
    '-u',
    'J. Doe <john@example.com>',
  );
  run('copy', '-q', 'a', 'b');
  write('a', 'one\ntwo!\nthree\nfour\nfive\n');
  commit('copy a to b', '-u', 'foo.bar@baz.org');
  run('tag', '-d', '300000 0', 'v1.0');
  run('move', '-q', 'dir/c', 'dir/sub/d');
  write('a', 'zero\none\ntwo!\nthree\nfour\nfive\n');
  commit('move c', '-u', 'José Müller <jose@example.com>');
  run('update', '-q', '1');
  run('branch', '-q', 'größe');
  write('b', 'other\n');
  commit('ümlaut im Text: naïve café');
  run('bookmark', 'märk');
  run('bookmark', '-i', 'plain');
  write('a', 'one\ntwo!\nthree\nfour\nfive\nsix\n');
  commit('more on the branch', '-u', 'foo.bar@baz.org');
  run('merge', '-q', '3', '--tool', ':merge');
  commit('merge default');
  run('update', '-q', '1');
  run('branch', '-q', 'closing');
  write('closed', 'x\n');
  commit('to be closed');
  run('commit', '-q', '--close-branch', '-m', 'close it', '-d', `${++day * 86400} 0`);
  run('update', '-q', '3');
  repo.remove('b');
  commit('remove b');
  run('phase', '-p', '3');
  write('secret', 's\n');
  commit('hidden from others', '--secret');
  run('tag', '-l', 'local', '-r', '2');
  run('update', '-q', '6');
  return repo;
}

/** Rewritten, split, pruned and divergent changesets, made with markers. */
export function makeObsolete(root: string): HistoryMaker {
  mkdirSync(root);
  const repo = historyIn(root);
  const { run, write } = repo;
  const config = ['--config', 'experimental.evolution=all'];
  run('init');
  write('.hg/hgrc', '[experimental]\nevolution=all\n');
  const node = (rev: number | string): string => run('log', '--hidden', '-r', String(rev), '-T', '{node}');
  const commit = (name: string, parent: string): void => {
    run('update', '-q', '-C', '--hidden', parent);
    write(name, `${name}\n`);
    run('commit', '-qA', '-m', `add ${name}`, '-d', '1000 0');
  };
  commit('base', 'null');
  commit('old', '0');
  commit('child', '1');
  commit('new', '0');
  commit('split-a', '0');
  commit('split-b', '0');
  commit('pruned', '0');
  commit('twin-a', '0');
  commit('twin-b', '0');
  commit('twin-c', '0');
  run('update', '-q', '2');
  const mark = (from: number, to: readonly number[], ...more: string[]): void => {
    run(
      'debugobsolete',
      ...config,
      '-d',
      '5000 0',
      '-u',
      'marker@example.com',
      ...more,
      node(from),
      ...to.map(node),
    );
  };
  mark(1, [3]);
  mark(7, [8]);
  mark(7, [9], '-u', 'other@example.com');
  mark(6, []);
  mark(4, [4, 5].slice(1));
  return repo;
}
