import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

describeWithHg('tag against hg', () => {
  const base = temporaryDirectory();

  it('makes the same commits and files, and says the same', async () => {
    const source = join(base, 'source');
    hg(base, ['init', source]);
    hg(source, ['debugbuilddag', '-n', '+3 <2 +2']);
    hg(source, ['update', '-q', '4']);
    writeFileSync(
      join(source, '.hg/localtags'),
      `${hg(source, ['log', '-r', '0', '-T', '{node}']).out} no line end`,
    );
    const both = new SameChanges(base, source, 'tag', {
      files: ['.hgtags', '.hg/localtags', '.hg/last-message.txt'],
    });
    const date = ['-d', '0 0'];
    const lines = [
      ['-l', 'here'],
      ['-l', '-r', '0', ' spaced out '],
      ['one', ...date],
      ['-r', '1', 'two', 'three', ...date, '-u', 'somebody'],
      ['two'],
      ['-f', '-r', '2', 'two', ...date, '-m', 'moved'],
      ['--remove', 'here'],
      ['--remove', '-l', 'one'],
      ['--remove', '-l', 'here'],
      ['--remove', 'one', 'three', ...date],
      ['--remove', 'one'],
      ['--remove', 'never'],
      ['one', ...date],
      ['-l', 'two', '-f'],
      ['x', 'y', 'x'],
      ['tip'],
      [' '],
      ['10'],
      ['-r', 'null', 'nothing'],
      ['-r', 'wdir()', 'nothing'],
      ['default', ...date],
    ].map((args) => ['tag', ...args]);
    await both.runAll([...lines, ['tags', '-v'], ['log', '-T', '{rev} {node} {desc}\\n'], ['status']]);
    both.prepare('update', '-q', '2');
    both.run('tag', 'elsewhere', ...date);
    both.run('tag', '-f', 'elsewhere', ...date);
    for (const repo of [both.theirs, both.ours]) writeFileSync(join(repo, '.hgtags'), 'changed');
    both.run('tag', 'more');
    both.run('log', '-T', '{rev} {node} {desc} {user}\\n');
    both.run('verify', '-q');
  });
});
