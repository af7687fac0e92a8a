import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('import', () => {
  const place = temporaryDirectory();
  const shell = (cwd: string, script: string): void => {
    const env = { ...process.env, HGRCPATH: '', HGUSER: 'test', LC_ALL: 'C' };
    const result = spawnSync('bash', ['-ec', script], { cwd, env, encoding: 'latin1' });
    if (result.status !== 0) throw new Error(`${script}: ${result.stderr}`);
  };

  beforeAll(() => {
    hg(place, ['init', 'source']);
    shell(
      join(place, 'source'),
      `seq 1 20 > a; echo b > b; printf '\\0x' > bin; hg ci -qAm zero -d '0 0'
      sed -i s/5/five/ a; hg mv b c; printf 'no end' > new; chmod +x new; hg ci -qAm one -d '1 0' -u other
      printf '\\0xyz' > bin; hg rm new; hg branch -q side; hg ci -qm 'two

with more' -d '2 0'
      hg export -g 1:2 > ../series; hg export -g 1 > ../one; hg diff -c 1 > ../plain
      { printf 'From: someone <s@x>\\nSubject: [PATCH 1 of 2] a title\\n\\ntext\\n---\\n a | 2\\n\\n'; cat ../plain; } > ../mail
      sed s/five/FIVE/ ../one > ../other; sed 's/^ 7/ VII/' ../one > ../rough; hg diff -c 1 a | sed 's/^ [3-8]/ X/' > ../bad
      cd ..; hg clone -qr 0 source start; sed -i 1ifirst start/a; hg -R start ci -qm mine -d '5 0'
      echo mine > start/u; printf 'diff --git a/u b/v\\nrename from u\\nrename to v\\n' > untracked
      move() { printf 'diff --git a/%s b/%s\\nrename from %s\\nrename to %s\\n' $1 $2 $1 $2; }; { move a c; move b a; } > chain`,
    );
  });

  it.each([
    'import series',
    'import other --exact',
    'import mail -d 4~0 --import-branch',
    'import rough --no-commit -v',
    'import bad --partial -m x -d 4~0',
    'import series --bypass',
    'import untracked --no-commit',
    'import chain -m x -d 4~0',
  ])('%s', (line) => {
    const results = ([hg, qs] as const).map((run) => {
      shell(place, 'rm -rf copy; cp -a start copy');
      const copy = join(place, 'copy');
      const args = line
        .split(' ')
        .map((word) =>
          /^(series|one|other|mail|plain|rough|bad|untracked|chain)$/.test(word) ? `../${word}` : word,
        )
        .map((word) => word.replaceAll('~', ' '));
      const { out, err, code } = run(copy, args);
      const after = [
        hg(copy, ['log', '-T', '{rev}:{node} {branch} {author} {desc}\n']).out,
        hg(copy, ['status', '-AC']).out,
        hg(copy, ['diff', '--git', '--nodates']).out,
        readdirSync(copy).sort(),
      ];
      return { out, err, code, after };
    });
    expect(results[1]).toEqual(results[0]);
  });
});
