import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

/** Both repositories get the same files. */
function write(both: SameChanges, files: Readonly<Record<string, string>>): void {
  for (const repo of [both.theirs, both.ours])
    for (const [name, text] of Object.entries(files)) writeFileSync(join(repo, name), text);
}

describeWithHg('settings that change what happens', () => {
  const base = temporaryDirectory();
  const source = join(base, 'source');
  hg(base, ['init', source]);
  for (const name of ['a', 'b', 'c']) {
    writeFileSync(join(source, name), `${name}\n`);
    hg(source, ['commit', '-qAm', name, '-d', '0 0']);
  }
  const date = ['-d', '0 0'];

  it('tell hooks which tags move', () => {
    const both = new SameChanges(base, source, 'tags', { files: ['.hg/changes/tags.changes'] });
    write(both, {
      '.hg/hgrc':
        '[experimental]\nhook-track-tags=1\n[hooks]\ntxnclose.t=echo "moved=$HG_TAG_MOVED"; cat .hg/changes/tags.changes 2>/dev/null || true\n',
      d: 'd\n',
    });
    both.run('tag', '-l', 'here');
    both.run('tag', '-r', '0', 'one', 'two', ...date);
    both.run('tag', '-f', '-r', '1', 'one', ...date);
    both.run('tag', '--remove', 'two', ...date);
    both.run('commit', '-qAm', 'no tags', ...date);
    both.run('update', '-q', '0');
    both.run('tag', '-f', 'elsewhere', ...date);
  });

  it('allow one head per branch', () => {
    const both = new SameChanges(base, source, 'heads');
    write(both, { '.hg/hgrc': '[experimental]\nsingle-head-per-branch=yes\nevolution=all\n' });
    both.run('update', '-q', '1');
    write(both, { x: 'x\n' });
    both.prepare('add', 'x');
    both.run('commit', '-m', 'second head', ...date);
    both.run('branch', '-q', 'other');
    both.run('commit', '-m', 'second head', ...date);
    both.run('update', '-q', '2');
    both.run('commit', '--amend', '-m', 'rewritten', ...date);
    both.run('log', '-T', '{rev} {node|short} {branch}\\n');
  });

  it('name what others know of changesets', () => {
    const both = new SameChanges(base, source, 'extdata');
    write(both, {
      '.hg/hgrc':
        '[extdata]\nfile=file:notes\nplain=notes\nshell=shell:grep -v first < notes\nfailing=shell:exit 3\ngone=nowhere\n',
      notes: '0 the first\n2\neeeeee unknown\n1   spaced  \n',
    });
    for (const name of ['file', 'plain', 'shell', 'failing', 'gone', 'never'])
      both.run('log', '-qr', `extdata(${name})`);
    both.run('log', '-T', '{rev} "{extdata("plain")}" {extdata("shell")}\\n');
    both.run('log', '-T', '{extdata(plain)}\\n');
    both.run('log', '-T', "{extdata('never')}\\n");
  });

  it('tweak defaults', async () => {
    const both = new SameChanges(base, source, 'tweaks');
    for (const repo of [both.theirs, both.ours]) mkdirSync(join(repo, 'sub'));
    write(both, { 'sub/x': 'x\n', a: 'changed\n', '.hg/hgrc': '[ui]\ntweakdefaults=yes\n' });
    both.prepare('copy', '-q', 'b', 'b2');
    await both.runAll([
      ['status'],
      ['status', '--no-copies'],
      ['status', '--cwd', 'sub'],
      ['status', '--config', 'ui.relative-paths=no', '--cwd', 'sub'],
      ['diff'],
    ]);
  });

  it('tell files that a merge has kept from those that nobody removed', () => {
    const both = new SameChanges(base, source, 'salvaged');
    write(both, { '.hg/hgrc': '[experimental]\nmerge-track-salvaged=yes\n' });
    both.run('remove', '-q', 'a');
    both.run('commit', '-qm', 'removed', ...date);
    both.run('update', '-q', '2');
    write(both, { a: 'changed\n' });
    both.run('commit', '-qm', 'changed', ...date);
    both.run('update', '-q', '3');
    both.run('merge', '-q', '-t', ':other', '4');
    both.run('commit', '-m', 'kept', ...date);
    both.run('log', '-r', '.', '-T', '{node} {files}\\n');
    both.run('debugindex', 'a');
    both.run('update', '-q', '4');
    both.run('merge', '-q', '-t', ':other', '3');
    both.run('commit', '-m', 'not kept', ...date);
    for (const [here, there] of [
      ['5', '6'],
      ['6', '5'],
    ] as const) {
      both.run('update', '-qC', here);
      both.run('merge', '-v', there);
      both.run('debugmergestate');
    }
  });

  it('mark what a push to this machine says', () => {
    const both = new SameChanges(base, source, 'push');
    write(both, { d: 'd\n' });
    both.prepare('clone', '-qU', '-r', '1', '.', '../target');
    both.run('push', '../target', '--config', 'experimental.bundle2-output-capture=yes');
  });
});

describeWithHg('files that are in the way', () => {
  const base = temporaryDirectory();
  const source = join(base, 'source');
  hg(base, ['init', source]);
  mkdirSync(join(source, 'b'));
  for (const name of ['a', 'b/b']) writeFileSync(join(source, name), `${name}\n`);
  writeFileSync(join(source, 'meta'), '\u0001\nlike metadata');
  hg(source, ['commit', '-qAm', 'first']);

  it('keep others from being tracked, and are told', () => {
    const both = new SameChanges(base, source, 'clashes');
    both.run('status', '-A');
    for (const repo of [both.theirs, both.ours]) {
      for (const name of ['a', 'b']) rmSync(join(repo, name), { recursive: true });
      mkdirSync(join(repo, 'a'));
    }
    write(both, { 'a/a': 'a\n', b: 'b\n' });
    both.run('add', 'a/a');
    both.run('add', 'b');
    both.run('rm', '--after', 'a', 'b/b');
    both.run('add', 'a/a', 'b');
    both.run('status', '-A');
  });

  it('are shown where they are named', async () => {
    const both = new SameChanges(base, source, 'named');
    for (const repo of [both.theirs, both.ours]) for (const name of ['x', 'x/y']) mkdirSync(join(repo, name));
    write(both, { '.hgignore': '^x$\n', 'x/file': 'x\n', 'x/y/z': 'z\n' });
    both.prepare('remove', '-q', 'b/b');
    both.prepare('commit', '-qm', 'removed');
    await both.runAll([
      ['status', '-i', 'x/file'],
      ['status', '-i', 'x'],
      ['status', 'x/file'],
      ['status', '--rev', '0', 'b'],
      ['status', '--rev', '0', 'b/b', 'never'],
      ['status', 'b/b'],
      ['status', '-A', '-T', 'default'],
      ['status', '-tui', '--cwd', 'x', '--config', 'ui.relative-paths=yes', '-ui'],
      ['status', '-tui', '--cwd', 'x/y', '--config', 'ui.relative-paths=yes', '-ui'],
    ]);
  });
});

describeWithHg('merges of unrelated histories', () => {
  const base = temporaryDirectory();
  const source = join(base, 'source');
  hg(base, ['init', source]);
  for (const at of ['0', '1']) {
    for (const name of ['a', 'b']) writeFileSync(join(source, name + at), '');
    hg(source, ['commit', '-qAm', at, '-d', '0 0']);
    hg(source, ['update', '-q', 'null']);
  }

  it('name the files that neither side keeps', () => {
    const both = new SameChanges(base, source, 'unrelated');
    both.run('update', '-q', '1');
    both.run('merge', '-q', '0');
    for (const repo of [both.theirs, both.ours]) for (const at of ['0', '1']) rmSync(join(repo, `b${at}`));
    both.run('commit', '-qAm', 'merged', '-d', '0 0');
    both.run('log', '-r', '.', '-T', '{node} {files}\\n');
  });
});

describeWithHg('copies of files that were equal', () => {
  const base = temporaryDirectory();
  const source = join(base, 'source');
  hg(base, ['init', source]);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(source, name), 'the same\n');
  const commit = (...args: readonly string[]) => hg(source, ['commit', '-q', '-d', '0 0', '-m', ...args]);
  commit('first', '-A');
  for (const [name, way] of [
    ['a', ['d', 'f']],
    ['b', ['f']],
    ['c', ['e', 'd', 'f']],
  ] as const) {
    hg(source, ['update', '-q', '0']);
    let at: string = name;
    for (const next of way) {
      hg(source, ['rename', at, next]);
      commit(`${at} to ${next}`);
      at = next;
    }
  }

  it('come from the same one as in hg', async () => {
    const both = new SameChanges(base, source, 'equal');
    const sides = ['2', '3', '6'];
    for (const [i, left] of sides.entries())
      for (const right of sides.filter((_, j) => j !== i)) {
        both.prepare('update', '-qC', left);
        both.prepare('merge', '-q', '-t', ':union', right);
        both.prepare('commit', '-qm', `${left} ${right}`, '-d', '0 0');
      }
    await both.runAll(
      [7, 8, 9, 10, 11, 12].flatMap((rev) => [
        ['status', '-C', '--rev', '0', '--rev', String(rev)],
        ['status', '-C', '--rev', String(rev), '--rev', '0'],
      ]),
    );
  });
});
