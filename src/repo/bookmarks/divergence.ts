/** Bookmarks that have diverged (`name@path`), and where a bookmark may be moved to. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { descendants, isAncestor } from '../../dag/index.js';
import { allSuccessors } from '../../store/index.js';
import type { Repository } from '../repository.js';

type Bookmarks = ReadonlyMap<ByteString, NodeId>;

/** The part of a name that divergent bookmarks have in common. */
function baseName(name: ByteString): ByteString {
  const at = name.indexOf('@');
  return at < 0 ? name : name.slice(0, at);
}

/** Names that are versions of one bookmark, itself included. */
export function versionsOf(bookmarks: Bookmarks, name: ByteString): ByteString[] {
  const base = baseName(name);
  return [...bookmarks.keys()].filter((other) => baseName(other) === base);
}

/** Divergent versions of a bookmark, but not itself, that point at one of the nodes: they are settled when it comes there. */
export function settledVersions(
  bookmarks: Bookmarks,
  nodes: ReadonlySet<NodeId>,
  name: ByteString,
): ByteString[] {
  return versionsOf(bookmarks, name).filter(
    (other) =>
      other !== '@' && other.includes('@') && other !== name && nodes.has(bookmarks.get(other) as NodeId),
  );
}

/** Where the versions of a bookmark point at `target` or ancestors of it. */
export function versionsBelow(
  repo: Repository,
  bookmarks: Bookmarks,
  name: ByteString,
  target: number,
): Set<NodeId> {
  const nodes = versionsOf(bookmarks, name).map((version) => bookmarks.get(version) as NodeId);
  return new Set(nodes.filter((node) => isAncestor(repo.changelog, repo.revOf(node) ?? -1, target)));
}

/** Whether a bookmark at `from` may be moved to another changeset without being forced: to what descends from it or replaced it. */
export function isForward(
  repo: Repository,
  from: number,
  to: number,
  isPublic = (rev: number): boolean => repo.phases.isPublic(rev),
): boolean {
  if (from === to) return false;
  if (from < 0) return true;
  return repo.obsStore.length > 0
    ? foreground(repo, from, isPublic).has(to)
    : isAncestor(repo.changelog, from, to);
}

/** What descends from a changeset, or has replaced it or one of those, over and over. */
function foreground(repo: Repository, rev: number, isPublic: (rev: number) => boolean): ReadonlySet<number> {
  const { changelog, obsStore } = repo;
  let found = new Set(descendants(changelog, [rev], { inclusive: true }));
  for (let before = -1; found.size !== before; ) {
    before = found.size;
    const mutable = [...found].filter((one) => !isPublic(one)).map((one) => repo.node(one));
    const all = new Set(found);
    for (const node of allSuccessors(obsStore, mutable)) {
      const successor = changelog.revOf(node);
      if (successor !== undefined && successor >= 0) all.add(successor);
    }
    found = new Set(descendants(changelog, all, { inclusive: true }));
  }
  return found;
}
