/** The job of a thread that compresses a bundle. */
import { type CompressionJob, runCompression } from '../../exchange/index.js';
import { createNodePlatform } from '../platform.js';
import { runJob } from '../run-job.js';

runJob<CompressionJob>((data, channel) => runCompression(createNodePlatform(), data, channel));
