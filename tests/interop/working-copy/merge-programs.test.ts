import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

describeWithHg('merge tools that are programs', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40));
  const versions: readonly Readonly<Record<string, string>>[] = [
    { f: 'a\nb\nc\nd\ne\n', bin: '\0a', tags: `${a} one\n` },
    { f: 'a\nb\nc\nD1\ne\n', bin: '\0b', tags: `${a} one\nbad\n${a} one\n${b} one\n${b} two\n` },
    { f: 'a\nb\nc\nD2\ne\n', bin: '\0c', tags: `${a} one\n${c} three\nshort x\n` },
    { f: 'a\nb\nc\nD2\ne\n', bin: '\0c', tags: `${a} one\n${a} one\n${c} one\n${d} two\n` },
  ];
  hg(place, ['init', 'repo']);
  writeFileSync(
    join(repo, '.hg/hgrc'),
    `[partial-merge-tools]
head.executable = sh
head.args = -c "echo head; for f in $local $other; do head -n3 \\$f > \\$f.1; mv \\$f.1 \\$f; done"
[merge-patterns]
tags = :tagmerge
bin = :local
`,
  );
  versions.forEach((files, rev) => {
    if (rev > 0) hg(repo, ['update', '-q', '0']);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(repo, name), text, 'latin1');
    hg(repo, ['commit', '-qAm', `${rev}`, '-d', '0 0']);
  });

  it('partial tools, Python, tags', () => {
    const both = new SameChanges(place, repo, 'all', { files: ['f', 'tags', 'bin', 'f.orig'] });
    const merge = (rev: string, ...args: readonly string[]): void => {
      both.run('merge', '-r', rev, ...args);
      both.prepare('update', '-qC', '2');
    };
    both.prepare('update', '-qC', '2');
    merge('1');
    merge('1', '--tool', ':union');
    merge('1', '--config', 'merge.disable-partial-tools=yes', '--config', 'ui.merge=:merge');
    merge('1', '--config', 'partial-merge-tools.head.patterns=tags', '--config', 'ui.merge=:merge');
    merge('1', '--config', 'partial-merge-tools.head.executable=false');
    merge('1', '--tool', 'p', '--config', 'merge-tools.p.executable=python:x');
    const plain = ['--config', 'partial-merge-tools.head.patterns=none', '--config', 'ui.merge=p'];
    merge('1', ...plain);
    const args = ['executable=sh', 'args=-c "echo $labellocal, $labelother"', 'mergemarkers=detailed'];
    merge('1', ...plain, ...args.flatMap((setting) => ['--config', `merge-tools.p.${setting}`]));
    both.prepare('update', '-qC', '3');
    both.run('merge', '-r', '1', '--config', 'ui.merge=:other');
  });

  it('debugpickmergetool', async () => {
    symlinkSync('f', join(repo, 'link'));
    hg(repo, ['commit', '-qAm', 'link']);
    const both = new SameChanges(place, repo, 'pick');
    const pick = (...args: readonly string[]): string[] => ['debugpickmergetool', ...args];
    const strict = ['--config', 'merge.strict-capability-check=yes'];
    const other = ['--config', 'ui.merge=:other', '-v'];
    await both.runAll([
      pick('-v'),
      pick('--changedelete'),
      pick('-r', '1', 'nothing'),
      pick('-X', 'f', ...other),
      pick(...strict, ...other),
      pick('--tool', 'x', '-v'),
      pick('--debug', '--config', 'merge-patterns.**=true', '--config', 'merge-tools.true.executable=none'),
    ]);
  });
});
