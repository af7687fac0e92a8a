import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { SameChanges } from '../same-changes.js';

const FILTERS = `[encode]
**.t = tr a-z A-Z
not.t = false
z.gz = pipe: gzip -d
[decode]
**.t = tempfile: tr A-Z a-z < INFILE > OUTFILE
z.gz = gzip -n
[ui]
merge = :merge
`;

describeWithHg('[encode] and [decode]', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');
  hg(place, ['init', 'repo']);
  writeFileSync(join(repo, '.hg/hgrc'), FILTERS);
  mkdirSync(join(repo, 'd'));
  for (const name of ['a.t', 'd/b.t', 'not.t', 'plain']) writeFileSync(join(repo, name), 'one\ntwo\nthree\n');
  symlinkSync('there', join(repo, 'link.t'));

  it('in every command', async () => {
    const both = new SameChanges(place, repo, 'all', {
      files: ['a.t', 'd/b.t', 'not.t', 'plain', 'a.t.orig', 'a.t.local', 'a.t.other', 'n.t'],
    });
    const write = (path: string, text: string): void => {
      for (const root of [both.ours, both.theirs]) writeFileSync(join(root, path), text);
    };
    both.run('commit', '-qAm', '0', '-d', '0 0', '--debug');
    both.run('cat', '--decode', 'a.t', 'plain', 'link.t', '--debug');
    write('a.t', 'zero\none\ntwo\nthree\n');
    write('n.t', 'one\ntwo\nthree\n');
    await both.runAll([
      ['status'],
      ['diff', '--nodates'],
      ['diff', '--git', '--stat'],
      ['annotate', '-r', 'wdir()', 'a.t'],
      ['cat', '-r', 'wdir()', 'a.t'],
      ['copy', 'plain', 'copy.t'],
      ['addremove', '-s', '100', 'n.t'],
      ['commit', '-m', '1', '-d', '0 0'],
      ['update', '0'],
    ]);
    write('a.t', 'one\ntwo\n3\nthree\n');
    await both.runAll([
      ['commit', '-qm', '2', '-d', '0 0'],
      ['merge', '-q'],
      ['commit', '-qm', '3', '-d', '0 0'],
      ['update', '0'],
    ]);
    write('a.t', 'One\nTWO\nthree\n');
    await both.runAll([['status'], ['debugdirstate', '--no-dates']]);
    write('a.t', '1\ntwo\nthree\n');
    await both.runAll([
      ['commit', '-qm', '4', '-d', '0 0'],
      ['merge', '3', '--tool', ':dump'],
      ['resolve', '--all', '--tool', ':other'],
      ['resolve', '-u', 'a.t'],
      ['resolve', 'a.t', '--tool', ':union'],
      ['merge', '--abort'],
    ]);
    const tool = (script: string): string[] => [
      ...['--tool', 'm', '--config', 'merge-tools.m.executable=sh', '--config', 'merge-tools.m.premerge=no'],
      ...['--config', `merge-tools.m.args=-c "${script}"`],
    ];
    both.run('merge', '3', ...tool('cat $local $base $other > $output'));
    await both.runAll([
      ['diff', '--nodates'],
      ['update', '-qC', '0'],
    ]);
    write('a.t', 'ONE\nTWO\n');
    write('../p', '--- a/a.t\n+++ b/a.t\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n');
    await both.runAll([
      ['revert', 'a.t', '-v'],
      ['import', '--no-commit', '../p'],
      ['log', '-T', '{rev}:{node}\n'],
    ]);
  });

  it('failures and changed minds', async () => {
    const both = new SameChanges(place, repo, 'wrong');
    both.prepare('commit', '-qAm', '0');
    const decode = (filter: string): string[] => [
      'cat',
      '--decode',
      'a.t',
      '--config',
      `decode.**.t=${filter}`,
    ];
    for (const filter of [
      '!',
      'nothing-like-this',
      'pipe: head -n1; exit 3',
      'tempfile:exit 3',
      'tempfile:kill -9 $$',
    ])
      both.run(...decode(filter));
    both.run(...decode(''));
    both.run('cat', '--decode', 'a.t', '--config', 'decode.re:[=cat');
  });

  it('many files, where threads would help', () => {
    const many = join(place, 'many');
    hg(place, ['init', 'many']);
    for (let i = 0; i < 900; i++) writeFileSync(join(many, `f${i}`), `${i}\n`);
    writeFileSync(join(many, 'x.t'), 'x\n');
    writeFileSync(join(many, '.hg/hgrc'), FILTERS);
    hg(many, ['commit', '-qAm', '0']);
    expect(qs(many, ['update', '-q', 'null']).code).toBe(0);
    expect(qs(many, ['update', '-q', 'tip']).code).toBe(0);
    expect(readFileSync(join(many, 'x.t'), 'latin1')).toBe('x\n');
    expect(hg(many, ['status']).out).toBe('');
    appendFileSync(join(many, 'x.t'), 'y\n');
    expect(qs(many, ['status']).out).toBe('M x.t\n');
  });
});
