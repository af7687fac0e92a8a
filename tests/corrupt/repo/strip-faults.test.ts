import { afterAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { MemoryFileSystem } from '../../../src/platform/index.js';
import { createRepository, HistoryWriter, openRepository } from '../../../src/repo/index.js';
import { stripRevisions } from '../../../src/repo/strip/index.js';
import { type FaultLoop, FaultLoopRun, platformOf, ROOT, TRIES_ALL } from './fault-loop.js';
import { noise } from './noise.js';

/**
 * Two branches that alternate. The strip of the older one's third changeset takes it and its descendants; what the other branch has above
 * is added again.
 */
function loop(settings: readonly (readonly [string, string, string])[]): FaultLoop {
  const config = new Config();
  for (const [section, name, value] of settings) config.set(section, name, value, 'test');
  const before = new MemoryFileSystem();
  const platform = platformOf(before);
  createRepository(platform, ROOT, config);
  const repo = openRepository(platform, ROOT);
  const writer = new HistoryWriter(repo);
  const nodes: string[] = [];
  for (let n = 0; n < 9; n++) {
    const file = (text: string) => ({ content: bytesOf(text), flags: '' as const });
    const { node } = writer.commit({
      parents: n === 0 ? [] : [nodes[Math.max(0, n - 2)] as string],
      files: new Map([
        [`new${n}`, file(`${n}\n`)],
        [`side${n % 2}/grows`, file('line\n'.repeat(100 * n))],
        ['both', file(`${n}\n${noise(30, n).join('\n')}`)],
        // Not inline.
        [`big${n % 2}`, { content: noise(50_000, n), flags: '' }],
      ]),
      message: `${n}`,
      user: 'test',
      date: { seconds: n, offset: 0 },
      phase: n === 8 ? 2 : 1,
    });
    nodes.push(node);
  }
  const bookmarks = [`${nodes[5]} goes`, `${nodes[6]} moves`, `${nodes[7]} stays`].join('\n');
  platform
    .openFileSystem(`${ROOT}/.hg`)
    .open('bookmarks', 'write')
    .writeAt(bytesOf(`${bookmarks}\n`), 0);
  return {
    before,
    change: (current) => {
      stripRevisions(current, [nodes[4] as string], { backup: false });
    },
  };
}

describe('a strip with every fault', () => {
  const total: Record<string, unknown> = {};
  afterAll(() => console.log(`strip faults: ${JSON.stringify(total)}`));

  it.each([
    ['flat manifests', []],
    ['tree manifests', [['experimental', 'treemanifest', 'yes']]],
  ] as const)(
    'ends in the old state or the new one: %s',
    async (name, settings) => {
      const run = new FaultLoopRun(loop(settings));
      await run.faults();
      total[name] = run.counts;
      await run.reorderings();
      expect(run.counts.old).toBeGreaterThan(TRIES_ALL ? 150 : 5);
      expect(run.counts.new).toBeGreaterThan(0);
    },
    1_800_000,
  );
});
