import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { createNodePlatform } from '../../../src/node/index.js';
import { createVerifyWorkers } from '../../../src/node/verify-workers.js';
import { type VerifyWorkers, verify } from '../../../src/repo/verify/index.js';
import { openStore } from '../../../src/store/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';

describeWithHg('verify with threads', () => {
  const base = temporaryDirectory();
  const repo = join(base, 'repo');
  // Beside the sources, so that it finds the packages.
  const program = join(import.meta.dirname, '../../../node_modules/.cache/qs-tests/verify-worker.cjs');

  beforeAll(() => {
    buildSync({
      entryPoints: [join(import.meta.dirname, '../../../src/node/verify-worker.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      define: { 'import.meta.url': '""' },
    });
    hg('/', ['init', repo]);
    mkdirSync(join(repo, 'd'));
    for (let i = 0; i < 150; i++) writeFileSync(join(repo, 'd', `file${i}`), `${i}\n`.repeat(i));
    hg(repo, ['commit', '-qA', '-m', '0']);
    hg(repo, ['rename', '-q', 'd/file7', 'd/moved']);
    hg(repo, ['commit', '-q', '-m', '1']);
    writeFileSync(join(repo, '.hg/store/data/d/file9.i'), 'junk');
  });

  async function run(workers: VerifyWorkers | undefined): Promise<{ text: string; code: number }> {
    const platform = createNodePlatform();
    const hgPath = join(repo, '.hg');
    let text = '';
    const code = await verify({
      store: openStore(platform, platform.openFileSystem(hgPath)),
      hgPath,
      ...(workers !== undefined && { workers }),
      alwaysUseWorkers: true,
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

  it('finds the same with any number of threads, and with threads that die', async () => {
    const alone = await run(undefined);
    expect(alone.code).toBe(1);
    expect(alone.text).toContain('d/file9@0: broken revlog!');
    for (const count of [1, 3]) expect(await run(createVerifyWorkers(program, count))).toEqual(alone);
    let takes = 0;
    const dying: VerifyWorkers = {
      count: 2,
      poll: () => {},
      start: (job) => {
        // Takes files and is never heard of again.
        takes += Atomics.add(job.next, 0, 20) >= 0 ? 20 : 0;
        return Promise.reject(new Error('gone'));
      },
    };
    expect(await run(dying)).toEqual(alone);
    expect(takes).toBe(40);
  });
});
