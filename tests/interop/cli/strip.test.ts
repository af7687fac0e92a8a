import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

const EXTENSION = ['--config', 'extensions.strip='];
const STATE = '{rev} {node} {phase} {bookmarks} {branch} {p1node} {p2node} {files}\\n';

/** What both have after a strip: the history as hg shows it, a sound store, the same backups. */
function expectSame(both: SameChanges): void {
  const [theirs, ours] = [both.theirs, both.ours].map((repo) => ({
    log: hg(repo, ['log', '--hidden', '-T', STATE]).out,
    verify: hg(repo, ['verify', '-q']),
    markers: hg(repo, ['debugobsolete']).out,
    backups: hg(repo, ['status', '-A']).out,
    bundles: readdirSync(join(repo, '.hg')).includes('strip-backup')
      ? readdirSync(join(repo, '.hg/strip-backup')).map((name) => [
          name,
          hg(repo, ['debugbundle', `.hg/strip-backup/${name}`]).out,
        ])
      : [],
    fncache: readFileSync(join(repo, '.hg/store/fncache'), 'latin1').split('\n').sort(),
    roots: readFileSync(join(repo, '.hg/store/phaseroots'), 'latin1').split('\n').sort(),
  }));
  expect(ours).toEqual(theirs);
  expect(ours?.verify.code).toBe(0);
}

describeWithHg('debugstrip against hg', () => {
  const base = temporaryDirectory();
  const source = join(base, 'source');
  const plain = join(base, 'plain');

  it('removes the same, keeps the same, says the same', () => {
    hg(base, ['init', source]);
    hg(source, ['debugbuilddag', '-n', '-m', '-o', '+3:a @x +2:b <a +4:c @default <b +3 *c/a +2 <c +3:d']);
    hg(source, ['phase', '-fs', '-r', '13']);
    hg(source, ['bookmark', '-r', '5', 'five']);
    hg(source, ['bookmark', '-r', 'tip', 'last']);
    const node = (rev: number) => hg(source, ['log', '-r', `${rev}`, '-T', '{node}']).out;
    hg(base, ['clone', '-q', '-U', source, plain]);
    hg(source, ['debugobsolete', node(17), node(16), '--config', 'experimental.evolution=all']);
    const evolution = ['--config', 'experimental.evolution=all'];
    for (const [i, args] of [
      ['-r', '4'],
      ['5', '12'],
      ['11:13', '--no-backup'],
      ['-B', 'last'],
      ['17', '--hidden'],
    ].entries()) {
      const both = new SameChanges(base, source, `strip${i}`);
      both.run('debugstrip', ...args, ...EXTENSION, ...evolution);
      expectSame(both);
    }
  });

  it('moves the working directory, or keeps its files', () => {
    const both = new SameChanges(base, plain, 'working');
    both.prepare('update', '-q', '11');
    for (const repo of [both.theirs, both.ours]) writeFileSync(join(repo, 'mf'), 'changed');
    both.run('debugstrip', '10', ...EXTENSION);
    both.run('debugstrip', '11', '--keep', ...EXTENSION);
    expectSame(both);
    both.run('debugstrip', '9', '--force', ...EXTENSION);
    expectSame(both);
    both.run('debugstrip', 'none()', ...EXTENSION);
    both.run('debugstrip', '-B', 'unknown', ...EXTENSION);
    both.run('debugstrip', '0', '-q', ...EXTENSION);
    both.run('log');
  });

  it('keeps a bundle of what has tree manifests', () => {
    const trees = join(base, 'trees');
    hg(base, ['init', trees, '--config', 'experimental.treemanifest=1']);
    mkdirSync(join(trees, 'd'));
    for (const content of ['1', '2', '3']) {
      writeFileSync(join(trees, 'd/a'), content);
      hg(trees, ['commit', '-qAm', content, '-d', '0 0']);
    }
    const both = new SameChanges(base, trees, 'trees');
    both.run('commit', '--amend', '-m', 'amended', '-d', '0 0');
    expectSame(both);
    both.run('debugstrip', '1', ...EXTENSION);
    expectSame(both);
  });
});
