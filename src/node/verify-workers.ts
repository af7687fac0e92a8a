/** Threads for `verify` on Node. */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import {
  ALL_DELIVERED,
  type FileBatch,
  type FileJob,
  type PackedBatch,
  unpackBatch,
  type VerifyWorkers,
} from '../repo/index.js';

/** More threads than this wait for each other's files. */
const MOST_THREADS = 7;

/**
 * Loaded when needed, as every start of the program would pay for it; and at once, not by `import()`, as the caller does
 * not come back to the event loop before its own half of the work is done.
 */
function threads(): typeof import('node:worker_threads') {
  const from = typeof __filename === 'string' ? __filename : import.meta.url;
  return createRequire(from)('node:worker_threads');
}

/**
 * @param program path of the built `verify-worker`.
 * @param count threads beside the caller's; one per further processor unless given.
 */
export function createVerifyWorkers(
  program: string,
  count = Math.min(MOST_THREADS, availableParallelism() - 1),
): VerifyWorkers {
  return {
    count,
    start: (job: FileJob, deliver: (batch: FileBatch) => void) =>
      new Promise<void>((resolve, reject) => {
        const worker = new (threads().Worker)(program, { workerData: job });
        worker.on('message', (message: PackedBatch | typeof ALL_DELIVERED) => {
          if (message === ALL_DELIVERED) resolve();
          else deliver(unpackBatch(message));
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
          if (code === 0) resolve();
          else reject(new Error(`a thread of verify ended with ${code}`));
        });
      }),
  };
}
