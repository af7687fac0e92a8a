/** The radixlinks that a repository keeps in `.hg/cache`. */
import type { ByteString } from '../bytes/index.js';
import { LinkCache, type LinkSource } from '../radixlink/index.js';
import type { RepositoryPlace } from './place.js';

type CachePlace = Pick<RepositoryPlace, 'platform' | 'store' | 'config'>;

/** A cache of an index over a file of the store, unless `quicksilver.radixlink` is `never`; with `always` however short the file is. */
function linkCache(
  { platform, store, config }: CachePlace,
  name: ByteString,
  leastBytes: number,
  source: Omit<LinkSource, 'fs'>,
): LinkCache | undefined {
  const when = config.get('quicksilver', 'radixlink') ?? 'auto';
  if (when === 'never') return undefined;
  return new LinkCache({
    fs: store.places.sharedHgFs.at('cache'),
    name,
    hasher: platform.hasher,
    clock: platform.clock,
    source: { ...source, fs: store.fs },
    leastBytes: when === 'always' ? 0 : leastBytes,
  });
}

/** Below a thousand markers reading them all takes a millisecond. */
const LEAST_OBSSTORE_BYTES = 1 << 17;

/** Nodes to the markers that name them. */
export function markerCache(place: CachePlace): LinkCache | undefined {
  return linkCache(place, 'qs-markers-1', LEAST_OBSSTORE_BYTES, {
    path: 'obsstore',
    coveredBytes: (size) => size,
  });
}
