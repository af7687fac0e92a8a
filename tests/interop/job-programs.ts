/** Programs of threads' jobs for tests, which run from sources. */
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { createNodeThreads } from '../../src/node/index.js';
import type { Threads } from '../../src/platform/index.js';

const root = join(import.meta.dirname, '../..');

/** Builds a job of `src/node/threads`. @param count threads beside the caller's. */
export function threadsFor(job: string, count: number): Threads {
  // Below the sources, so that it finds the packages.
  const directory = join(root, `node_modules/.cache/qs-tests/threads-${process.pid}`);
  buildSync({
    entryPoints: [join(root, `src/node/threads/${job}.ts`)],
    outfile: join(directory, `${job}.cjs`),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.url': '""' },
  });
  return createNodeThreads(directory, count);
}
