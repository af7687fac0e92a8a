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

/** Whether the job that counts with these runs. */
export function hasBegun(counters: Int32Array): boolean {
  return Atomics.load(counters, THREAD) !== 0;
}

/** How often a waiting caller looks whether the other thread still lives, in milliseconds. */
const LOOK_AFTER = 500;
/** A job that has not begun when somebody has waited so long for it never will: its program is damaged, or there is no memory. */
const START_WITHIN = 60_000;
/** In the place of the thread's number where it is not known. */
const SOME_THREAD = -1;

export class PortChannel implements ThreadChannel {
  readonly #port: MessagePort;
  readonly #counters: Int32Array;
  readonly #own: number;
  readonly #other: number;
  readonly #receive = workerThreads().receiveMessageOnPort;
  readonly #startWithin: number;
  /** Milliseconds waited in vain. */
  #waited = 0;

  /** @param startWithin milliseconds that a caller waits for a job to begin. */
  constructor(port: MessagePort, counters: Int32Array, side: 'caller' | 'job', startWithin = START_WITHIN) {
    this.#port = port;
    this.#startWithin = startWithin;
    this.#counters = counters;
    this.#own = side === 'caller' ? BY_CALLER : BY_JOB;
    this.#other = side === 'caller' ? BY_JOB : BY_CALLER;
    if (side === 'job') Atomics.store(counters, THREAD, linuxThread());
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

  /** Only Linux tells of threads that have begun; elsewhere one that ran out of memory is waited for. */
  #isGone(): boolean {
    if (this.#own !== BY_CALLER) return false;
    const thread = Atomics.load(this.#counters, THREAD);
    this.#waited += LOOK_AFTER;
    if (thread === 0) return this.#waited >= this.#startWithin;
    return thread !== SOME_THREAD && !existsSync(`/proc/self/task/${thread}`);
  }
}

function fail(message: string): never {
  throw new HgError('abort', message, { hint: 'it may have run out of memory' });
}

function linuxThread(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').pop()) || SOME_THREAD;
  } catch {
    return SOME_THREAD;
  }
}
