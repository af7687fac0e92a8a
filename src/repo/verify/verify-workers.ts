/** Threads for `verify`, injected: the core knows none. */
import type { FileBatch, FileJob } from './file-job.js';

export interface VerifyWorkers {
  /** How many threads are worth starting beside the caller's; 0 for none. */
  readonly count: number;
  /**
   * Starts a thread that opens the store by itself and takes files from the job ({@link runFileJob}). Resolves when it
   * has delivered all it took; rejects when it died.
   */
  start(job: FileJob, deliver: (batch: FileBatch) => void): Promise<void>;
  /** Delivers, before it returns, what the threads have sent so far: for a caller that is busy itself. */
  poll(): void;
}
