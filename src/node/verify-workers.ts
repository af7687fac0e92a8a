/** Threads for `verify` on Node. */
import { availableParallelism } from 'node:os';
import type { FileBatch, FileJob, VerifyWorkers } from '../repo/index.js';

/** More threads than this wait for each other's files. */
const MOST_THREADS = 7;

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
    start: async (job: FileJob, deliver: (batch: FileBatch) => void) => {
      // Loaded when needed: every start of the program would pay for it.
      const { Worker } = await import('node:worker_threads');
      await new Promise<void>((resolve, reject) => {
        const worker = new Worker(program, { workerData: job });
        worker.on('message', deliver);
        worker.on('error', reject);
        worker.on('exit', (code) => {
          if (code === 0) resolve();
          else reject(new Error(`a thread of verify ended with ${code}`));
        });
      });
    },
  };
}
