/** What differs between the bookmarks of two repositories, and what follows from it for exchange. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { isForward } from '../bookmarks/index.js';
import type { Repository } from '../repository.js';

/** Of a bookmark that is, or may be, brought from a source to a destination. */
export type BookmarkState =
  /** Only at the source, only at the destination. */
  | 'added'
  | 'deleted'
  /** The source's descends from the destination's, and the other way round. */
  | 'advanced'
  | 'behind'
  /** Neither. */
  | 'diverged'
  /** One of the changesets is unknown here. */
  | 'changed'
  | 'same';

export interface BookmarkDifference {
  readonly name: ByteString;
  readonly state: BookmarkState;
  readonly source: NodeId | undefined;
  readonly destination: NodeId | undefined;
}

type Bookmarks = ReadonlyMap<ByteString, NodeId>;
type IsPublic = (rev: number) => boolean;

function stateOf(
  repo: Repository,
  isPublic: IsPublic | undefined,
  source: NodeId | undefined,
  destination: NodeId | undefined,
): BookmarkState {
  if (source === undefined) return 'deleted';
  if (destination === undefined) return 'added';
  if (source === destination) return 'same';
  const from = repo.revOf(source);
  const to = repo.revOf(destination);
  if (from === undefined || to === undefined || repo.isHidden(from) || repo.isHidden(to)) return 'changed';
  if (from < to) return isForward(repo, from, to, isPublic) ? 'behind' : 'diverged';
  return isForward(repo, to, from, isPublic) ? 'advanced' : 'diverged';
}

/** In byte order of the names. @param isPublic where phases are others than those that the repository shows. */
export function compareBookmarks(
  repo: Repository,
  source: Bookmarks,
  destination: Bookmarks,
  isPublic?: IsPublic,
): BookmarkDifference[] {
  const names = new Set([...source.keys(), ...destination.keys()]);
  return [...names]
    .filter((name) => source.has(name) || destination.has(name))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .map((name) => {
      const from = source.get(name);
      const to = destination.get(name);
      return { name, state: stateOf(repo, isPublic, from, to), source: from, destination: to };
    });
}
