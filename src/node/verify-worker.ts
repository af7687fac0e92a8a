/** The program of a thread that checks filelogs for `verify`. Built as a file of its own. */
import { workerData } from 'node:worker_threads';
import { ALL_DELIVERED, packBatch, runFileJob } from '../repo/index.js';
import { openStore } from '../store/index.js';
import { createNodePlatform } from './platform.js';
import type { VerifyThreadData } from './verify-workers.js';

const { job, port } = workerData as VerifyThreadData;
const platform = createNodePlatform();
const store = openStore(platform, platform.openFileSystem(job.hgPath));
runFileJob(store, job, (batch) => {
  const packed = packBatch(batch);
  // Handed over, not copied.
  port.postMessage(packed, [packed.numbers.buffer, packed.entries.buffer] as ArrayBuffer[]);
});
// Ending a thread takes a while, and nobody needs to wait for that.
port.postMessage(ALL_DELIVERED);
