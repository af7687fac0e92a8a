import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { HgError } from '../../src/errors/index.js';
import { compileIgnore, compileMatcher, pathFrom } from '../../src/match/index.js';
import { NodeFileSystem } from '../../src/node/file-system.js';
import { splitArgs } from '../fixtures/match-cases.js';
import { describeWithHg, hg, temporaryDirectory } from './hg.js';

const FILES = ['a/b/z.c', 'a/x.c', 'a/y.h', 'd/e/q', 'd/r', 'foo:bar', 'x.c'];

describeWithHg('file patterns against hg', () => {
  const base = temporaryDirectory();
  const root = join(base, 'r');
  const fs = new NodeFileSystem(root);

  beforeAll(() => {
    mkdirSync(root);
    hg(root, ['init']);
    for (const directory of ['a/b', 'd/e', 'sub/d', 'plain'])
      mkdirSync(join(root, directory), { recursive: true });
    for (const file of FILES) writeFileSync(join(root, file), 'x');
    hg(root, ['commit', '-qAm', 'all']);
    symlinkSync('a', join(root, 'link'));
    symlinkSync(root, join(base, 'other'));
    mkdirSync(join(root, 'nested'));
    hg(join(root, 'nested'), ['init']);
  });

  function files(cwd: string, args: readonly string[]): string {
    try {
      const matcher = compileMatcher({ root, fs, cwd, ...splitArgs(args), defaultKind: 'relpath' });
      return FILES.filter((file) => matcher.matches(file))
        .map((file) => `${pathFrom(root, cwd, file)}\n`)
        .join('');
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      return `abort: ${error.message}\n${error.hint === undefined ? '' : `(${error.hint})\n`}`;
    }
  }

  it.each([
    ['r', ['x.c', 'path:a/b']],
    ['r', ['link/x.c']],
    ['r', ['nested/f']],
    ['r', ['a/.hg/x']],
    ['r', ['.hg/x']],
    ['r', ['../other/a']],
    ['r/a', ['../d', 'glob:*.c']],
    ['r/a', ['../..']],
    ['r/a', ['-X', 'b']],
    ['.', ['x.c']],
    ['.', ['r/a', '-X', 'glob:r/a/*.h']],
    ['.', ['other/d']],
    ['/', ['x.c']],
  ])('in %j: hg files %j', (cwd, args) => {
    const where = cwd === '/' ? '/' : join(base, cwd);
    const theirs = hg(where, ['files', '-R', root, ...args]);
    expect(files(where, args)).toBe(theirs.code === 255 ? theirs.err : theirs.out);
  });

  it.each([
    'foo\n',
    'syntax: glob\n*.o\nfoo\n',
    'syntax: rootglob\nfoo\n*.c\nsub\n',
    'syntax: nosuch\nfoo\n',
    'glob:foo\nre:x\nrelre:y\npath:z\nregexp:q\nrelglob:w\n rootglob:s\n',
    '# c\n\\#x\nfoo # tail\nfoo\\# no\n  lead\ntrail  \n\n',
    '(\n',
    'a\n^foo\n(?i)X\n',
    'x(?=o)\n^(?!sub|plain)\n',
    'include:nosuch\n',
    'syntax:glob\nq\n',
    'syntax: re\nq\n',
    'syntax: include\nq\n',
    'includes/foo\nsubincluded\n',
    'a\\\\#b\na\\\\\\#b\n',
    'foo\r\nsub\r\n',
    'syntax: glob\nre:foo\nglob:**/x\n./a\na/\n/abs\n../x\n',
    'syntax: glob\n a b \n\tq\nfoo\\ \n[#]\n{a,b}.o\n',
    'include:rules\n',
    'subinclude:sub/rules\n',
    'subinclude:sub/rules\nsyntax: glob\ny.o\n',
    '',
  ])('ignores as hg does: %j', (text) => {
    writeFileSync(join(root, '.hgignore'), text);
    writeFileSync(join(root, 'rules'), 'syntax: glob\n*.o\n');
    writeFileSync(join(root, 'sub/rules'), 'syntax: glob\n*.o\n^ab\nre:^zz\nrootglob:rr\nq/w\n');
    const names = [
      'y.o',
      'foo',
      'xfoox',
      'sub/x.o',
      'sub/zz',
      'sub/q',
      'sub/rr',
      'sub/d/zz',
      'sub/d/rr',
      'sub/d/k.o',
      'plain/q',
      'plain/X',
      '#x',
      'foo# no',
      'a.o',
    ];
    for (const name of names) writeFileSync(join(root, name), 'x');
    const warnings: string[] = [];
    const shown = hg(root, ['debugignore']);
    let ours: string;
    let ignored: string[] = [];
    try {
      const ignore = compileIgnore({
        root,
        fs,
        files: [`${root}/.hgignore`],
        warn: (line) => warnings.push(`${line}\n`),
      });
      ours = `${ignore.describe()}\n`;
      ignored = names.filter((name) => ignore.ignores(name));
      for (const name of ignored.slice(0, 2)) {
        const explained = hg(root, ['debugignore', name]).out;
        // hg fails to explain some rules of included files.
        if (!explained.includes('ignore rule')) continue;
        const parent = name
          .split('/')
          .map((_, at, parts) => parts.slice(0, parts.length - at).join('/'))
          .find((path) => ignore.ruleFor(path));
        const rule = ignore.ruleFor(parent as string);
        expect(explained).toContain(`(ignore rule in ${rule?.file}, line ${rule?.line}: '${rule?.text}')`);
      }
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      ours = '';
      warnings.push(`abort: ${error.message}\n`);
    }
    expect(ours + warnings.join('')).toBe(shown.out + shown.err);
    if (shown.code !== 0) return;
    const status = hg(root, ['status', '-in', '.']);
    const theirs = status.out.split('\n').filter((name) => names.includes(name));
    expect([...ignored].sort()).toEqual(theirs.sort());
  });
});
