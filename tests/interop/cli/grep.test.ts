import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { expectSameResults } from '../same-results.js';

describeWithHg('grep', () => {
  const repo = join(temporaryDirectory(), 'repo');
  hg('/', ['init', repo]);
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(repo, name), content, 'latin1');
  };
  const commit = (date: number, user: string): void => {
    hg(repo, ['commit', '-qAm', `m${date}`, '-d', `${date} 3600`, '-u', user]);
  };
  const many = (length: number, start: number): string =>
    Array.from({ length }, (_, at) => `foo ${start + (at % 150)}\n`).join('');
  mkdirSync(join(repo, 'd'));
  write({
    a: 'one\ntwo three\nfour',
    b: 'x\n\nbar foo foo\n',
    'd/bin': 'foo\0bin\nfoo2',
    'd/\xc3\x9c': 'Foo\nFOO bar\n',
  });
  commit(1, 'Al <al@b.c>');
  write({ a: 'one\nfoo\ntwo three\nfour foo\n' });
  commit(2, 'bob');
  hg(repo, ['rename', 'b', 'c']);
  write({ c: 'x\n\nbar foo foo\nfoo\n' });
  commit(3, 'c@d');
  hg(repo, ['remove', 'd/bin']);
  write({ e: 'foo9\n' });
  commit(4, 'bob');
  hg(repo, ['update', '-q', '1']);
  write({ a: 'one\nfoo\nbar\ntwo three\nfour foo\n' });
  commit(5, 'bob');
  hg(repo, ['merge', '-q', '3']);
  commit(6, 'bob');
  write({ a: 'foo\nfoo\nbar\n', many: many(300, 0) });
  commit(7, 'bob');
  write({ many: `${many(120, 0)}foo x\nfoo x\n${many(150, 100)}` });
  commit(8, 'bob');
  write({ c: 'x\n\nbar foo foo\nfoo\nfoow\n', new: 'foonew\n' });
  symlinkSync('foolink', join(repo, 'ln'));
  hg(repo, ['add', '-q']);

  const lines = (options: readonly string[]) =>
    options.map((line) => ({
      cwd: repo,
      args: ['grep', ...line.split(' ').map((word) => word.replaceAll('_', ' '))],
    }));

  it('searches files of the working directory and of revisions', () =>
    expectSameResults([
      ...lines([
        'foo',
        '-n foo a',
        '-l foo',
        '-0nl foo',
        '-i FOO -X many',
        '-u foo a -r 1',
        '-uvd foo -r 1',
        '-dq foo -r 2',
        '-a foo -r 0',
        'foo -r 0:2',
        'foo -r none()',
        'foo -r wdir() -X many',
        '-f foo c',
        '-fr 2 foo',
        'foo -r 0 --color=debug',
        'o* -r 0 --color=debug',
        'foo glob:**c',
        'foo nothing',
        'nothing',
        '--all-files foo -r 1',
      ]),
      { cwd: join(repo, 'd'), args: ['grep', 'foo', '../c'] },
      { cwd: join(repo, 'd'), args: ['grep', 'foo', '-X', '../many', '--config', 'ui.relative-paths=yes'] },
    ]));

  it('searches changes', () =>
    expectSameResults(
      lines([
        '--diff foo',
        '--diff -nu foo a',
        '--all -l foo',
        '--diff -f foo c',
        '--diff -f foo',
        '--diff foo -r 7',
        '--diff foo -r 0:3',
        '--diff foo -r 5',
        '--diff -r wdir() foo',
        '--diff -I a foo --color=debug',
        '--diff foo nothing',
        '--diff --all-files foo',
      ]),
    ));

  it('knows expressions', () =>
    expectSameResults(
      lines([
        '-r 1 o$',
        '-r 1 ^f',
        '-r 0 bar\\sfoo',
        '-r 0 x\\n\\nbar',
        '-rn 0 [^a]foo',
        '-nr 0 \\n',
        '-r 0 \\Aone',
        '-r 0 four\\Z',
        '-r 0 e+_*t',
        '-r 1 (foo|four)',
        '-r 1 \\bf\\w+\\s+\\w+',
        '-i -r 0 fo{2}_b',
      ]),
    ));

  it('knows templates', () =>
    expectSameResults(
      lines([
        '-r 1 foo -Tjson',
        '--diff foo -Tjson -l -X many',
        '-r 0 foo -Tdebug',
        '-r 1 foo -T {path}:{rev}:{lineno}:{texts%"{if(matched,text|upper,text)}"}:{user}:{date|shortdate}\\n',
        '-r 1 foo -T {texts}\\n',
        '--diff foo a -T {change}{rev}{branch}{tags}\\n',
      ]),
    ));
});
