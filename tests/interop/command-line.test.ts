import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from './hg.js';
import { qs } from './qs.js';

type Environment = Readonly<Record<string, string>>;

/** Help texts are our own: only what stands on standard error is compared where they are shown. */
function same(cwd: string, args: readonly string[], env: Environment = {}, withOutput = true): void {
  const theirs = hg(cwd, args, { env });
  const ours = qs(cwd, args, { env });
  if (withOutput) expect(ours).toEqual(theirs);
  else expect({ err: ours.err, code: ours.code }).toEqual({ err: theirs.err, code: theirs.code });
}

describeWithHg('command line and configuration, as hg', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');

  beforeAll(() => {
    hg(place, ['init', 'repo']);
    mkdirSync(join(repo, 'sub'));
    writeFileSync(
      join(repo, '.hg/hgrc'),
      `[paths]
default = ../other
b = /abs/x
u = http://user:secret@host/x
c = path://b
d = ssh://h/x
d:pushrev = tip
m = /a, /b
m:multi-urls = yes
[list]
x = one
  two
`,
    );
    mkdirSync(join(place, 'rc'));
    writeFileSync(
      join(place, 'rc/one.rc'),
      `[alias]
r = root
sh = !echo "$0|$1|$@|$HG_ARGS"
bad = nosuch
badq = root 'x
empty =
amb = b
cwdal = root --cwd foo
loopa = loopb
loopb = loopa
[list]
x = from one
%include more.inc
%unset y
`,
    );
    writeFileSync(join(place, 'rc/more.inc'), '[list]\ny = 1\nz = 2\n');
    writeFileSync(join(place, 'broken.rc'), '[ui]\n  indented = 1\n');
    writeFileSync(join(place, 'word.rc'), '[ui]\nverbose = perhaps\n');
  });

  it.each<[string[]]>([
    [['root']],
    [['root', '-T', 'json']],
    [['--repo', '.', 'root']],
    [['root', '-R', 'nope']],
    [['root', '--cwd', 'nope']],
    [['--cwd', 'sub', 'root']],
    [['--config', 'foo', 'root']],
    [['--config', 'foo.bar', 'root']],
    [['--repos', '.', 'root']],
    [['-qR', '.', 'root']],
    [['root', '--conf', 'ui.verbose=1']],
    [['root', '--no-quiet']],
    [['rooot']],
    [['foo']],
    [['foo', '--config', 'ui.detailed-exit-code=1']],
    [['help', 'nosuch']],
    [['config']],
    [['config', '--source']],
    [['config', '-v']],
    [['config', '-T', 'json', 'paths']],
    [['config', 'paths.default']],
    [['config', 'paths.default', '--source']],
    [['config', 'paths.default', 'paths.nosuch']],
    [['config', 'nosuch']],
    [['config', 'list']],
    [['config', '--config', 'a.b=1', '--config', 'a.c=2', '--config', 'a.b=3', 'a']],
    [['config', '-T', '{name}={value}\\n', 'list']],
    [['config', '--local', '--global', '-e']],
    [['paths']],
    [['paths', '-q']],
    [['paths', 'c']],
    [['paths', 'nosuch']],
    [['paths', '-T', 'json']],
    [['paths', '--color=debug']],
    [['config', '--color=always', 'paths.b']],
  ])('%j in a repository', (args) => {
    same(repo, args);
  });

  it.each<[string[]]>([
    [['--foo']],
    [['-z']],
    [['--ver']],
    [['--config']],
    [['-R']],
    [['--debugger=1', 'root']],
    [['root', '--template']],
    [['root', '--quiet=1']],
    [['root', '--no-foo']],
    [['root', '-R']],
    [['root', 'foo']],
    [['root', '--', '-T']],
    [['root', '-qz']],
    [['root', '--v']],
    [['paths', 'a', 'b']],
    [['root', '-Z', '--config', 'ui.detailed-exit-code=1']],
  ])('%j is refused with the same words', (args) => {
    same(repo, args, {}, false);
  });

  it.each<[string[]]>([
    [['root']],
    [['paths']],
    [['root', '--config', 'ui.detailed-exit-code=1']],
    [['config', '--local', '-e']],
    [['-R', 'repo', 'paths', 'b']],
  ])('%j outside a repository', (args) => {
    same(place, args);
  });

  it.each<[string[]]>([
    [['r']],
    [['sh', 'a', 'b']],
    [['bad']],
    [['badq']],
    [['empty']],
    [['amb']],
    [['cwdal']],
    [['loopa']],
    [['config', 'list', '--source']],
    [['config', '--debug', 'list']],
  ])('%j with aliases and includes', (args) => {
    same(repo, args, { HGRCPATH: join(place, 'rc') });
  });

  it.each<[Environment]>([
    [{ HGPLAIN: '1' }],
    [{ HGPLAIN: '1', HGPLAINEXCEPT: 'alias' }],
    [{ EDITOR: 'e1', VISUAL: 'e2', PAGER: 'p' }],
    [{ HGRCSKIPREPO: '1' }],
  ])('%j in the environment', (env) => {
    same(repo, ['config'], { HGRCPATH: join(place, 'rc'), ...env });
  });

  it('reports configuration that does not parse by file and line', () => {
    same(place, ['config'], { HGRCPATH: join(place, 'broken.rc') });
    same(repo, ['root'], { HGRCPATH: join(place, 'word.rc') });
  });
});
