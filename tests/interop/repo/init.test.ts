import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

/** hg without its fast parts refuses to open what it made, unless told otherwise. */
const ALLOW = ['storage.revlog.persistent-nodemap.slow-path=allow', 'storage.dirstate-v2.slow-path=allow'];

const SETTINGS: readonly (readonly string[])[] = [
  [],
  ['format.usestore=no'],
  ['format.usefncache=no', 'format.dotencode=yes'],
  ['format.dotencode=no'],
  ['format.usegeneraldelta=no'],
  ['format.usegeneraldelta=no', 'format.generaldelta=yes'],
  ['format.sparse-revlog=no'],
  ['format.revlog-compression=zlib'],
  ['format.revlog-compression=none'],
  ['format.revlog-compression=foo, zlib'],
  ['format.revlog-compression=foo'],
  ['format.revlog-compression=foo, bar'],
  ['experimental.format.compression=none'],
  ['format.use-share-safe=no'],
  ['format.use-persistent-nodemap=yes'],
  ['format.use-dirstate-v2=yes', 'format.use-dirstate-tracked-hint=yes'],
  ['format.exp-rc-dirstate-v2=yes'],
  ['format.bookmarks-in-store=yes', 'experimental.treemanifest=yes'],
  ['format.use-internal-phase=yes', 'format.exp-archived-phase=yes'],
  ['format.usestore=no', 'format.use-share-safe=yes', 'format.bookmarks-in-store=yes'],
  ['format.use-share-safe=no', 'format.use-dirstate-v2=1', 'format.use-persistent-nodemap=1'],
  ['format.usegeneraldelta=foo'],
  ['storage.new-repo-backend=foo'],
];

/** Every directory, and every file with its content. */
function tree(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(root, { recursive: true, encoding: 'latin1' }).sort()) {
    const path = join(root, name);
    found[name] = statSync(path).isDirectory() ? '(directory)' : readFileSync(path, 'latin1');
  }
  return found;
}

describeWithHg('init', () => {
  const directory = temporaryDirectory();

  it.each(SETTINGS.map((settings) => [settings.join(' ') || '(defaults)', settings] as const))(
    '%s',
    (_name, settings) => {
      const config = [...ALLOW, ...settings].flatMap((setting) => ['--config', setting]);
      const place = join(directory, String(Math.random()));
      const name = 'some/new/repository';
      mkdirSync(join(place, 'theirs'), { recursive: true });
      mkdirSync(join(place, 'ours'));
      const theirs = hg(join(place, 'theirs'), ['init', name, ...config]);
      expect(qs(join(place, 'ours'), ['init', name, ...config])).toEqual(theirs);
      expect(tree(join(place, 'ours'))).toEqual(tree(join(place, 'theirs')));
    },
  );

  it('refuses as hg does', () => {
    mkdirSync(join(directory, 'sub/.hg'), { recursive: true });
    writeFileSync(join(directory, 'file'), '');
    for (const args of [['sub'], ['./sub/'], ['file'], ['file/below'], ['http://localhost/x']])
      expect(qs(directory, ['init', ...args])).toEqual(hg(directory, ['init', ...args]));
    expect(qs(join(directory, 'sub'), ['init'])).toEqual(hg(join(directory, 'sub'), ['init']));
  });

  it('makes what hg commits to', () => {
    qs(directory, ['init', 'committed']);
    const root = join(directory, 'committed');
    writeFileSync(join(root, 'a'), 'a\n');
    expect(hg(root, ['commit', '-Am', 'a']).code).toBe(0);
    expect(hg(root, ['verify', '-q']).out).toBe('');
  });
});
