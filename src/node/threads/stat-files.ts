/** The job of a thread that looks at the files of a working directory beside the caller. */
import { SharedStats, type SharedStatsWork } from '../../platform/index.js';
import { NodeFileSystem } from '../file-system.js';
import { runJob } from '../run-job.js';

runJob<{ readonly root: string }>(({ root }, channel) => {
  SharedStats.fill(new NodeFileSystem(root), channel.receive() as SharedStatsWork);
  channel.post('done');
});
