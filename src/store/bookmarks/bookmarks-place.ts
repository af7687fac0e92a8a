/** Where the file `bookmarks` is. */
import type { Config } from '../../config/index.js';
import type { FileSystem } from '../../platform/index.js';
import type { RepositoryPlaces } from '../requirements.js';

export interface BookmarksPlace {
  /** The directory that is read. */
  readonly fs: FileSystem;
  /** For transactions. */
  readonly location: 'store' | 'plain';
  /** The repository that a share shares its bookmarks with keeps them, too. */
  readonly alsoIn: FileSystem | undefined;
}

/** The store, the own `.hg`, or that one and the shared repository's. */
export function bookmarksPlace(places: RepositoryPlaces, config: Config): BookmarksPlace {
  if (places.requirements.has('bookmarksinstore'))
    return { fs: places.storeFs, location: 'store', alsoIn: undefined };
  const shares = places.isShare && places.sharedFeatures.has('bookmarks') && hasShareExtension(config);
  return shares
    ? { fs: places.sharedHgFs, location: 'plain', alsoIn: places.sharedHgFs }
    : { fs: places.hgFs, location: 'plain', alsoIn: undefined };
}

/** hg shares bookmarks only while its extension `share` is on, which is off unless configured. */
function hasShareExtension(config: Config): boolean {
  const value = config.get('extensions', 'share') ?? config.get('extensions', 'hgext.share');
  return value !== undefined && !value.startsWith('!');
}
