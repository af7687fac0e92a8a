import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('branch --rev', () => {
  const place = temporaryDirectory();
  it.each(['yes', 'no'])('with evolution: %s', (evolution) => {
    const results = ([hg, qs] as const).map((run) => {
      const script = `rm -rf r; hg init r; cd r
        printf '[experimental]\\nevolution=${evolution}\\nevolution.allowdivergence=no\\n' > .hg/hgrc
        for f in a b c d; do echo $f > $f; hg ci -qAm $f -d '0 0'; done; hg up -q 1; hg mv a z; hg ci -qm z -d '0 0'; hg book mark`;
      const env = { ...process.env, HGRCPATH: '', HGUSER: 'test' };
      spawnSync('bash', ['-ec', script], { cwd: place, env });
      const repo = join(place, 'r');
      const said = [
        ['branch', '-r', '4', 'new'],
        ['branch', '-r', '1:3', 'no'],
        ['branch', '-r', '2+3', 'other'],
        ['branch', '-r', '.', 'other'],
        ['branch', '-r', '.', 'null'],
        ['branch', '-r', 'none()', 'x'],
        ['branch'],
        ['log', '-T', '{rev}:{node} {branch} {bookmarks} {phase}\n'],
        ['status', '-C', '--change', '.'],
        ['debugobsolete', '-T', '{prednode} {succnodes}\n'],
      ].map((args) => {
        const { out, err, code } = run(repo, args);
        return { out, err, code };
      });
      return said;
    });
    expect(results[1]).toEqual(results[0]);
  });
});
