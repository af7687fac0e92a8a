/** Adding groups of revisions by several threads. */
export { GroupLanes } from './group-lanes.js';
export { type LaneJob, runLane } from './lane-job.js';
export { GroupPacker, GroupUnpacker, type RawRevision } from './packed-groups.js';
export { rawRevisionsOf } from './stored-revisions.js';
