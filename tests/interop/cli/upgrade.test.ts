import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, type HgResult, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { SameChanges } from '../same-changes.js';

const SLOW = [
  '--config',
  'storage.revlog.persistent-nodemap.slow-path=allow',
  '--config',
  'storage.dirstate-v2.slow-path=allow',
];

/** Names that are made up each time, sizes that depend on how well deltas were chosen. */
function neutral(result: HgResult, repo: string): HgResult {
  const text = (all: string) =>
    all
      .replaceAll(repo, '/repo')
      .replace(/(upgrade(backup)?)\.[a-z0-9_]{8}/g, '$1.NAME')
      .replace(/(change in (store )?size: ).*/g, '$1BYTES')
      .replace(/[0-9.]+ (bytes|KB) in store/g, 'BYTES in store');
  return { ...result, out: text(result.out), err: text(result.err) };
}

describeWithHg('debugupgraderepo against hg', () => {
  const base = temporaryDirectory();
  const source = join(base, 'source');

  it('proposes and does the same, and both programs verify the result', () => {
    const old = ['format.dotencode=no', 'format.usegeneraldelta=no', 'format.revlog-compression=zlib'];
    hg(base, [
      'init',
      source,
      ...old.flatMap((one) => ['--config', one]),
      '--config',
      'format.use-share-safe=no',
    ]);
    hg(source, ['debugbuilddag', '-n', '-m', '+20 <5 +5']);
    hg(source, ['update', '-q', '3']);
    hg(source, ['bookmark', 'mark']);
    const log = (repo: string) => hg(repo, ['log', '-T', '{rev} {node} {phase} {bookmarks}\\n', ...SLOW]).out;
    const both = new SameChanges(base, source, 'upgrade', {});
    const rounds = [
      [],
      ['--run'],
      ['-q', '-o', 're-delta-all', '--run', '--manifest', '--no-backup'],
      ['--run', '--config', 'format.revlog-compression=none', '--no-changelog', '--no-backup'],
      ['--run', '--config', 'format.use-dirstate-v2=yes', '--config', 'format.use-dirstate-tracked-hint=yes'],
      ['--run', '-q', '--config', 'format.use-persistent-nodemap=yes'],
      ['--run', '--config', 'format.use-share-safe=no', '--config', 'format.sparse-revlog=no'],
      ['-o', 'nothing'],
      ['--config', 'format.usefncache=no'],
    ];
    const isLong = process.env.QS_LONG === '1';
    for (const [i, round] of rounds.entries()) {
      if (!isLong && ![0, 1, 4, 5].includes(i)) continue;
      const args = ['debugupgraderepo', ...round, ...SLOW];
      const theirs = neutral(hg(both.theirs, args), both.theirs);
      const ours = neutral(qs(both.ours, args), both.ours);
      expect({ round, ...ours }).toEqual({ round, ...theirs });
      for (const file of ['.hg/requires', '.hg/store/requires'])
        if (existsSync(join(both.theirs, file)))
          expect(readFileSync(join(both.ours, file), 'latin1')).toBe(
            readFileSync(join(both.theirs, file), 'latin1'),
          );
      expect(log(both.ours)).toBe(log(source));
      expect(hg(both.ours, ['verify', '-q', ...SLOW])).toEqual({ out: '', err: '', code: 0 });
      expect(hg(both.ours, ['status', ...SLOW]).out).toBe(hg(both.theirs, ['status', ...SLOW]).out);
    }
    expect(readdirSync(join(both.ours, '.hg/store')).includes('lock')).toBe(false);
  });

  it('takes back what was interrupted while data was exchanged', () => {
    const repo = join(base, 'interrupted');
    hg(base, ['init', repo, '--config', 'format.revlog-compression=zlib']);
    hg(repo, ['debugbuilddag', '-n', '+5']);
    const before = readFileSync(join(repo, '.hg/store/requires'), 'latin1');
    const dotHg = join(repo, '.hg');
    qs(repo, ['debugupgraderepo', '--run']);
    // As if it had ended between the two renames.
    const [backup = ''] = readdirSync(dotHg).filter((name) => name.startsWith('upgradebackup.'));
    writeFileSync(join(dotHg, backup, 'upgradeinprogress'), '');
    writeFileSync(join(dotHg, 'requires'), `share-safe\nupgradeinprogress\n`);
    renameSync(join(dotHg, 'store'), join(dotHg, 'lost'));
    expect(hg(repo, ['log']).code).toBe(255);
    expect(qs(repo, ['recover'])).toMatchObject({ code: 0 });
    expect(readFileSync(join(dotHg, 'store/requires'), 'latin1')).toBe(before);
    expect(hg(repo, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
    expect(readdirSync(dotHg).filter((name) => name.startsWith('upgrade'))).toEqual([]);
  });
});
