import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { rewriteStore } from './rewrite-store.js';

const DAG = '+20 *12 +12 /14 +6 <2 +4 *14/5 +5';

const FORMS: readonly (readonly [string, readonly string[]])[] = [
  ['the default form', []],
  ['zlib', ['format.revlog-compression=zlib']],
  ['zstd', ['format.revlog-compression=zstd']],
  ['no sparse-revlog', ['format.sparse-revlog=no']],
  ['no general delta', ['format.sparse-revlog=no', 'format.usegeneraldelta=no']],
  ['no fncache', ['format.usefncache=no']],
  ['tree manifests', ['experimental.treemanifest=yes']],
];

describeWithHg('a store that is written revision by revision', () => {
  const directory = temporaryDirectory();
  for (const [form, settings] of FORMS)
    it(`is sound for hg, the same, and no larger: ${form}`, () => {
      const config = settings.flatMap((setting) => ['--config', setting]);
      const source = join(directory, form.replaceAll(' ', '-'));
      expect(hg(directory, ['init', source, ...config]).code).toBe(0);
      const built = hg(source, ['debugbuilddag', '--mergeable-file', '--new-file', DAG, ...config]);
      expect(built.err).toBe('');
      const total = (repo: string): number =>
        Number(/^revision size : +(\d+)/m.exec(hg(repo, ['debugrevlog', '-m']).out)?.[1]);
      const log = (repo: string) => hg(repo, ['log', '--debug', '-r', 'all()']);
      for (const withDeltas of form === 'the default form' ? [true, false] : [false]) {
        const target = `${source}-${withDeltas}`;
        const result = rewriteStore(source, target, withDeltas);
        expect(result.wrong).toBe(0);
        const verified = hg(target, ['verify', '--full']);
        expect(verified.out + verified.err).not.toMatch(/warning|error|integrity|damaged/);
        expect(verified.code).toBe(0);
        expect(log(target)).toEqual(log(source));
        expect(total(target)).toBeLessThan(total(source) * 1.02 + 64);
        // hg goes on where we stopped.
        expect(hg(target, ['update', '-q', '-r', 'tip']).code).toBe(0);
        expect(hg(target, ['tag', '-f', 'one-more']).err).toBe('');
        expect(hg(target, ['verify', '-q']).code).toBe(0);
      }
    }, 60_000);
});
