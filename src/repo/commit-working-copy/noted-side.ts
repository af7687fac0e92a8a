/** What a merge has noted of a file for the commit. */
import type { ByteString } from '../../bytes/index.js';
import type { MergeSide } from '../commit/index.js';
import type { MergeState } from '../merge/index.js';

/** Which of the parents' versions a file goes on from, as hg reads it out of the merge's state (none: nothing was noted). */
export function notedSide(state: MergeState | undefined, path: ByteString): MergeSide {
  if (state?.extra(path, 'filenode-source') === 'other') return 'parent2';
  return state?.active === true && state.extra(path, 'merged') !== 'yes' ? 'parent1' : 'both';
}

/** One parent removed the file, and the merge has kept it. */
export function isKeptRemoval(state: MergeState | undefined, path: ByteString): boolean {
  return state?.active === true && state.extra(path, 'merge-removal-candidate') === 'yes';
}
