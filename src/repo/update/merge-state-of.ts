/** The merge that a working directory is in, for commands that do nothing else with merges. */
import { MergeState } from '../merge/merge-state.js';
import type { Repository } from '../repository.js';

/** The state of the merge that is going on. @throws RequirementError */
export function readMergeStateOf(repo: Repository): MergeState {
  const p2 = repo.workingParents()[1];
  return MergeState.read(
    { hg: repo.store.places.hgFs, hasher: repo.place.platform.hasher },
    p2 < 0 ? undefined : repo.node(p2),
  );
}
