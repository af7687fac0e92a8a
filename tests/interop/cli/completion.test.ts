import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { expectSameResults } from '../same-results.js';

describeWithHg('what shells complete', () => {
  const root = join(temporaryDirectory(), 'r');
  hg('/', ['init', root]);
  mkdirSync(join(root, 'd'));
  mkdirSync(join(root, 'e'));
  for (const name of ['f', 'd/a', 'd/b', 'e/x', 'e/new']) writeFileSync(join(root, name), `${name}\n`);
  hg(root, ['commit', '-qAm', 'one', '-X', 'e/new']);
  for (const args of [
    ['tag', '-l', 'tag'],
    ['bookmark', 'mark'],
    ['branch', '-q', 'other'],
    ['commit', '-qm', 'two'],
    ['remove', 'd/a'],
    ['add', 'e/new'],
  ])
    hg(root, args);
  rmSync(join(root, 'f'));

  it('is what hg offers: commands, options, names, paths; and dates are read alike', async () => {
    const lines = [
      ...['st', '-v stat', 'nothing', 'sta --config alias.start=status', '-o merge', '--options bra'].map(
        (line) => `debugcomplete ${line}`,
      ),
      ...['', ' ma t', ' nothing'].map((line) => `debugnamecomplete${line}`),
      'debuglabelcomplete x o',
      ...['-e 2020', '2020', '2020-01-01', 'junk'].map((date) => `debugdate ${date}`),
    ];
    const paths = [
      '',
      ' d',
      ' -f e',
      ' ../e',
      ' e/',
      ' -n ',
      ' -a e',
      ' -r d a',
      ' -an e/',
      ' ..',
      ' /',
      ' a f',
    ];
    await expectSameResults([
      ...lines.map((line) => ({ cwd: root, args: line.split(' ') })),
      ...[root, join(root, 'd')].flatMap((cwd) =>
        paths.map((line) => ({ cwd, args: `debugpathcomplete${line}`.split(' ') })),
      ),
      { cwd: root, args: ['debugpathcomplete', join(root, 'e')] },
    ]);
    expect(qs(root, ['debugnamecomplete']).out).toBe('default\nmark\nother\ntag\ntip\n');
    expect(qs(root, ['debugpathcomplete', 'd']).out).toBe('d/a\nd/b\n');
  });
});
