/** The active bookmark: setting it, and moving it along. */
import { type ByteString, bytesOf, type NodeId } from '../../bytes/index.js';
import { isNotFound } from '../../errors/index.js';
import { replaceFile } from '../../platform/index.js';
import { type BookmarkChange, readActiveBookmark } from '../../store/index.js';
import type { Repository } from '../repository.js';
import { inTransaction, type WriteSession, withLock, withWlock } from '../writing/index.js';
import { isForward, settledVersions, versionsBelow } from './divergence.js';

const FILE = 'bookmarks.current';

/** Makes a bookmark (by its stored name) the active one of the working directory, or none. Written at once. @throws LockError */
export function setActiveBookmark(repo: Repository, name: ByteString | undefined): void {
  const { hgFs } = repo.store.places;
  withWlock(repo, () => {
    if (name !== undefined) replaceFile(hgFs, FILE, bytesOf(name));
    else
      try {
        hgFs.remove(FILE);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
  });
}

/**
 * Takes the active bookmark from the working directory's `parents` to `node` (a new commit, or what was updated to) where that
 * is forward, and removes divergent versions that are settled by it. What a commit and `update` do.
 * @returns true when a bookmark was changed.
 */
export function advanceActiveBookmark(repo: Repository, parents: readonly NodeId[], node: NodeId): boolean {
  return withLock(repo, () => {
    const change = (session: WriteSession): boolean => {
      const changes = advances(repo, session, parents, node);
      session.writer.bookmarks.apply(changes);
      return changes.length > 0;
    };
    const { session } = repo.place.writing;
    if (session !== undefined) return change(session);
    // Nothing to undo may be left behind by nothing.
    if (repo.activeBookmark === undefined) return false;
    return inTransaction(repo, { name: 'bookmark' }, change);
  });
}

function advances(
  repo: Repository,
  { repository, writer }: WriteSession,
  parents: readonly NodeId[],
  node: NodeId,
): BookmarkChange[] {
  const { all } = writer.bookmarks;
  const active = readActiveBookmark(repo.store.places.hgFs, all);
  if (active === undefined) return [];
  const at = all.get(active) as NodeId;
  const changes: BookmarkChange[] = [];
  let settled: ReadonlySet<NodeId> = new Set(parents);
  if (parents.includes(at)) {
    const target = repository.changelog.revlog.rev(node);
    settled = versionsBelow(repository, all, active, target);
    if (isForward(repository, repository.revOf(at) ?? -1, target)) changes.push([active, node]);
  }
  for (const name of settledVersions(all, settled, active)) changes.push([name, undefined]);
  return changes;
}
