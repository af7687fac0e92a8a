import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createNodePlatform } from '../../../src/node/index.js';
import type { Threads } from '../../../src/platform/index.js';
import type { FileJob } from '../../../src/repo/verify/file-job.js';
import { verify } from '../../../src/repo/verify/index.js';
import { openStore } from '../../../src/store/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { threadsFor } from '../job-programs.js';

describeWithHg('verify with threads', () => {
  const base = temporaryDirectory();
  const repo = join(base, 'repo');

  beforeAll(() => {
    hg('/', ['init', repo]);
    mkdirSync(join(repo, 'd'));
    for (let i = 0; i < 150; i++) writeFileSync(join(repo, 'd', `file${i}`), `${i}\n`.repeat(i));
    hg(repo, ['commit', '-qA', '-m', '0']);
    hg(repo, ['rename', '-q', 'd/file7', 'd/moved']);
    hg(repo, ['commit', '-q', '-m', '1']);
    writeFileSync(join(repo, '.hg/store/data/d/file9.i'), 'junk');
  });

  function run(threads: Threads | undefined): { text: string; code: number } {
    const platform = createNodePlatform();
    const hgPath = join(repo, '.hg');
    let text = '';
    const code = verify({
      store: openStore(platform, platform.openFileSystem(hgPath)),
      hgPath,
      ...(threads !== undefined && { threads }),
      alwaysUseThreads: true,
      output: {
        status: (part) => {
          text += part;
        },
        note: () => {},
        warn: (part) => {
          text += part;
        },
        verbose: false,
        progress: () => ({ update: () => {}, complete: () => {} }),
      },
    });
    return { text, code };
  }

  it('finds the same with any number of threads, and with threads that die', () => {
    const alone = run(undefined);
    expect(alone.code).toBe(1);
    expect(alone.text).toContain('d/file9@0: broken revlog!');
    for (const count of [1, 3]) expect(run(threadsFor('verify', count))).toEqual(alone);
    let takes = 0;
    const gone = (): never => {
      throw new Error('gone');
    };
    const dying: Threads = {
      count: 2,
      start: (_, job) => {
        // Takes files and is never heard of again.
        takes += Atomics.add((job as FileJob).next, 0, 20) >= 0 ? 20 : 0;
        return { post: () => {}, close: () => {}, poll: gone, receive: gone };
      },
    };
    expect(run(dying)).toEqual(alone);
    expect(takes).toBe(40);
  });
});
