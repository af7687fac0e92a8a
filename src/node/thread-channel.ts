/** How threads talk: messages through a port, and shared counters to wait on, as a busy thread has no event loop. */
import { existsSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import { HgError } from '../errors/index.js';
import type { ThreadChannel } from '../platform/index.js';
import { isPackedError, packError, unpackError } from './packed-error.js';

/** Loaded when needed: every start of the program would pay for it. Not by `import()`, which needs the event loop. */
export function workerThreads(): typeof import('node:worker_threads') {
  const from = typeof __filename === 'string' ? __filename : import.meta.url;
  return createRequire(from)('node:worker_threads');
}

/** What a thread is started with. */
export interface ThreadStart {
  readonly data: unknown;
  readonly port: MessagePort;
  readonly counters: Int32Array;
  /** What the caller has compiled of WebAssembly. */
  readonly modules: ReadonlyMap<string, object>;
}

/** In the shared counters: messages posted by the caller and by the job, and the job's thread as Linux numbers it. */
const BY_CALLER = 0;
const BY_JOB = 1;
const THREAD = 2;
export const COUNTERS = 3;

/** How often a waiting caller looks whether the other thread still lives. */
const LOOK_AFTER = 500;

export class PortChannel implements ThreadChannel {
  readonly #port: MessagePort;
  readonly #counters: Int32Array;
  readonly #own: number;
  readonly #other: number;
  readonly #receive = workerThreads().receiveMessageOnPort;

  constructor(port: MessagePort, counters: Int32Array, side: 'caller' | 'job') {
    this.#port = port;
    this.#counters = counters;
    this.#own = side === 'caller' ? BY_CALLER : BY_JOB;
    this.#other = side === 'caller' ? BY_JOB : BY_CALLER;
    if (side === 'job') counters[THREAD] = linuxThread();
  }

  post(message: unknown, transfer: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer as ArrayBuffer[]);
    Atomics.add(this.#counters, this.#own, 1);
    Atomics.notify(this.#counters, this.#own);
  }

  fail(error: unknown): void {
    this.post(packError(error));
  }

  poll(): unknown {
    const message = this.#receive(this.#port)?.message;
    if (isPackedError(message)) throw unpackError(message);
    return message;
  }

  receive(): unknown {
    for (;;) {
      const seen = Atomics.load(this.#counters, this.#other);
      const message = this.poll();
      if (message !== undefined) return message;
      if (Atomics.wait(this.#counters, this.#other, seen, LOOK_AFTER) === 'timed-out' && this.#isGone())
        return this.poll() ?? fail('a thread ended before its work was done');
    }
  }

  /** Only Linux tells; elsewhere a thread that ran out of memory is waited for. */
  #isGone(): boolean {
    const thread = this.#counters[THREAD];
    return this.#own === BY_CALLER && thread !== 0 && !existsSync(`/proc/self/task/${thread}`);
  }
}

function fail(message: string): never {
  throw new HgError('abort', message, { hint: 'it may have run out of memory' });
}

/** 0 where it is not known. */
function linuxThread(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').pop());
  } catch {
    return 0;
  }
}
