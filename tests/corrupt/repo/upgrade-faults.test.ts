import { afterAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { MemoryFileSystem } from '../../../src/platform/index.js';
import {
  createRepository,
  HistoryWriter,
  openRepository,
  planUpgrade,
  runUpgrade,
} from '../../../src/repo/index.js';
import { type FaultLoop, FaultLoopRun, platformOf, ROOT, TRIES_ALL } from './fault-loop.js';
import { noise } from './noise.js';

function configOf(settings: readonly string[]): Config {
  const config = new Config();
  for (const setting of settings) {
    const [, name = '', value = ''] = /^(.*)=(.*)$/.exec(setting) ?? [];
    config.set('format', name, value, 'test');
  }
  return config;
}

function loop(from: readonly string[], to: readonly string[], backup: boolean): FaultLoop {
  const before = new MemoryFileSystem();
  const platform = platformOf(before);
  createRepository(platform, ROOT, configOf(from));
  const writer = new HistoryWriter(openRepository(platform, ROOT));
  let parents: string[] = [];
  for (let n = 0; n < 4; n++) {
    const { node } = writer.commit({
      parents,
      files: new Map([
        [`new${n}`, { content: bytesOf(`${n}\n`), flags: '' }],
        ['dir/grows', { content: bytesOf('line\n'.repeat(100 * n)), flags: 'x' }],
        ['big', { content: noise(50_000, n), flags: '' }],
      ]),
      message: `${n}`,
      user: 'test',
      date: { seconds: n, offset: 0 },
    });
    parents = [node];
  }
  const ignore = () => undefined;
  const messages = { status: ignore, warn: ignore, note: ignore, debug: ignore };
  return {
    before,
    config: configOf(to),
    change: (repo) => {
      const parts = { changelog: undefined, manifest: undefined, 'all-filelogs': undefined };
      const plan = planUpgrade(repo, { optimize: [], parts });
      runUpgrade(repo, plan, { messages: messages as never, backup });
    },
  };
}

describe('an upgrade with every fault', () => {
  const total: Record<string, unknown> = {};
  afterAll(() => console.log(`upgrade faults: ${JSON.stringify(total)}`));

  it.each([
    ['other compression', [], ['revlog-compression=zlib'], true],
    ['general delta, no backup', ['usegeneraldelta=no', 'revlog-compression=zlib'], [], false],
    ['dirstate-v2', [], ['use-dirstate-v2=yes'], false],
  ] as const)(
    'ends in the old state or the new one: %s',
    async (name, from, to, backup) => {
      const run = new FaultLoopRun(loop(from, to, backup));
      await run.faults();
      total[name] = run.counts;
      expect(run.counts.old).toBeGreaterThan(TRIES_ALL ? 100 : 0);
    },
    1_800_000,
  );
});
