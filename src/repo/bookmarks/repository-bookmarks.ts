/** Reads the bookmarks of a repository. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { bookmarksPlace, readBookmarks } from '../../store/index.js';
import type { RepositoryPlace } from '../place.js';

export function repositoryBookmarks(place: RepositoryPlace): Map<ByteString, NodeId> {
  const { changelog, places } = place.store;
  return readBookmarks({
    fs: bookmarksPlace(places, place.config).fs,
    isKnown: (node) => changelog.revOf(node) !== undefined,
    warn: place.warn,
  });
}
