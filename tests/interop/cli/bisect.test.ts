import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

const DETAILED = ['--config', 'ui.detailed-exit-code=yes'];

describeWithHg('bisect', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');
  // Eight in a row, a branch of two that begins at 3, and a merge of both.
  hg(place, ['init', 'repo']);
  const commit = (name: string, message: string): void => {
    writeFileSync(join(repo, name), message);
    hg(repo, ['commit', '-qAm', message, '-d', '0 0']);
  };
  for (let rev = 0; rev < 8; rev++) commit('a', `m${rev}\nmore`);
  hg(repo, ['update', '-q', '3']);
  commit('b', 'other');
  commit('b', 'another');
  hg(repo, ['update', '-q', '7']);
  hg(repo, ['merge', '-q', '9']);
  hg(repo, ['commit', '-qm', 'merged', '-d', '0 0']);
  hg(repo, ['tag', '-l', 'local', '-r', '5']);
  const options = { files: ['.hg/bisect.state'] };

  it('marks, chooses, visits and reports as hg does', async () => {
    const both = new SameChanges(place, repo, 'marks', options);
    await both.runAll(
      [
        '-g 1',
        '-b 10',
        '-g',
        '-s',
        '-b .',
        '--good 2',
        '-v',
        '-q',
        '-s 3:6',
        '-s all()',
        '-r',
        '-b 0',
        '-g 6 -U',
        '-U -g 4',
        '--config command-templates.oneline-summary={rev}',
        '-r',
        '-g 7',
        '-b 10',
        '-e',
        '-g',
        '-b',
        '-e',
        '-r',
        '-g 7',
        '-b 9',
        '-r',
        '-g 4',
        '-b 4',
        '-r',
        '-g null',
        '-b tip',
        '-g null+4',
      ].map((line) => ['bisect', ...line.split(' '), ...DETAILED]),
    );
    await both.runAll([['log', '-qr', 'bisect(range)'], ['status', '-v'], ['id']]);
  });

  it('refuses what hg refuses', async () => {
    const both = new SameChanges(place, repo, 'refusals', options);
    await both.runAll(
      [
        '',
        '3',
        '1 2',
        '-b -g',
        '-c x -r',
        '-e',
        '-g nothing',
        '-U',
        '-c true -U',
        'good',
        'init',
        '-b none()',
      ].map((line) => ['bisect', ...line.split(' ').filter((word) => word !== ''), ...DETAILED]),
    );
    writeFileSync(join(both.ours, 'a'), 'changed');
    writeFileSync(join(both.theirs, 'a'), 'changed');
    await both.runAll([
      ['bisect', '-g', '0'],
      ['bisect', '-b', '6'],
    ]);
  });

  it('is no merge that could be given up', async () => {
    const both = new SameChanges(place, repo, 'merge', options);
    await both.runAll(
      [
        'bisect -U -g 0',
        'update -C 7',
        'merge 9',
        'merge --abort',
        'abort',
        'bisect -r',
        'merge --abort',
        'merge --abort',
      ].map((line) => [...line.split(' '), ...DETAILED]),
    );
  });

  it('lets a command decide', () => {
    const both = new SameChanges(place, repo, 'command', options);
    const test = (script: string, ...more: readonly string[]): void => {
      both.run('bisect', '-c', script, ...more, ...DETAILED);
    };
    test('true');
    both.run('bisect', '-b', '0');
    test('grep -q "m[5-9]" a');
    both.run('id');
    both.run('bisect', '-r');
    both.run('bisect', '-g', '0', '-U');
    both.run('bisect', '-b', '7', '-U');
    test('echo $HG_NODE; case $HG_NODE in *[0-7]) exit 125;; *) exit 1;; esac', '-U');
    test('exit 127');
    test('kill -9 $$');
    test('false', '2');
  });
});
