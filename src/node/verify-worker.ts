/** The program of a thread that checks filelogs for `verify`. Built as a file of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { type FileJob, runFileJob } from '../repo/index.js';
import { openStore } from '../store/index.js';
import { createNodePlatform } from './platform.js';

const job = workerData as FileJob;
const platform = createNodePlatform();
const store = openStore(platform, platform.openFileSystem(job.hgPath));
runFileJob(store, job, (batch) => {
  // Entries are handed over, not copied.
  const buffers = batch.results.map((result) => result.entries.buffer as ArrayBuffer);
  parentPort?.postMessage(batch, buffers);
});
