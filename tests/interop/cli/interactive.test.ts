import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('choosing changes one by one', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');
  const lines = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join('');

  beforeAll(() => {
    hg(place, ['init', 'repo']);
    for (const name of ['a', 'b', 'moved', 'gone', 'x']) writeFileSync(join(repo, name), lines(1, 20));
    writeFileSync(join(repo, 'bin'), '\0');
    hg(repo, ['commit', '-qAm', '0', '-d', '0 0']);
    writeFileSync(join(repo, 'b'), lines(3, 20));
    hg(repo, ['commit', '-qm', '1', '-d', '0 0']);
    writeFileSync(join(repo, 'a'), `0\n${lines(1, 9)}ten\n${lines(11, 20)}21`);
    writeFileSync(join(repo, 'b'), lines(4, 19));
    writeFileSync(join(repo, 'bin'), '\0\0');
    hg(repo, ['rename', 'moved', 'there']);
    writeFileSync(join(repo, 'there'), lines(2, 20));
    hg(repo, ['remove', 'gone']);
    writeFileSync(join(repo, 'new'), 'n\n');
    hg(repo, ['add', 'new']);
    writeFileSync(join(repo, 'untracked'), 'u\n');
  });

  const both = (args: readonly string[], answers: string, editor = 'true') => {
    const results = ([hg, qs] as const).map((run) => {
      const copy = join(place, 'copy');
      cpSync(repo, copy, { recursive: true, preserveTimestamps: true });
      const config = [
        '--config',
        'ui.interactive=yes',
        '--config',
        'ui.promptecho=yes',
        '--config',
        'ui.interface=text',
      ];
      const { out, err, code } = run(copy, [...args, ...config], {
        input: [...answers].join('\n') + (answers === '' ? '' : '\n'),
        env: { HGEDITOR: editor },
      });
      const after = [
        hg(copy, ['status', '-AC']).out,
        hg(copy, ['log', '-r', '.', '-T', '{rev}:{node} {desc}\n']).out,
        hg(copy, ['diff', '--git', '--nodates']).out,
        readFileSync(join(copy, 'a'), 'latin1'),
      ];
      rmSync(copy, { recursive: true });
      return { out, err, code, after };
    });
    expect(results[1]).toEqual(results[0]);
  };

  it.each([['yyynynyyyyyyyy'], ['xyesyyf']])('commit: %s', (answers) => {
    both(['commit', '-i', '-m', 'some', '-d', '1 0'], answers, "sed -i 's/^+ten/+TEN/'");
  });
  it.each([['yynnyyyyyyy']])('commit --amend: %s', (answers) =>
    both(['commit', '--amend', '-i', '-m', 'some', '-d', '1 0'], answers),
  );
  it('a commit that is refused tracks nothing', () => {
    both(['commit', '-A', '-m', 'x', '--config', 'hooks.precommit=false'], '');
  });
  it('commit of one file, and a broken edit', () => {
    both(['commit', '-i', '-m', 'one', '-d', '1 0', 'a'], 'e', "sed -i 's/^-10/-TEN/'");
    both(['commit', '-i', '-m', 'one', '-d', '1 0', 'a'], 'e', "sed -i '/^@@/p'");
  });
  it.each([['yynyq']])('revert: %s', (answers) => {
    both(['revert', '-i', '-r', '0', '-I', 'a', '-I', 'b', '-I', 'new'], answers);
  });
});
