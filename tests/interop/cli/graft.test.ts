import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('graft and backout', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');

  const shell = (cwd: string, script: string): void => {
    const env = { ...process.env, HGRCPATH: '', HGUSER: 'test', LC_ALL: 'C' };
    const result = spawnSync('bash', ['-ec', script], { cwd, env, encoding: 'latin1' });
    if (result.status !== 0) throw new Error(`${script}: ${result.stderr}`);
  };

  beforeAll(() => {
    hg(place, ['init', 'repo']);
    shell(
      repo,
      `seq 1 9 > a; echo b > b; hg ci -qAm zero -d '0 0'
      sed -i s/1/one/ a; hg ci -qm one -d '1 0' -u other
      hg mv b c; hg ci -qm two -d '2 0'
      sed -i s/9/nine/ a; hg ci -qm three -d '3 0'
      hg up -q 0; sed -i s/9/NEUN/ a; hg ci -qm four -d '4 0'
      hg merge -q -t :local 2; hg ci -qm five -d '5 0'; hg up -q 4`,
    );
  });

  /** Each line is run by both in a copy of its own; what is left is compared with hg. */
  const same = (...lines: readonly string[]): void => {
    const results = ([hg, qs] as const).map((run) => {
      const copy = join(place, 'copy');
      shell(place, 'rm -rf copy; cp -a repo copy');
      const said = lines.map((line) => {
        if (line.startsWith('!')) return shell(copy, line.slice(1));
        const { out, err, code } = run(
          copy,
          line.split(' ').map((word) => word.replaceAll('~', ' ')),
        );
        return { out, err, code };
      });
      const after = [
        hg(copy, ['log', '-T', '{rev}:{node}:{phase} {desc}\n']).out,
        hg(copy, ['status', '-AC']).out,
        hg(copy, ['diff', '--git', '--nodates']).out,
      ];
      return { said, after };
    });
    expect(results[1]).toEqual(results[0]);
  };

  it('graft', () => {
    same('graft 1 2 5', 'graft 1 2', 'graft 5 --base 4 --log');
  });
  it('graft with conflicts', () => {
    same('graft 1 3 2 -t :fail', 'status -v', '!seq 3 > a', 'resolve -m', 'graft --continue');
    same('graft 1 3', 'commit -m x', 'graft --abort');
  });
  it('graft that was begun by the other program', () => {
    const copy = join(place, 'copy');
    for (const [first, second] of [
      [hg, qs],
      [qs, hg],
    ] as const) {
      shell(place, 'rm -rf copy; cp -a repo copy');
      first(copy, ['graft', '1', '2', '-u', 'me', '-t', ':fail']);
      shell(copy, 'seq 3 > a');
      hg(copy, ['resolve', '-qm', 'a']);
      expect(second(copy, ['graft', '--continue'])).toMatchObject({ code: 0, err: '' });
      expect(hg(copy, ['log', '-r', '6:', '-T', '{user} {desc}\n']).out).toBe('me one\nme two\n');
    }
  });
  it('backout', () => {
    same('backout 4 -d 9~0 -m back', 'backout -r . -d 9~0 -m again');
    same('update -q 3', 'backout 1 -d 9~0 -m back', 'backout 0', 'backout 2 --merge -d 9~0 -m back');
    same('update -q 3', 'backout 1 --no-commit --tool :prompt', 'resolve -l');
  });
});
