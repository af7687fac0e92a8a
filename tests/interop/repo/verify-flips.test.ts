import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HgError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { verify } from '../../../src/repo/verify/index.js';
import { openStore } from '../../../src/store/index.js';
import { describeWithHg, temporaryDirectory } from '../hg.js';
import { generator } from '../store/history.js';
import { buildRepository } from './damages.js';

/** Bytes of an index entry that no check can find: the header's place beyond revision 0, and the padding behind the node. */
function isUnused(offsetInEntry: number): boolean {
  return offsetInEntry >= 52;
}

describeWithHg('verify of flipped bits', () => {
  it('always comes to an end, with a result or an error of ours', { timeout: 120_000 }, async () => {
    const { repo, store } = buildRepository(join(temporaryDirectory(), 'repo'));
    const platform = createNodePlatform();
    const hgPath = join(repo, '.hg');
    const run = async (): Promise<number> => {
      let said = '';
      try {
        const code = await verify({
          store: openStore(platform, platform.openFileSystem(hgPath)),
          hgPath,
          output: {
            status: () => {},
            note: () => {},
            warn: (text) => {
              said += text;
            },
            verbose: true,
            progress: () => ({ update: () => {}, complete: () => {} }),
          },
        });
        expect(code === 1).toBe(/integrity errors encountered!/.test(said));
        return code;
      } catch (error) {
        if (!(error instanceof HgError)) throw error;
        return 255;
      }
    };
    expect(await run()).toBe(0);
    const files = (readdirSync(store, { recursive: true }) as string[]).filter(
      (name) => /(\.[id]|fncache)$/.test(name) && statSync(join(store, name)).isFile(),
    );
    const random = generator(7);
    const silent: string[] = [];
    for (const name of files) {
      const path = join(store, name);
      const bytes = readFileSync(path);
      for (let i = 0; i < 60; i++) {
        const at = random(bytes.length);
        const bit = random(8);
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ (1 << bit);
        writeFileSync(path, damaged);
        const code = await run();
        // In a data file every bit counts.
        if (code === 0 && name.endsWith('.d')) silent.push(`${name}: bit ${bit} of byte ${at}`);
        if (code === 0 && name === '00changelog.i' && at < 64 && !isUnused(at))
          silent.push(`${name}: bit ${bit} of byte ${at}`);
      }
      writeFileSync(path, bytes);
    }
    expect(silent).toEqual([]);
    expect(await run()).toBe(0);
  });
});
