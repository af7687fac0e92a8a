/** Threads on Node: each runs the program of one job, built as a file of its own. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Thread, Threads } from '../platform/index.js';
import { optimiseAfter } from './optimise-after.js';
import { COUNTERS, hasBegun, PortChannel, type ThreadStart, workerThreads } from './thread-channel.js';
import { compiledModules } from './web-assembly.js';

/** More threads than this wait for each other's files. */
const MOST_THREADS = 7;

/** Threads are for long work on few processors, where the compilers take what threads could do. */
const OPTIMISE_AFTER = 600_000;

/** Counters of threads that have not begun yet: Node is still loading what they need. */
const starting = new Set<Int32Array>();

function lookAtStarting(): void {
  if (starting.size === 0) return;
  for (const counters of starting) if (hasBegun(counters)) starting.delete(counters);
  if (starting.size === 0) optimiseAfter(OPTIMISE_AFTER);
}

/** Beside the bundled command, or beside this module in the library. */
function programDirectory(): string {
  const here = typeof __dirname === 'string' ? __dirname : fileURLToPath(new URL('.', import.meta.url));
  return join(here, 'threads');
}

/**
 * @param directory with the programs of jobs, `NAME.cjs` or `NAME.js`.
 * @param count threads beside the caller's; one per further processor unless given.
 */
export function createNodeThreads(directory = programDirectory(), count?: number): Threads {
  return {
    get count() {
      return count ?? Math.min(MOST_THREADS, availableParallelism() - 1);
    },
    start(job: string, data: unknown): Thread | undefined {
      const program = ['cjs', 'js'].map((end) => join(directory, `${job}.${end}`)).find(existsSync);
      if (program === undefined) return undefined;
      optimiseAfter(undefined);
      const { MessageChannel, Worker } = workerThreads();
      const { port1, port2 } = new MessageChannel();
      const counters = new Int32Array(new SharedArrayBuffer(COUNTERS * 4));
      const workerData: ThreadStart = { data, port: port2, counters, modules: compiledModules() };
      let worker: InstanceType<typeof Worker>;
      try {
        worker = new Worker(program, { workerData, transferList: [port2] });
      } catch (error) {
        // The system allows no further one.
        if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_INIT_FAILED') throw error;
        port1.close();
        return undefined;
      }
      // Its errors come as messages; and it must not keep the process from ending.
      worker.on('error', () => {});
      worker.unref();
      starting.add(counters);
      const channel = new PortChannel(port1, counters, 'caller');
      return {
        post: (message, transfer) => {
          lookAtStarting();
          channel.post(message, transfer);
        },
        receive: () => {
          const message = channel.receive();
          lookAtStarting();
          return message;
        },
        poll: () => {
          lookAtStarting();
          return channel.poll();
        },
        close: () => {
          starting.delete(counters);
          port1.close();
          void worker.terminate();
        },
      };
    },
  };
}
