import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

describeWithHg('purge', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');
  hg(place, ['init', 'repo']);
  mkdirSync(join(repo, 'd'));
  writeFileSync(join(repo, '.hgignore'), 'ign\n');
  writeFileSync(join(repo, 'a'), '');
  writeFileSync(join(repo, 'd/b'), '');
  hg(repo, ['commit', '-qm', '0', '-A', '-d', '0 0']);

  it('asks, lists and removes as hg does', async () => {
    const both = new SameChanges(place, repo, 'all');
    const fill = (): void => {
      for (const root of [both.ours, both.theirs]) {
        for (const name of ['e/f', 'u/v', 'd/sub/x', 'ign/in', 'n/.hg'])
          mkdirSync(join(root, name), { recursive: true });
        for (const name of ['u/v/1', 'u/2', 'z', 'd/new', 'd/sub/ign', 'ign/3', 'sp ace', 'n/f'])
          writeFileSync(join(root, name), '');
      }
    };
    const expectSame = (): void => {
      const [ours, theirs] = [both.ours, both.theirs].map((root) =>
        readdirSync(root, { recursive: true })
          .map(String)
          .filter((name) => !name.startsWith('.hg/'))
          .sort(),
      );
      expect(ours).toEqual(theirs);
    };
    fill();
    symlinkSync('d', join(both.ours, 'link'));
    symlinkSync('d', join(both.theirs, 'link'));
    await both.runAll([
      ['purge'],
      ['purge', '--dirs', '-p', '--config', 'ui.detailed-exit-code=yes'],
      ['purge', '--all', '-p', '--no-confirm'],
      ['purge', '-p', '-0', '--no-confirm', 'u', '-X', 'u/v'],
      ['clean', '-i', '--no-confirm', '-v'],
      ['purge', '-i', '--all'],
      ['purge', '--config', 'extensions.purge=', '--confirm', 'nothing', 'u/v'],
      ['purge', '--dirs', '--no-confirm', '-v'],
    ]);
    expectSame();
    fill();
    both.run('purge', '-v', '--config', 'extensions.purge=', '-I', 'u');
    expectSame();
    both.run('purge', '--all', '-v', '--config', 'extensions.hgext.purge=');
    expectSame();
  });
});
