import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { expectSameResults } from '../same-results.js';
import { makeRepository, NestedPair } from './nested.js';

const ALL = ['top', 'top/s', 'top/s/ss', 'top/u'];

describeWithHg('nested repositories', () => {
  it('are tracked, committed and looked at as by hg', async () => {
    const pair = new NestedPair(temporaryDirectory());
    pair.nest();
    pair.run('top', ['add', '.hgsub']);
    pair.run('top', ['add', '-S', 's/.hgsub', 's/ss']);
    pair.run('top', ['add', '-S']);
    pair.run('top', ['status', '-S']);
    pair.run('top', ['commit', '-m', 'refused']);
    pair.run('top', ['commit', '-S', '-m', 'first']);
    pair.append('top/s/ss/f', 'more\n');
    pair.append('top/u/f', 'more\n');
    pair.write('top/s/new', 'new\n');
    const looks = [
      ['status', '-S', '-A'],
      ['status', '-S', 's/ss'],
      ['diff', '-S', '--nodates'],
      ['diff', '--nodates', 's/ss/f'],
      ['diff', '-S', '--stat'],
      ['summary'],
      ['identify'],
      ['files', '-S'],
      ['files', 's', '-r', '.'],
      ['cat', 's/ss/f', 'u/f'],
      ['debugsub'],
      ['verify', '-q'],
    ];
    await expectSameResults(looks.map((args) => ({ cwd: join(pair.ours, 'top'), args })));
    pair.run('top', ['addremove', '-S']);
    pair.run('top', ['forget', 's/new']);
    pair.run('top', ['remove', '-S', '-f', 's/f']);
    pair.run('top', ['commit', '-m', 'refused', 'u']);
    pair.run('top', ['commit', '-S', '-m', 'second']);
    pair.append('top/u/f', 'again\n');
    pair.run('top', ['revert', 'u']);
    pair.run('top', ['status', '-S', '--rev', '0:1']);
    pair.expectSameHistory(ALL);
  }, 60_000);

  it('come along with updates and merges, and exchange first', () => {
    const pair = new NestedPair(temporaryDirectory());
    pair.nest();
    // Once for each level that then knows of the next one.
    pair.run('top', ['add', '-q', '.hgsub']);
    pair.run('top', ['add', '-qS', 's/.hgsub', 'f', 'u']);
    pair.run('top', ['add', '-qS']);
    pair.run('top', ['commit', '-S', '-m', 'first']);
    pair.run('.', ['clone', 'top', 'copy']);
    pair.append('copy/s/ss/f', 'there\n');
    pair.run('copy', ['commit', '-S', '-m', 'there']);
    pair.run('copy', ['outgoing', '-S', '--template', '{rev}\n']);
    pair.run('copy', ['push']);
    pair.run('copy', ['push']);
    pair.append('top/u/f', 'here\n');
    pair.run('top', ['commit', '-S', '-m', 'here']);
    pair.run('top', ['update', '--check', '0']);
    pair.append('top/u/f', 'uncommitted\n');
    pair.run('top', ['merge']);
    pair.run('top', ['update', '-C', '2']);
    pair.run('top', ['merge']);
    pair.run('top', ['commit', '-m', 'merged']);
    pair.run('copy', ['incoming', '-S', '--template', '{rev}\n']);
    pair.append('copy/u/f', 'diverging\n');
    pair.run('copy', ['pull', '-u', '--config', 'ui.interactive=1'], 'm\nr\n');
    pair.run('copy', ['status', '-S']);
    pair.run('copy', ['update', '-C']);
    pair.run('copy', ['update', 'null']);
    pair.run('copy', ['update']);
    pair.expectSameHistory([...ALL, ...ALL.map((path) => path.replace('top', 'copy'))]);
  }, 60_000);

  it('are changed by hg and by us in turns', () => {
    const pair = new NestedPair(temporaryDirectory());
    pair.nest();
    pair.turn('qs', 'top', ['add', '.hgsub']);
    pair.turn('hg', 'top', ['add', '-qS', 's/.hgsub']);
    pair.turn('qs', 'top', ['add', '-qS']);
    pair.turn('qs', 'top', ['commit', '-S', '-m', '1']);
    pair.turn('hg', '.', ['clone', 'top', 'copy']);
    pair.append('copy/u/f', 'x\n');
    pair.turn('qs', 'copy', ['commit', '-S', '-m', '2']);
    // Each knows what the other has pushed.
    pair.turn('hg', 'copy', ['push']);
    pair.turn('qs', 'copy', ['push']);
    pair.turn('qs', 'top', ['update']);
    pair.append('top/s/ss/f', 'y\n');
    pair.turn('hg', 'top', ['commit', '-S', '-m', '3']);
    pair.turn('qs', 'copy', ['pull', '-u']);
    pair.turn('hg', 'copy', ['status', '-S']);
    pair.expectSameHistory([...ALL, 'copy', 'copy/s', 'copy/s/ss', 'copy/u']);
  }, 60_000);

  it('are refused where they must not be', () => {
    const base = temporaryDirectory();
    for (const [at, path] of [
      '../out',
      '/abs',
      '.',
      '~',
      '$HOME',
      'sub/.hg',
      'link',
      'link/sub',
      'a//b',
      '',
    ].entries()) {
      const results = [hg, qs].map((program) => {
        const directory = join(base, `${program === hg ? 'hg' : 'qs'}${at}`);
        makeRepository(directory);
        makeRepository(join(directory, 'sub'));
        symlinkSync(base, join(directory, 'link'));
        writeFileSync(join(directory, '.hgsub'), `${path} = sub\n`);
        hg(directory, ['add', '-q', '.hgsub']);
        return program(directory, ['commit', '-m', 'x', '--config', 'ui.detailed-exit-code=yes']);
      });
      expect({ path, ...results[1] }).toEqual({ path, ...results[0] });
    }
    for (const settings of ['subrepos.allowed=no', 'subrepos.hg:allowed=no']) {
      const results = [hg, qs].map((program) => {
        const name = `${program === hg ? 'hg' : 'qs'}-${settings.length}`;
        const pair = new NestedPair(join(base, name));
        pair.nest();
        hg(join(pair.ours, 'top'), ['add', '-q', '.hgsub']);
        return program(join(pair.ours, 'top'), ['commit', '-m', 'x', '--config', settings]);
      });
      expect(results[1]).toEqual(results[0]);
    }
  }, 60_000);
});
