/** Threads that check filelogs beside the caller. */
import {
  type Platform,
  startThreads,
  type Thread,
  type ThreadChannel,
  type Threads,
} from '../../platform/index.js';
import { openStore } from '../../store/index.js';
import { type FileBatch, type FileJob, runFileJob } from './file-job.js';
import { ALL_DELIVERED, type PackedBatch, packBatch, unpackBatch } from './packed-batch.js';

/** What one gets to start with. */
export type VerifyThreadData = FileJob;

/** The job: opens the store by itself and takes files until none is left. */
export function runVerifyThread(platform: Platform, job: VerifyThreadData, channel: ThreadChannel): void {
  const store = openStore(platform, platform.openFileSystem(job.hgPath));
  runFileJob(store, job, (batch) => {
    const packed = packBatch(batch);
    channel.post(packed, [packed.numbers.buffer, packed.entries.buffer] as ArrayBuffer[]);
  });
  channel.post(ALL_DELIVERED);
}

export class VerifyThreads {
  /** Those that have more to deliver. */
  readonly #busy: Set<Thread>;
  readonly #deliver: (batch: FileBatch) => void;

  constructor(threads: Threads, job: FileJob, deliver: (batch: FileBatch) => void) {
    this.#deliver = deliver;
    this.#busy = new Set(startThreads(threads, 'verify', job));
  }

  /** Delivers what they have found so far. */
  poll(): void {
    for (const thread of this.#busy) while (this.#take(thread, () => thread.poll()));
  }

  /** Delivers all they find, and waits for it. */
  finish(): void {
    for (const thread of this.#busy) while (this.#take(thread, () => thread.receive()));
  }

  /** @returns whether there was something. What a thread that dies leaves undone is left to the caller. */
  #take(thread: Thread, next: () => unknown): boolean {
    let message: unknown = ALL_DELIVERED;
    try {
      message = next();
    } catch {
      // It died.
    }
    if (message === ALL_DELIVERED) this.#busy.delete(thread);
    else if (message !== undefined) this.#deliver(unpackBatch(message as PackedBatch));
    return message !== undefined && message !== ALL_DELIVERED;
  }
}
