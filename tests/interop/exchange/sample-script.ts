/** A repository with a little of everything, made by hg. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hg } from '../hg.js';

const SETTINGS = '[experimental]\nevolution = all\n[ui]\nusername = test\n[phases]\npublish = no\n';

/** @param settings `section.name=value` for `init`. */
export function makeSample(parent: string, name: string, settings: readonly string[] = []): string {
  const root = join(parent, name);
  const run = (...args: string[]) => {
    const result = hg(root, args);
    if (result.code > 0) throw new Error(`hg ${args.join(' ')}: ${result.err}`);
  };
  hg(parent, ['init', name, ...settings.flatMap((setting) => ['--config', setting])]);
  writeFileSync(join(root, '.hg/hgrc'), SETTINGS);
  const put = (path: string, text: string) => writeFileSync(join(root, path), text);
  mkdirSync(join(root, 'dir/sub'), { recursive: true });
  const lines = (count: number, word: string) => Array.from({ length: count }, (_, i) => `${word} ${i}\n`);
  put('a', lines(200, 'line').join(''));
  put('dir/b', 'b\n');
  put('dir/sub/Con', 'upper case, and reserved elsewhere\n');
  put('empty', '');
  run('commit', '-qAm', 'first', '-d', '1 0');
  for (let n = 0; n < 6; n++) {
    put('a', [...lines(200, 'line'), `${n}\n`.repeat(n * 9), ...lines(60, `more ${n}`)].join(''));
    put(`dir/new${n}`, `${n}\n`);
    run('commit', '-qAm', `change ${n}`, '-d', `${n} 0`);
  }
  put('x', '#!/bin/sh\n');
  chmodSync(join(root, 'x'), 0o755);
  symlinkSync('a', join(root, 'link'));
  run('copy', '-q', 'a', 'copied');
  run('commit', '-qAm', 'flags and a copy', '-d', '9 0');
  run('tag', '-d', '10 0', 'one');
  run('update', '-q', '2');
  run('branch', '-q', 'other');
  run('rename', '-q', 'dir/b', 'dir/renamed');
  run('commit', '-qm', 'renamed', '-d', '11 0');
  run('merge', '-q', '-t', ':local', '4');
  run('commit', '-qm', 'merge', '-d', '12 0');
  run('commit', '-qm', 'closes', '--close-branch', '-d', '13 0');
  run('bookmark', '-q', '-r', '5', 'mark');
  run('update', '-q', '8');
  put('amended', '1\n');
  run('commit', '-qAm', 'to be amended', '-d', '14 0');
  put('amended', '2\n');
  run('commit', '-q', '--amend', '-m', 'amended', '-d', '15 0');
  put('secret', 's\n');
  run('commit', '-qAm', 'secret', '-s', '-d', '16 0');
  run('phase', '-q', '-p', '3');
  return root;
}

/** What two equal repositories have in common, as text. */
export function stateOf(root: string, withMarkers = true): string {
  const log = hg(root, [
    'log',
    '-r',
    'sort(all(), node)',
    '-T',
    '{node} {p1node} {p2node} {phase} {branch} {extras} {desc}\n{files % " {file}\n"}',
  ]);
  const files = hg(root, ['log', '-r', 'sort(all(), node)', '-T', '{node|short} {manifest} {file_copies}\n']);
  const manifests = files.out.replace(/ \d+:/g, ' ');
  const markers = withMarkers ? hg(root, ['debugobsolete', '-T', '{prednode} {succnodes}\n']).out : '';
  return log.out + manifests + markers;
}
