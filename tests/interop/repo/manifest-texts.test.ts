import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('texts of manifests that commits leave', () => {
  it('are those that hg finds, and the other way round', () => {
    const repo = join(temporaryDirectory(), 'repo');
    hg('/', ['init', repo]);
    const commit = (run: typeof hg, n: number): void => {
      writeFileSync(join(repo, 'file'), `${n}\n`.repeat(60));
      writeFileSync(join(repo, `file ${n}`), 'new\n');
      expect(run(repo, ['commit', '-qAm', `changeset ${n}: ${'what happened '.repeat(n)}`])).toEqual({
        out: '',
        err: '',
        code: 0,
      });
    };
    const manifests = (): string[] =>
      hg(repo, ['log', '-T', '{manifest}\n', '--debug'])
        .out.split('\n')
        .map((line) => line.split(':')[1] ?? '')
        .filter((node) => node !== '');
    const cached = (): string[] =>
      [...hg(repo, ['debugmanifestfulltextcache']).out.matchAll(/^id: (\w+)/gm)].map(
        ([, node]) => node ?? '',
      );
    for (let n = 0; n < 6; n++) commit(n % 2 === 0 ? qs : hg, n);
    expect(cached()).toEqual(manifests().slice(0, 4));
    commit(qs, 6);
    expect(cached()).toEqual(manifests().slice(0, 4));
    expect(hg(repo, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
  });
});
