/** Threads that do parts of a long piece of work beside the caller's. */

/**
 * The two ends of a connection between threads. Messages are structured clones; `transfer` hands buffers over instead of
 * copying them (the sender's become empty). Messages arrive in the order of their posting.
 */
export interface ThreadChannel {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /**
   * The next message. Blocks until there is one.
   * @throws HgError what the job threw, or that its thread ended without a word.
   */
  receive(): unknown;
  /** The next message if there is one, else undefined. Does not block. @throws as {@link receive} */
  poll(): unknown;
}

export interface Thread extends ThreadChannel {
  /** Ends the thread, whatever it does. Does not wait for that. */
  close(): void;
}

export interface Threads {
  /** How many are worth having beside the caller's: one per further processor. */
  readonly count: number;
  /**
   * Starts a thread with one of the program's jobs (`node/threads/`), which gets `data`. Undefined when the job's program is
   * not there, as when running from sources, or the system allows no further thread: the caller does all the work alone. Costs some 20 ms of another processor.
   */
  start(job: string, data: unknown): Thread | undefined;
}

/** One per further processor; fewer, or none, where the program is not there or the system allows no more. */
export function startThreads(threads: Threads, job: string, data: unknown): Thread[] {
  const started: Thread[] = [];
  for (let i = 0; i < threads.count; i++) {
    const thread = threads.start(job, data);
    if (thread !== undefined) started.push(thread);
  }
  return started;
}
