/** What an unfinished merge, or an update with conflicts, has left. */
import type { Dirstate } from '../../dirstate/index.js';
import { type MergeState, readMergeStateOf } from '../merge/index.js';
import type { Repository } from '../repository.js';

/** Undefined when there is nothing. @throws RequirementError for records that must be understood */
export function readMergeState(repo: Repository, dirstate: Dirstate): MergeState | undefined {
  if (repo.store.places.hgFs.stat('merge') === undefined) return undefined;
  return readMergeStateOf(repo, dirstate.parents[1]);
}
