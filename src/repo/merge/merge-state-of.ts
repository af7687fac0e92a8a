/** The merge that a working directory is in, or the update with conflicts that came last. */
import { type NodeId, NULL_NODE } from '../../bytes/index.js';
import type { Repository } from '../repository.js';
import { MergeState } from './merge-state.js';

/**
 * What it has left; empty when there was none.
 * @param secondParent of the working directory, for whoever has read the dirstate already.
 * @throws RequirementError for records that must be understood
 */
export function readMergeStateOf(repo: Repository, secondParent?: NodeId): MergeState {
  return MergeState.read(
    { hg: repo.store.places.hgFs, hasher: repo.place.platform.hasher },
    secondParent ?? secondParentOf(repo),
  );
}

function secondParentOf(repo: Repository): NodeId {
  const p2 = repo.workingParents()[1];
  return p2 < 0 ? NULL_NODE : repo.node(p2);
}
