import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { utf8Of } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { createRepository, openRepository } from '../../../src/repo/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { makeRandomHistory } from './random-history.js';
import { replay } from './replay.js';

/** How many commits hg makes; more by hand: `QS_COMMITS=1000 QS_SEED=5`. Large counts have a file of 50 MB, too. */
const COMMITS = Number(process.env.QS_COMMITS ?? 36);
const SEED = Number(process.env.QS_SEED ?? 0);
const bigFile = COMMITS >= 500;
/** hg without its fast parts refuses node maps otherwise. */
const ALLOW = ['--config', 'storage.revlog.persistent-nodemap.slow-path=allow'];
const platform = createNodePlatform();

describeWithHg('commits through the library', () => {
  const directory = temporaryDirectory();

  function compare(name: string, theirs: string, settings: readonly string[]): void {
    const ours = join(directory, name);
    const config = new Config();
    for (const setting of settings) {
      const [, section, key, value] = /^(\w+)\.([^=]+)=(.*)$/.exec(setting) as unknown as string[];
      config.set(section as string, key as string, value as string, 'test');
    }
    createRepository(platform, utf8Of(ours), config);
    const from = openRepository(platform, utf8Of(theirs));
    expect(replay(from, openRepository(platform, utf8Of(ours)))).toBe('');
    expect(hg(ours, ['verify', '-q', ...ALLOW])).toEqual({ out: '', err: '', code: 0 });
    const log = ['log', '-T', '{rev} {node} {phase} {files}\n', ...ALLOW];
    expect(hg(ours, log)).toEqual(hg(theirs, log));
    // And hg goes on.
    hg(ours, ['update', '-q', 'tip', ...ALLOW]);
    writeFileSync(join(ours, 'on top'), 'more\n');
    expect(hg(ours, ['commit', '-qAm', 'on top', ...ALLOW])).toEqual({ out: '', err: '', code: 0 });
    expect(hg(ours, ['verify', '-q', ...ALLOW])).toEqual({ out: '', err: '', code: 0 });
  }

  it.each([
    ['flat', []],
    [
      'other formats',
      ['format.usefncache=no', 'format.revlog-compression=zlib', 'format.usegeneraldelta=no'],
    ],
    ['node map', ['format.use-persistent-nodemap=yes', 'format.bookmarks-in-store=yes']],
  ] as const)(
    'have the hashes that hg gives: %s',
    async (name, settings) => {
      const theirs = join(directory, `${name}-hg`);
      hg(directory, ['init', theirs]);
      const made = await makeRandomHistory(theirs, COMMITS, SEED * 1000 + name.length, { bigFile });
      expect(made).toBeGreaterThan(COMMITS / 2);
      compare(name, theirs, settings);
    },
    3_600_000,
  );

  it('have the hashes that hg gives: tree manifests', async () => {
    const theirs = join(directory, 'tree-hg');
    hg(directory, ['init', theirs, '--config', 'experimental.treemanifest=yes']);
    await makeRandomHistory(theirs, COMMITS, SEED * 1000 + 77);
    compare('tree', theirs, ['experimental.treemanifest=yes']);
  }, 3_600_000);
});
