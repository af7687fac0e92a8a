import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

const OBSOLETE = ['--config', 'experimental.evolution=all'];

describeWithHg('bookmark against hg', () => {
  const base = temporaryDirectory();

  it('creates, moves, renames and deletes, says the same and leaves the same files', async () => {
    const source = join(base, 'source');
    hg(base, ['init', source]);
    hg(source, ['debugbuilddag', '+4:a @other +2 @default <a +3 *a/7 +1']);
    hg(source, ['tag', '-l', 'label', '-r', '0']);
    hg(source, ['update', '-q', '5']);
    const both = new SameChanges(base, source, 'bookmarks', {
      files: ['.hg/bookmarks', '.hg/bookmarks.current', '.hg/undo.desc'],
    });
    const rounds = `X|-r null Y|-r 3 Z Z2|-l X Y|-l .|-l X A Y|-l -r0|-l --inactive|--inactive|-i|X|-r 0 back|
      -m A B|-m X Y|-f -m X Y|-m . renamed|rename-me|-m . renamed|-d .|-d .|rename-me|-i rename-me|-m . renamed|-d rename-me|
      -r .^1 REVSET|-r :tip TIP|-d REVSET TIP|-d Z A|-m Y|-m Y Y2 Y3|-d|-d --inactive Y|' x  y '|-m Z \n|tip|.|null|
      Z|-m Y Z|default|other|-m Y other|10|+1_0|-r 0 label|-m Y -d Z|-r 1 -d Z|-r 1 -m Z Y|-f Z|-fr1 Z|Z|-r .| |-m Y  |foo:bar|
      foo\nbar|foo\rbar|-i Z Y|Z|-d Z|-r wdir() Z|-r 2 -i @|-i a@|-f -i default|Z@1 -r 1|Z@2 -r 3|Z@3 -r 5|Z@4 -r 8|Z|
      -f -r 0 Z|Z|-r 8 Z@5|-r Z@5 Z|foo -r 1|foo@1 -r 0|foo@2 -r 2|foo@3 -r 7|foo -r foo@3|-d @ a@|-r 4 Z|-r 9 Z|-v|
      -i -m Z ZZ|-d default -v`;
    const lines = rounds.split(/\|\n? */).map((round) => {
      const args = /^' .* '$/.test(round)
        ? [round.slice(1, -1)]
        : round === ' '
          ? [' ']
          : round.split(/ +(?!$)/);
      return ['bookmarks', ...args.map((arg) => arg.replace('\\n', '\n').replace('\\r', '\r'))];
    });
    await both.runAll(lines.flatMap((line, i) => (i % 3 === 0 ? [line, ['bookmarks']] : [line])));
    both.run('bookmarks', 'caf\u00e9', '-r', '1');
    both.run('rollback');
    both.run('bookmarks');
  });

  it('moves along obsolescence, warns of what is hidden', () => {
    const source = join(base, 'obsolete');
    hg(base, ['init', source]);
    hg(source, ['debugbuilddag', '+4 <2 +3']);
    const node = (rev: number) => hg(source, ['log', '--hidden', '-r', `${rev}`, '-T', '{node}']).out;
    hg(source, ['debugobsolete', node(3), node(5), ...OBSOLETE]);
    hg(source, ['update', '-q', '1']);
    const both = new SameChanges(base, source, 'obsolete', {
      files: ['.hg/bookmarks', '.hg/bookmarks.current'],
      env: {},
    });
    both.run('bookmark', '-r', '3', 'X', '--hidden', ...OBSOLETE);
    both.run('bookmark', '-r', '4', 'X', ...OBSOLETE);
    both.run('bookmark', '-r', '6', 'X', ...OBSOLETE);
    both.run('bookmark', ...OBSOLETE);
  });

  it('keeps bookmarks in the store, and in both repositories of a share', () => {
    const source = join(base, 'shared');
    hg(base, ['init', source]);
    hg(source, ['debugbuilddag', '+3']);
    const share = ['--config', 'extensions.share='];
    const both = new SameChanges(base, source, 'shares', {
      files: [
        '.hg/bookmarks',
        '../share/.hg/bookmarks',
        '../share/.hg/bookmarks.current',
        '../instore/.hg/store/bookmarks',
      ],
    });
    for (const repo of [both.theirs, both.ours]) {
      hg(repo, ['share', '-B', '-U', '.', '../share', ...share]);
      hg(repo, ['clone', '-U', '.', '../instore', '--config', 'format.bookmarks-in-store=yes']);
    }
    for (const place of ['../share', '../instore']) {
      both.run('-R', place, 'bookmark', '-r', '1', 'one', ...share);
      both.run('-R', place, 'bookmark', 'here', ...share);
      both.run('-R', place, 'bookmark', '-d', 'one', ...share);
      both.run('-R', place, 'bookmark', ...share);
    }
    both.run('bookmark');
  });
});
