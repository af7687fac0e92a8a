/** What an unfinished merge, or an update with conflicts, has left. */
import type { Dirstate } from '../../dirstate/index.js';
import { MergeState } from '../merge/index.js';
import type { Repository } from '../repository.js';

/** Undefined when there is nothing. @throws RequirementError for records that must be understood */
export function readMergeState(repo: Repository, dirstate: Dirstate): MergeState | undefined {
  const { hgFs } = repo.store.places;
  if (hgFs.stat('merge') === undefined) return undefined;
  return MergeState.read({ hg: hgFs, hasher: repo.place.platform.hasher }, dirstate.parents[1]);
}
