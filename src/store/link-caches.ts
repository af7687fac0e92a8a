/** The radixlinks that are kept in `.hg/cache`, each beside the file of the store that it is an index of. */
import type { ByteString } from '../bytes/index.js';
import type { Platform } from '../platform/index.js';
import { LinkCache, type LinkSource } from '../radixlink/index.js';
import type { RepositoryPlaces } from './requirements.js';

/** `always` keeps them however short the files are; `auto`, the default, where they pay. */
export type LinkCachePolicy = 'auto' | 'always' | 'never';

/** Of `quicksilver.radixlink`; anything unknown is `auto`. */
export function linkCachePolicy(text: ByteString | undefined): LinkCachePolicy {
  return text === 'always' || text === 'never' ? text : 'auto';
}

/** Bytes of an index entry. */
const ENTRY_BYTES = 64;
/** Below a thousand markers reading them all takes a millisecond. */
const LEAST_OBSSTORE_BYTES = 1 << 17;
/** Below 50,000 changesets a scan takes as long as opening the cache. */
const LEAST_CHANGELOG_BYTES = 50_000 * ENTRY_BYTES;

/** Walks over shorter histories are as fast. */
const LEAST_LINKED_BYTES = 2000 * ENTRY_BYTES;

export class LinkCaches {
  readonly #platform: Pick<Platform, 'hasher' | 'clock'>;
  readonly #places: RepositoryPlaces;
  readonly #policy: LinkCachePolicy;

  constructor(
    platform: Pick<Platform, 'hasher' | 'clock'>,
    places: RepositoryPlaces,
    policy: LinkCachePolicy = 'auto',
  ) {
    this.#platform = platform;
    this.#places = places;
    this.#policy = policy;
  }

  /** Nodes to the markers that name them. */
  get markers(): LinkCache | undefined {
    return this.#cache('qs-markers-1.compact-radixlink', LEAST_OBSSTORE_BYTES, {
      path: 'obsstore',
      coveredBytes: (size) => size,
    });
  }

  /** Nodes of changesets to revisions, where hg's persistent node map does not do that. */
  get changesets(): LinkCache | undefined {
    if (this.#places.requirements.has('persistent-nodemap')) return undefined;
    return this.#cache('qs-changesets-1.compact-radixlink', LEAST_CHANGELOG_BYTES, {
      path: '00changelog.i',
      coveredBytes: (size) => size * ENTRY_BYTES,
    });
  }

  /** Versions of files to the changesets that introduced them as well. */
  get linkRevisions(): LinkCache | undefined {
    return this.#cache('qs-linkrevs-1.radixlink', LEAST_LINKED_BYTES, {
      path: '00changelog.i',
      coveredBytes: (size) => size * ENTRY_BYTES,
    });
  }

  #cache(name: ByteString, leastBytes: number, source: Omit<LinkSource, 'fs'>): LinkCache | undefined {
    if (this.#policy === 'never') return undefined;
    return new LinkCache({
      fs: this.#places.sharedHgFs.at('cache'),
      name,
      hasher: this.#platform.hasher,
      clock: this.#platform.clock,
      source: { ...source, fs: this.#places.storeFs },
      leastBytes: this.#policy === 'always' ? 0 : leastBytes,
    });
  }
}
