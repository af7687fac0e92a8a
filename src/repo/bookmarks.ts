/** Finds and reads the bookmarks of a repository. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { FileSystem } from '../platform/index.js';
import { readBookmarks } from '../store/index.js';
import type { RepositoryPlace } from './place.js';

/** The directory that holds the file `bookmarks`: the store, the shared repository's `.hg`, or the own one. */
function bookmarksDirectory({ store }: RepositoryPlace): FileSystem {
  const { places } = store;
  if (places.requirements.has('bookmarksinstore')) return places.storeFs;
  return places.isShare && places.sharedFeatures.has('bookmarks') ? places.sharedHgFs : places.hgFs;
}

export function repositoryBookmarks(place: RepositoryPlace): Map<ByteString, NodeId> {
  const { changelog } = place.store;
  return readBookmarks({
    fs: bookmarksDirectory(place),
    isKnown: (node) => changelog.revOf(node) !== undefined,
    warn: place.warn,
  });
}
