/** Finds and reads the bookmarks of a repository. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import type { FileSystem } from '../platform/index.js';
import { readBookmarks } from '../store/index.js';
import type { RepositoryPlace } from './place.js';

/** The directory that holds the file `bookmarks`: the store, the shared repository's `.hg`, or the own one. */
function bookmarksDirectory({ store, config }: RepositoryPlace): FileSystem {
  const { places } = store;
  if (places.requirements.has('bookmarksinstore')) return places.storeFs;
  return places.isShare && places.sharedFeatures.has('bookmarks') && hasShareExtension(config)
    ? places.sharedHgFs
    : places.hgFs;
}

/** hg shares bookmarks only while its extension `share` is on, which is off unless configured. */
function hasShareExtension(config: Config): boolean {
  const value = config.get('extensions', 'share') ?? config.get('extensions', 'hgext.share');
  return value !== undefined && !value.startsWith('!');
}

export function repositoryBookmarks(place: RepositoryPlace): Map<ByteString, NodeId> {
  const { changelog } = place.store;
  return readBookmarks({
    fs: bookmarksDirectory(place),
    isKnown: (node) => changelog.revOf(node) !== undefined,
    warn: place.warn,
  });
}
