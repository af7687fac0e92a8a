/** The job of a thread that writes or compares files of the working directory. */
import { type CrewStart, runFileCrewThread } from '../../repo/index.js';
import { createNodePlatform } from '../platform.js';
import { runJob } from '../run-job.js';

runJob<CrewStart>((data, channel) => runFileCrewThread(createNodePlatform(), data, channel));
