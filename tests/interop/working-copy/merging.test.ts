import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs, qsCommand } from '../qs.js';
import { SameChanges } from '../same-changes.js';
import { contentsOf } from './random-operations.js';

/** More by hand: `QS_KILLS=100`. */
const KILLS = Number(process.env.QS_KILLS ?? 3);

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Two heads that conflict in every way that there is. */
function makeHistory(base: string): string {
  const root = join(base, 'source');
  hg(base, ['init', root]);
  const lines = '1\n2\n3\n4\n5\n6\n7\n8\n';
  write(root, {
    both: lines,
    same: lines,
    clean: lines,
    gone: lines,
    changed: lines,
    moved: lines,
    run: lines,
    'dir/a': 'a\n',
    'dir/b': 'b\n',
    twice: lines,
    bin: 'a\0b\n',
  });
  const commit = (message: string, date: number) =>
    hg(root, ['commit', '-A', '-m', message, '-d', `${date} 0`]);
  commit('base', 1);
  write(root, {
    both: lines.replace('3', 'three of ours'),
    same: lines.replace('4', 'four'),
    clean: lines.replace('1', 'one'),
    changed: lines.replace('5', 'five'),
    run: lines.replace('2', 'two'),
    'dir/c': 'new in dir\n',
    new: 'ours\n',
    bin: 'a\0ours\n',
  });
  hg(root, ['remove', 'gone']);
  hg(root, ['rename', 'twice', 'twice-ours']);
  symlinkSync('ours', join(root, 'link'));
  commit('ours', 2);
  hg(root, ['update', '-q', '0']);
  write(root, {
    both: lines.replace('3', 'three of theirs'),
    same: lines.replace('4', 'four'),
    clean: lines.replace('8', 'eight'),
    gone: lines.replace('6', 'six'),
    new: 'theirs\n',
    bin: 'a\0theirs\n',
  });
  chmodSync(join(root, 'run'), 0o755);
  hg(root, ['remove', 'changed']);
  hg(root, ['rename', 'moved', 'elsewhere']);
  hg(root, ['rename', 'dir', 'folder']);
  hg(root, ['rename', 'twice', 'twice-theirs']);
  symlinkSync('theirs', join(root, 'link'));
  commit('theirs', 3);
  hg(root, ['update', '-qC', '1']);
  hg(root, ['bookmark', '-r', '0', 'mark']);
  return root;
}

describeWithHg('update, merge, resolve and revert against hg', () => {
  const base = temporaryDirectory();
  const source = makeHistory(base);
  const files = ['.hg/merge/state', '.hg/merge/state2', '.hg/branch', '.hg/bookmarks.current'];

  const expectSameFiles = (both: SameChanges) =>
    expect(contentsOf(both.ours)).toEqual(contentsOf(both.theirs));

  it('merge, resolve and commit', async () => {
    const both = new SameChanges(base, source, 'merge', { files });
    await both.runAll([
      ['merge', '-P', '2'],
      ['merge', '2'],
      ['debugmergestate'],
      ['resolve', '-l'],
      ['status', '-AC'],
    ]);
    expectSameFiles(both);
    await both.runAll([
      ['summary'],
      ['commit', '-m', 'too early'],
      ['update', '0'],
      ['resolve', 'both', '-t', ':other'],
      ['resolve', '--all', '-t', ':merge3'],
      ['resolve', '-m', 'bin'],
      ['resolve', '-u', 'bin'],
      ['resolve', 'nothing'],
      ['resolve', '--all', '-t', ':local'],
      ['status', '-AC'],
      ['debugmergestate', '-v'],
    ]);
    expectSameFiles(both);
    await both.runAll([
      ['commit', '-m', 'merged', '-d', '4 0'],
      ['log', '-r', 'tip', '-T', '{node} {files}\n'],
      ['summary'],
      ['resolve', '-l'],
      ['resolve', '-m'],
    ]);
  });

  it.each([':merge', ':mergediff', ':union', ':fail', ':prompt', ':dump', ':forcedump', ':merge-other'])(
    'tool %s',
    async (tool) => {
      const both = new SameChanges(base, source, `tool${tool.replace(':', '-')}`, { files });
      await both.runAll([
        ['merge', '--debug', '-t', tool, '2', '--config', 'ui.mergemarkers=detailed'],
        ['status', '-AC'],
        ['merge', '--abort'],
        ['status', '-A'],
      ]);
      expectSameFiles(both);
    },
  );

  it('update carries changes, refuses, throws away', async () => {
    const both = new SameChanges(base, source, 'update', { files });
    for (const root of [both.ours, both.theirs])
      write(root, { both: 'mine\n', 'dir/a': 'mine\n', other: 'unknown\n' });
    await both.runAll([
      ['update', '-c', '0'],
      ['update', '2'],
      ['update', '0', '--config', 'commands.update.check=noconflict'],
      ['update', '0', '-t', ':local'],
      ['status', '-A'],
      ['update', '-m', '2', '-v'],
      ['resolve', '-m', '--all'],
      ['update', '-C', 'mark'],
      ['update', '1'],
      ['update', '-Cv', 'null'],
      ['update'],
      ['update', '-d', '1970-01-01 00:00:02'],
      ['identify', '-n'],
      ['update', '-r', '1', '2'],
      ['update', 'nowhere'],
      ['merge', '0'],
      ['merge', '.'],
    ]);
    expectSameFiles(both);
  });

  it('untracked files in the way', async () => {
    const both = new SameChanges(base, source, 'unknown', { files });
    both.prepare('update', '-q', 'null');
    for (const root of [both.ours, both.theirs])
      write(root, { both: 'unknown\n', clean: '1\n2\n3\n4\n5\n6\n7\n8\n' });
    await both.runAll([
      ['update', '0'],
      ['update', '0', '--config', 'merge.checkunknown=warn'],
      ['status', '-A'],
      ['update', '-C', 'null'],
    ]);
    expectSameFiles(both);
  });

  it('revert', async () => {
    const both = new SameChanges(base, source, 'revert', { files });
    for (const root of [both.ours, both.theirs])
      write(root, { both: 'mine\n', new: 'mine\n', added: 'added\n' });
    both.prepare('add', 'added');
    both.prepare('remove', 'clean');
    both.prepare('rename', 'run', 'ran');
    await both.runAll([
      ['revert'],
      ['revert', '-n', '--all'],
      ['revert', 'both', 'nothing', 'same'],
      ['revert', '-v', '--all', '-C', '-X', 'new'],
      ['status', '-AC'],
      ['revert', '--all', '-r', '2'],
      ['status', '-AC'],
      ['revert', '--all', '--config', 'ui.origbackuppath=.hg/kept', '-v'],
      ['status', '-AC'],
    ]);
    expectSameFiles(both);
  });

  it('a killed update is taken up by either', { timeout: 300_000 }, async () => {
    const root = join(base, 'killed');
    hg(base, ['init', root]);
    const many = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`d${n % 20}/f${n}`, `${n}\n`.repeat(500)]),
    );
    write(root, many);
    hg(root, ['commit', '-qAm', 'one']);
    write(root, Object.fromEntries(Object.keys(many).map((path, n) => [path, `other ${n}\n`.repeat(700)])));
    hg(root, ['commit', '-qm', 'two']);
    const whole = contentsOf(root);
    for (let round = 0; round < KILLS; round++) {
      hg(root, ['update', '-qC', round % 2 === 0 ? 'null' : '0']);
      const child = spawn('/bin/sh', ['-c', `exec ${qsCommand()} update 1`], {
        cwd: root,
        env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined, HGRCPATH: '' },
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      const delay = 100 + ((round * 37) % 200);
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await ended;
      const program = round % 3 === 0 ? hg : qs;
      const { code, err } = program(root, ['update', ...(program === hg ? ['-C'] : []), '1']);
      expect({ code, err, round }).toEqual({ code: 0, err: expect.any(String), round });
      expect(hg(root, ['status']).out).toBe('');
      expect(contentsOf(root)).toEqual(whole);
    }
  });
});
