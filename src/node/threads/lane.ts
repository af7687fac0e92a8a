/** The job of a thread that makes revlogs grow. */
import { type LaneJob, runLane } from '../../store/index.js';
import { createNodePlatform } from '../platform.js';
import { runJob } from '../run-job.js';

runJob<LaneJob>((data, channel) => runLane(createNodePlatform(), data, channel));
