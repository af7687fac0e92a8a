/** Threads for `verify` on Node. */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import {
  ALL_DELIVERED,
  type FileBatch,
  type FileJob,
  type PackedBatch,
  unpackBatch,
  type VerifyWorkers,
} from '../repo/index.js';

/** What a thread is started with. */
export interface VerifyThreadData {
  readonly job: FileJob;
  /** Where it sends what it finds. */
  readonly port: MessagePort;
}

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
  const polls = new Set<() => void>();
  return {
    count,
    start: (job: FileJob, deliver: (batch: FileBatch) => void) =>
      new Promise<void>((resolve, reject) => {
        const { MessageChannel, receiveMessageOnPort, Worker } = threads();
        const { port1: ours, port2: port } = new MessageChannel();
        const workerData: VerifyThreadData = { job, port };
        const worker = new Worker(program, { workerData, transferList: [port] });
        const poll = (): void => {
          for (let got = receiveMessageOnPort(ours); got !== undefined; got = receiveMessageOnPort(ours))
            receive(got.message);
        };
        const end = (error?: Error): void => {
          poll();
          polls.delete(poll);
          ours.close();
          if (error === undefined) resolve();
          else reject(error);
        };
        const receive = (message: PackedBatch | typeof ALL_DELIVERED): void => {
          if (message === ALL_DELIVERED) end();
          else deliver(unpackBatch(message));
        };
        polls.add(poll);
        ours.on('message', receive);
        worker.on('error', end);
        worker.on('exit', (code) =>
          end(code === 0 ? undefined : new Error(`a thread of verify ended with ${code}`)),
        );
      }),
    poll: () => {
      for (const poll of polls) poll();
    },
  };
}
