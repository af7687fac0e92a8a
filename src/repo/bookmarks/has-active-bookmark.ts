/** Whether there is anything to do about bookmarks after a commit, for those that would rather not load what does it. */
import type { Repository } from '../repository.js';

/** True when the working directory names a bookmark as the active one, though it may be gone. */
export function hasActiveBookmark(repo: Repository): boolean {
  return repo.store.places.hgFs.stat('bookmarks.current') !== undefined;
}
