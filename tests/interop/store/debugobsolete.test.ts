import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';
import { type CommandLine, expectSameResults } from '../same-results.js';
import { historyOf } from './history.js';
import { randomMarkers } from './random-markers.js';

const DAG = '+4 :a +3 <a +4 :b *a +2 /b +3 <3 +2';

describeWithHg('debugobsolete against hg', () => {
  const base = temporaryDirectory();

  function repository(name: string): string {
    const repo = join(base, name);
    hg(base, ['init', repo]);
    hg(repo, ['debugbuilddag', DAG]);
    appendFileSync(join(repo, '.hg/hgrc'), '[experimental]\nevolution=all\n[ui]\nusername=me\n');
    return repo;
  }

  it('lists random markers: all, relevant ones, exclusive ones, as templates', async () => {
    const lines: CommandLine[] = [];
    for (const seed of [1, 2]) {
      const repo = repository(`random${seed}`);
      const { node, length } = historyOf(repo);
      const nodes = Array.from({ length }, (_, rev) => node(rev));
      writeFileSync(join(repo, '.hg/store/obsstore'), randomMarkers(nodes, 15 * seed, seed));
      const run = (...args: string[]): void =>
        void lines.push({ cwd: repo, args: ['debugobsolete', ...args] });
      for (const args of [[], ['--index'], ['-Tjson'], ['-Tdebug'], ['--index', '-Tjson']]) run(...args);
      run('-T', '{prednode|short} {succnodes % "{node|short},"} {flag} {date|isodate} {index}\n');
      run(
        '-T',
        '{metadata} | {join(metadata % "{key}={value}", "; ")} | {get(metadata, "user")} | {parentnodes}\n',
      );
      run('-T', '{succnodes} {dict(metadata)|json} {metadata|json} {succnodes|json} {date}\n');
      for (let rev = 0; rev < length; rev++) {
        run('--hidden', '--rev', `${rev}`);
        run('--hidden', '--rev', `${rev}`, '--exclusive');
      }
      for (const revset of ['all()', '0:5', 'obsolete()', 'head()', '3+7+9+12', 'draft() - orphan()'])
        for (const extra of [[], ['--exclusive'], ['--index'], ['--index', '--exclusive', '-Tjson']])
          run('--hidden', '--rev', revset, ...extra);
    }
    await expectSameResults(lines);
  });

  it('makes and deletes markers, and says what they did', async () => {
    const source = repository('changes');
    const { node } = historyOf(source);
    hg(source, ['phase', '-p', '0']);
    const both = new SameChanges(base, source, 'made', { files: ['.hg/store/obsstore', '.hg/undo.desc'] });
    const [ones, twos, eights] = ['1', '2', '8'].map((digit) => digit.repeat(40)) as [string, string, string];
    const created = [
      [node(18), ones],
      [node(18), ones],
      [node(17), node(16), node(15)],
      ['--flags', '7', '-u', "it's me", ones],
      ['--record-parents', node(10)],
      ['--record-parents', node(0), '--debug'],
      [node(5).slice(0, 39)],
      ['--record-parents', twos],
      ['--flags', 'x', node(1)],
      [node(7), node(7)],
      [node(7), '0'.repeat(40)],
      ['--rev', '2', node(7)],
      [node(3), '-q'],
      [node(9), node(0)],
      [eights, node(11), node(12)],
      [eights, node(13)],
      [node(0), node(14)],
      ['-d', 'nonsense', twos],
    ];
    await both.runAll([
      ...created.map((args) => ['debugobsolete', '-d', '12 -3600', ...args]),
      ['debugobsolete', '--index'],
      ['log', '--hidden', '-T', '{rev} {instabilities} {obsfate}\n'],
      ['rollback', '--config', 'ui.rollback=true'],
      ['debugobsolete'],
      ['debugobsolete', '--delete', '1', '--delete', '99', '--delete', '1'],
      ['debugobsolete', '--delete', 'x'],
      ['debugobsolete', '--index'],
    ]);
    both.run('debugobsolete', twos, '--config', 'experimental.evolution=');
    both.run('debugobsolete', '--index', '--config', 'experimental.evolution=');
  });

  it('writes format 0 where that was chosen', async () => {
    const source = repository('old');
    const { node } = historyOf(source);
    appendFileSync(join(source, '.hg/hgrc'), '[format]\nobsstore-version=0\n');
    const both = new SameChanges(base, source, 'format', { files: ['.hg/store/obsstore'] });
    const create = ['debugobsolete', '-d', '5 7200', '--record-parents'];
    await both.runAll([
      [...create, node(9), node(3)],
      [...create, node(8)],
      [...create, node(0), '--config', 'format.obsstore-version=1'],
      ['debugobsolete', '--rev', '7', '--hidden'],
      ['debugobsolete', '--rev', 'all()', '--hidden', '--exclusive'],
      ['debugobsolete', '-Tjson'],
    ]);
  });
});
