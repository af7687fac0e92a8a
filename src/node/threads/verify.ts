/** The job of a thread that checks filelogs for `verify`. */
import { runVerifyThread, type VerifyThreadData } from '../../repo/index.js';
import { createNodePlatform } from '../platform.js';
import { runJob } from '../run-job.js';

runJob<VerifyThreadData>((data, channel) => runVerifyThread(createNodePlatform(), data, channel));
