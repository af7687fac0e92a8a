import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, type HgResult, hg, temporaryDirectory } from '../hg.js';
import { qs, qsCommand } from '../qs.js';

/** Prints what a hook is told, and from where. */
const SHOW =
  '(echo "$HG_HOOKNAME in $(pwd)"; env | grep \'^HG\' | grep -v \'^HGRCPATH\\|^HGUSER\' | sort; echo "txn $HG_TXNNAME")';

describeWithHg('hooks of the configuration', () => {
  const directory = temporaryDirectory();
  const root = join(directory, 'r');
  hg(directory, ['init', root]);
  writeFileSync(join(root, 'a'), 'a\n');
  hg(root, ['commit', '-qAm', 'first']);
  writeFileSync(join(root, 'a'), 'b\n');
  hg(root, ['commit', '-qm', 'second']);
  const env = { HG: 'hg' };

  /** Both programs do the same to two copies at the same place, one after the other. */
  function compare(hgrc: string, args: readonly string[], cwd = root): HgResult {
    const saved = join(directory, 'saved');
    rmSync(saved, { recursive: true, force: true });
    cpSync(root, saved, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(root, '.hg/hgrc'), hgrc);
    const restore = () => {
      rmSync(root, { recursive: true });
      cpSync(saved, root, { recursive: true, verbatimSymlinks: true });
    };
    const mask = ({ out, err, code }: HgResult): HgResult => {
      const clean = (text: string) => text.replace(/TXN:[0-9a-f]{40}/g, 'TXN:*');
      return { out: clean(out), err: clean(err), code };
    };
    const theirs = mask(hg(cwd, args, { env }));
    restore();
    writeFileSync(join(root, '.hg/hgrc'), hgrc);
    const ours = mask(qs(cwd, args, { env }));
    restore();
    expect(ours, args.join(' ')).toEqual(theirs);
    return ours;
  }

  it('stand around commands', () => {
    const all = ['identify', 'log', 'cat', 'tip', 'heads', 'foo', 'version', 'root']
      .flatMap((name) => ['pre', 'post', 'fail'].map((when) => `${when}-${name}.show = ${SHOW}\n`))
      .join('');
    const hgrc = `[alias]\nfoo = log -r 0 -T "{rev}\\n"\n[hooks]\n${all}pre-tip.no = exit 3\npre-root = kill -9 $$\npost-cat.late = exit 7\n`;
    const run = (...args: string[]) => compare(hgrc, args);
    expect(run('id', '-n', '-r', '0').out).toContain("HG_OPTS={'bookmarks': None, ");
    run('foo', '-v', '--config', 'x.y=z');
    expect(run('log', '-r', '99999999', '-l', '3', '-k', "it's").out).toContain('fail-log');
    expect(run('cat', 'a', '-r', '0').err).toBe('warning: post-cat.late hook exited with status 7\n');
    run('cat', 'missing');
    expect(run('tip').err).toBe('abort: pre-tip.no hook exited with status 3\n');
    expect(run('tip', '--config', 'ui.detailed-exit-code=yes').code).toBe(40);
    expect(run('root').err).toBe('abort: pre-root hook killed by signal 9\n');
    run('root', 'too', 'many');
    compare(hgrc, ['-R', root, 'id', '-n', '-r', 'tip'], directory);
  }, 300_000);

  it('go by priority, and take or leave HGPLAIN', () => {
    const plain = 'echo "$HG_HOOKNAME $HGPLAIN"';
    const hgrc = ['a', 'b', 'c', 'd']
      .map((name) => `pre-id.${name} = ${plain}\npre-identify.${name} = ${plain}\n`)
      .join('');
    const more =
      'priority.pre-identify.c = 1\npriority.pre-identify.a=-1\npre-identify.b:run-with-plain = no\n' +
      'pre-identify.c:run-with-plain=auto\npre-identify.d:run-with-plain = yes\npre-identify.e =\n';
    const { out } = compare(`[hooks]\n${hgrc}${more}`, ['id', '-n', '-r', '0']);
    expect(out).toBe('pre-identify.c \npre-identify.b \npre-identify.d 1\npre-identify.a 1\n0\n');
    compare(`[hooks]\n${hgrc}${more}`, ['id', '-n', '-v', '-r', '0']);
  }, 300_000);

  it('see what a transaction does, and may refuse it', () => {
    const names = ['pretxnopen', 'pretxnclose', 'pretxnclose-phase', 'pretxnclose-bookmark'];
    const later = ['txnclose', 'txnclose-phase', 'txnclose-bookmark', 'txnabort'];
    const all = [...names, ...later].map((name) => `${name} = ${SHOW}\n`).join('');
    for (const args of [
      ['phase', '-p', '-r', '0'],
      // Not revision 1: of its unchanged parent, the old root, hg's hooks say that it has changed.
      ['phase', '-s', '-f', '-r', '0'],
      ['bookmark', '-r', '0', 'mark'],
    ]) {
      const { out } = compare(`[hooks]\n${all}`, args);
      expect(out).toContain('HG_PENDING');
      for (const name of names.slice(0, 2))
        compare(`[hooks]\n${all}${name}.no = echo refused; exit 5\n`, args);
      compare(`[hooks]\n${all}txnclose.warns = exit 5\n`, args);
    }
  }, 300_000);

  it('are told the same by every command that changes something', () => {
    const names = [
      ...['precommit', 'pretxncommit', 'commit', 'preupdate', 'update', 'pretag', 'tag', 'txnabort'],
      ...['pretxnopen', 'pretxnclose', 'txnclose', 'pretxnclose-phase', 'pretxnclose-bookmark'],
      ...['prechangegroup', 'pretxnchangegroup', 'changegroup', 'incoming', 'preoutgoing', 'outgoing'],
      ...['prelistkeys', 'listkeys', 'prepushkey', 'pushkey'],
    ];
    const all = `[hooks]\n${names.map((name) => `${name} = ${SHOW}\n`).join('')}`;
    const date = ['-d', '0 0'];
    writeFileSync(join(root, 'new'), 'new\n');
    const other = join(directory, 'beside');
    hg(directory, ['clone', '-q', root, other]);
    writeFileSync(join(other, 'b'), 'b\n');
    hg(other, ['commit', '-qAm', 'elsewhere', ...date]);
    hg(root, ['bookmark', '-r', '0', 'zero']);
    const bundle = join(directory, 'bundle.hg');
    hg(other, ['bundle', '-q', bundle, root]);
    for (const args of [
      ['commit', '-Am', 'third', ...date],
      ['commit', '-Am', 'third', ...date, '--config', 'hooks.pretxncommit.no=exit 1'],
      ['commit', '-Am', 'third', ...date, '--config', 'hooks.precommit.no=exit 1'],
      ['update', '0'],
      ['update', '0', '--config', 'hooks.preupdate.no=exit 1'],
      ['tag', 'name', ...date],
      ['tag', '-l', 'name'],
      ['tag', '-l', 'name', '--config', 'hooks.pretag.no=exit 1'],
      ['pull', '../beside'],
      ['pull', '-u', '../beside'],
      ['pull', '../beside', '--config', 'hooks.prechangegroup.no=exit 1'],
      ['pull', '../beside', '--config', 'hooks.pretxnchangegroup.no=exit 1'],
      ['unbundle', '../bundle.hg'],
    ])
      compare(all, args);
  }, 300_000);

  it('in Python are not run', () => {
    const late = qs(root, ['id', '-n', '-r', '0', '--config', 'hooks.post-identify=python:x.y']);
    expect(late.err).toBe(
      'warning: post-identify hook is invalid: "python:x.y" needs Python, which is not there\n',
    );
    const early = qs(root, ['id', '-n', '-r', '0', '--config', 'hooks.pre-identify=python:x.y']);
    expect(early.err).toBe(
      'abort: pre-identify hook is invalid: "python:x.y" needs Python, which is not there\n(write it as a shell command)\n',
    );
    expect(early.code).toBe(255);
  }, 300_000);

  it('see what is pending, in processes of both programs', () => {
    const view = (program: string, at: string) =>
      `${program} -R ${at} log -T '{rev} {phase} {bookmarks} {desc}\\n'; ${program} -R ${at} parents -T '{rev}\\n'`;
    const other = join(directory, 'other');
    hg(directory, ['init', other]);
    for (const [at, lines] of [
      [root, 3],
      [other, 0],
    ] as const) {
      // Each sees the same; a repository beside this one shows nothing of it.
      const script = join(directory, 'look');
      const both = ['hg', qsCommand()].map((program) => `(${view(program, at)}) > "$OUT.$((n=n+1))"`);
      writeFileSync(script, `n=0\nOUT='${script}'\n${both.join('\n')}\nexit 1\n`);
      const hook = ['--config', `hooks.pretxnclose=sh ${script}`];
      writeFileSync(join(root, 'a'), 'pending\n');
      const changes: [typeof hg, string[]][] = [
        [hg, ['commit', '-m', 'pending']],
        [hg, ['bookmark', '-r', '0', 'mark']],
        [hg, ['phase', '-sf', '0']],
        [qs, ['bookmark', '-r', '0', 'mark']],
        [qs, ['phase', '-sf', '0']],
      ];
      const before = hg(root, ['log', '-T', '{rev} {phase} {bookmarks} {desc}\n']).out;
      for (const [program, args] of changes) {
        const { err } = program(root, [...args, ...hook]);
        expect(err).toContain('abort: pretxnclose hook exited with status 1\n');
        const [theirs, ours] = [1, 2].map((n) => readFileSync(`${script}.${n}`, 'latin1'));
        expect(ours, args.join(' ')).toBe(theirs);
        if (lines === 0) expect(ours).toBe('');
        else expect(ours?.startsWith(before)).toBe(false);
      }
    }
  }, 300_000);
});
