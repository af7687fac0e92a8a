import { afterAll, describe, expect, it } from 'vitest';
import { bytesOf, hexOf } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { MemoryFileSystem } from '../../../src/platform/index.js';
import {
  commitChangeset,
  createRepository,
  HistoryWriter,
  type NewChangeset,
  openRepository,
  type Repository,
} from '../../../src/repo/index.js';
import { type FaultLoop, FaultLoopRun, platformOf, ROOT, TRIES_ALL } from './fault-loop.js';
import { noise } from './noise.js';

function changeset(repo: Repository, n: number): NewChangeset {
  const file = (text: Uint8Array) => ({ content: text, flags: '' as const });
  return {
    parents: n === 0 ? [] : [repo.node(n - 1)],
    // One file is new, one grows, and one is no longer inline after the third time.
    files: new Map([
      [`new${n}`, file(bytesOf(`${n}\n`))],
      ['dir/grows', file(bytesOf(`${n}`.repeat(70_000 + n)))],
      ['splits', file(noise(60_000, n))],
    ]),
    message: `${n}`,
    user: 'test',
    date: { seconds: n, offset: 0 },
    phase: n === 2 ? 2 : 1,
  };
}

interface Sample {
  /** How many changesets there are before. */
  readonly length?: number;
  /** The index of the changelog is not inline: only then there is a node map. */
  readonly hasNodemap?: boolean;
  readonly settings?: readonly (readonly [string, string, string])[];
}

function loop({ length = 2, hasNodemap = false, settings = [] }: Sample): FaultLoop {
  const config = new Config();
  for (const [section, name, value] of settings) config.set(section, name, value, 'test');
  const before = new MemoryFileSystem();
  const platform = platformOf(before);
  createRepository(platform, ROOT, config);
  const writer = new HistoryWriter(openRepository(platform, ROOT));
  const next = (repo: Repository, n: number) => ({
    ...changeset(repo, n),
    ...(hasNodemap && n === 0 && { message: LONG }),
    ...(length > 2 && {
      files: new Map([[`new${n % 9}`, { content: bytesOf(`${n}\n`), flags: '' as const }]]),
    }),
  });
  for (let n = 0; n < length; n++) writer.commit(next(writer.repository(), n));
  expect(before.stat(`${ROOT}/.hg/store/00changelog.n`) !== undefined).toBe(hasNodemap);
  return { before, firstRead: length - 2, change: (repo) => void commitChangeset(repo, next(repo, length)) };
}

const NODE_MAP = [['format', 'use-persistent-nodemap', 'yes']] as const;
const LONG = hexOf(noise(160_000, 5));
const SAMPLES: readonly (readonly [string, Sample])[] = [
  ['flat manifests, a file is split', {}],
  ['tree manifests, a file is split', { settings: [['experimental', 'treemanifest', 'yes']] }],
  ['node map written anew', { hasNodemap: true, settings: NODE_MAP }],
  ['node map written on', { hasNodemap: true, length: 80, settings: NODE_MAP }],
];

describe('a commit with every fault', () => {
  const total: Record<string, unknown> = {};
  afterAll(() => console.log(`commit faults: ${JSON.stringify(total)}`));

  it.each(SAMPLES)(
    'ends in the old state or the new one: %s',
    async (name, sample) => {
      const run = new FaultLoopRun(loop(sample));
      await run.faults();
      total[name] = run.counts;
      expect(run.counts.old).toBeGreaterThan(TRIES_ALL ? 150 : 5);
      expect(run.counts.new).toBeGreaterThan(TRIES_ALL ? 10 : -1);
    },
    1_800_000,
  );

  it.each(SAMPLES.slice(0, 3))(
    'and losses of power, with the durability for them: %s',
    async (name, sample) => {
      const run = new FaultLoopRun(loop(sample));
      await run.reorderings();
      total[`${name}, reordered`] = run.counts;
      expect(run.counts.old).toBeGreaterThan(TRIES_ALL ? 50 : 2);
      expect(run.counts.new).toBeGreaterThan(0);
    },
    1_800_000,
  );
});
