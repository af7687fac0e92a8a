import { expect, it } from 'vitest';
import { HgError } from '../../../src/errors/index.js';
import {
  type FilePaths,
  MemoryFileSystem,
  newSeenStat,
  type Platform,
  SharedStats,
  type SharedStatsWork,
  type Thread,
  writeFile,
} from '../../../src/platform/index.js';
import { StatBeside } from '../../../src/repo/working-copy/stat-beside.js';

const FILES = 30_000;
const fs = new MemoryFileSystem();
const paths = Array.from({ length: FILES }, (_, i) => `file-${i}`);
for (const path of paths) writeFile(fs, path, new Uint8Array(1));
const ends = Int32Array.from(
  paths.map(
    (
      (at) => (path) =>
        (at += path.length)
    )(0),
  ),
);
const inText: FilePaths = {
  text: paths.join(''),
  starts: ends.map((end, i) => end - (paths[i] as string).length),
  ends,
  count: FILES,
};

/** A thread that works when it is waited for. */
function platformWith(work: (posted: SharedStatsWork) => void): Platform {
  const thread: Thread = {
    post: (message) => {
      posted = message as SharedStatsWork;
    },
    receive: () => {
      work(posted as SharedStatsWork);
      return 'done';
    },
    poll: () => undefined,
    close: () => undefined,
  };
  let posted: SharedStatsWork | undefined;
  return { threads: { count: 1, start: () => thread } } as unknown as Platform;
}

function answers(platform: Platform, before?: (beside: StatBeside) => void): { own: number; told: number } {
  const beside = StatBeside.start(platform, '/', FILES);
  if (beside === undefined) throw new Error('not started');
  beside.begin(inText);
  before?.(beside);
  const seen = newSeenStat();
  let own = 0;
  for (let i = 0; i < FILES; i++) if (!beside.at(i, seen)) own++;
  beside.close();
  return { own, told: FILES - own };
}

it('is not worth it for few files, nor without threads', () => {
  expect(StatBeside.start({} as Platform, '/', FILES)).toBeUndefined();
  expect(
    StatBeside.start(
      platformWith(() => undefined),
      '/',
      100,
    ),
  ).toBeUndefined();
});

it('leaves all to the caller that is quicker', () => {
  expect(answers(platformWith((work) => SharedStats.fill(fs, work)))).toEqual({ own: FILES, told: 0 });
});

it('leaves to the caller what a thread that dies has not done', () => {
  let dead = 0;
  const dying = platformWith(() => {
    dead++;
    throw new HgError('abort', 'a thread ended before its work was done');
  });
  // The last block is taken, and nothing comes of it.
  const taken = (work: SharedStatsWork): void => {
    new SharedStats(work.paths.count, work.memory).take(FILES - 1);
  };
  const threads = dying.threads as NonNullable<Platform['threads']>;
  const start = threads.start.bind(threads);
  const posting = {
    threads: {
      count: 1,
      start: (job: string, data: unknown) => {
        const thread = start(job, data) as Thread;
        return {
          ...thread,
          post: (message: unknown) => {
            taken(message as SharedStatsWork);
            thread.post(message);
          },
        };
      },
    },
  } as unknown as Platform;
  expect(answers(posting)).toEqual({ own: FILES, told: 0 });
  expect(dead).toBe(1);
});
