import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qsCommand } from '../qs.js';
import { SameChanges } from '../same-changes.js';

/** Names, permissions, times and contents below a directory. */
function listed(directory: string): string[] {
  return readdirSync(directory, { recursive: true })
    .map(String)
    .sort()
    .map((name) => {
      const path = join(directory, name);
      const { mode, mtimeMs } = lstatSync(path);
      const kind = mode & 0o170000;
      if (kind === 0o120000) return `${name} -> ${readlinkSync(path)}`;
      if (kind === 0o040000) return name;
      return `${name} ${mode.toString(8)} ${mtimeMs} ${readFileSync(path, 'latin1')}`;
    });
}

describeWithHg('archive', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');
  hg(place, ['init', 'repo']);
  const long = join('l'.repeat(60), 'm'.repeat(60));
  mkdirSync(join(repo, long), { recursive: true });
  writeFileSync(join(repo, long, 'f'), 'deep\n');
  writeFileSync(join(repo, 'x'), '#!\n');
  chmodSync(join(repo, 'x'), 0o755);
  writeFileSync(join(repo, '\u00e9\u4e2d'), '');
  symlinkSync('x', join(repo, 'link'));
  symlinkSync('q'.repeat(120), join(repo, 'longlink'));
  hg(repo, ['init', 'sub']);
  writeFileSync(join(repo, 'sub/s'), 'below\n');
  hg(repo, ['-R', 'sub', 'commit', '-qAm', 's', '-d', '0 0']);
  writeFileSync(join(repo, '.hgsub'), 'sub = sub\n');
  hg(repo, ['commit', '-qAm', '0', '-d', '1234567890 3600']);
  hg(repo, ['tag', 'v1', '-d', '1234567890 0']);
  writeFileSync(join(repo, 'x'), '#!\n#\n');
  hg(repo, ['commit', '-qm', '2', '-d', '-5 0']);
  const names = (both: SameChanges, name: string) =>
    [join(both.ours, '..', name), join(both.theirs, '..', name)] as const;
  const same = (
    both: SameChanges,
    name: string,
    read = (path: string): unknown => readFileSync(path, 'latin1'),
  ): void => {
    const [ours, theirs] = names(both, name);
    expect(read(ours)).toEqual(read(theirs));
  };

  it('writes the same bytes, where they are not compressed, and the same files', async () => {
    const both = new SameChanges(place, repo, 'types');
    await both.runAll([
      ['archive', '../a.tar'],
      ['archive', '-S', '-r', '0', '../s.tar'],
      ['archive', '-t', 'uzip', '-p', '%b-%R/../p', '-r', '0', '../%R-a.zip'],
      ['archive', '-t', 'uzip', '../old'],
      ['archive', '-S', '-r', '0', '../a.tar.gz'],
      ['archive', '../files', '-X', 'path:link'],
      ['archive', '../files', '-I', 'x', '-r', '0'],
      ['archive', '../more/deep', '-S', '-r', '1'],
      ['archive', '../bare', '--config', 'ui.archivemeta=no'],
      ['archive', '../meta', '-r', '0', '--config', 'experimental.archivemetatemplate={rev} {node}\\n'],
    ]);
    // hg's server remembers filters.
    const decode = ['--config', 'decode.**=tr a-z A-Z'];
    both.run('archive', '../decoded.tar', ...decode);
    both.run('archive', '../plain.tar', '--no-decode', ...decode);
    for (const name of ['a.tar', 's.tar', '0-a.zip', 'old', 'decoded.tar', 'plain.tar']) same(both, name);
    same(both, 'a.tar.gz', (path) => gunzipSync(readFileSync(path)).toString('latin1'));
    for (const name of ['files', 'more/deep', 'bare', 'meta']) same(both, name, listed);
    for (const root of [both.ours, both.theirs]) {
      writeFileSync(join(root, 'x'), 'changed\n');
      writeFileSync(join(root, 'new'), '');
    }
    await both.runAll([
      ['add', 'new'],
      ['archive', '../working', '-r', 'wdir()', '-S'],
    ]);
    same(both, 'working/.hg_archival.txt');
    same(both, 'working', (path) => listed(path).map((line) => line.replace(/ (\d+) [\d.]+ /, ' $1 ')));
  });

  it('leaves other names of files that are in the way alone', async () => {
    const both = new SameChanges(place, repo, 'linked');
    for (const path of names(both, 'there')) {
      mkdirSync(path);
      writeFileSync(`${path}-kept`, 'kept\n');
      linkSync(`${path}-kept`, join(path, 'x'));
    }
    await both.runAll([['archive', '../there']]);
    same(both, 'there', listed);
    same(both, 'there-kept');
    expect(readFileSync(names(both, 'there-kept')[0], 'latin1')).toBe('kept\n');
  });

  it('writes to pipes', () => {
    const piped = (program: string, type: string) =>
      spawnSync('/bin/sh', ['-c', `${program} archive -t ${type} - | cat`], {
        cwd: repo,
        env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined, HGRCPATH: '', LC_ALL: 'C' },
      }).stdout;
    for (const type of ['tar', 'uzip']) expect(piped(qsCommand(), type).equals(piped('hg', type))).toBe(true);
  });

  it('refuses what hg refuses', async () => {
    const both = new SameChanges(place, repo, 'refusals');
    for (const root of [both.ours, both.theirs]) writeFileSync(join(root, '../file'), '');
    await both.runAll(
      [
        '.',
        '-',
        '-t nothing ../n',
        '-p pre ../n',
        '-p /abs ../n.tar',
        '-p a/../../b ../n.tar',
        '../%x',
        '../n.tar -I nothing',
        '../n -r null',
        '../n -r none()',
        '../no/such/n.tar',
        '../file',
      ].map((line) => ['archive', ...line.split(' '), '--config', 'ui.detailed-exit-code=yes']),
    );
  });
});
