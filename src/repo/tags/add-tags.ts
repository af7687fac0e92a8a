/** Local tags, and new lines in `.hgtags`. */
import { type ByteString, bytesOf, type NodeId, NULL_NODE } from '../../bytes/index.js';
import { replaceFile, tryReadText } from '../../platform/index.js';
import { addTagLines, type NewTag } from '../../store/index.js';
import type { Repository } from '../repository.js';

export const TAG_FILE = '.hgtags';
const LOCAL_TAGS = 'localtags';

/** What the tag files know of a stored name: also of tags that were removed. */
export function tagKind(repo: Repository, name: ByteString): 'global' | 'local' | undefined {
  return repo.tagFiles().kinds.get(name);
}

/** Whether a global tag is there only as removed. */
export function isRemovedTag(repo: Repository, name: ByteString): boolean {
  return repo.tagFiles().records.get(name)?.node === NULL_NODE;
}

/** With where each tag was, when the files know it. */
function newTags(
  repo: Repository,
  names: readonly ByteString[],
  kept: (name: ByteString) => ByteString,
): NewTag[] {
  const { kinds } = repo.tagFiles();
  const tags = repo.tags();
  const local = (stored: ByteString) => repo.place.texts?.toLocal(stored) ?? stored;
  return names.map((name) => ({
    name: kept(name),
    before: kinds.has(name) ? (tags.get(local(name))?.node ?? NULL_NODE) : undefined,
  }));
}

/**
 * Adds local tags (or removes them, with the null node). The caller holds the working directory's lock.
 * @param names stored ones; the file keeps local ones.
 */
export function addLocalTags(repo: Repository, names: readonly ByteString[], node: NodeId): void {
  const { hgFs } = repo.store.places;
  const local = (stored: ByteString) => repo.place.texts?.toLocal(stored) ?? stored;
  const text = addTagLines(tryReadText(hgFs, LOCAL_TAGS) ?? '', newTags(repo, names, local), node);
  replaceFile(hgFs, LOCAL_TAGS, bytesOf(text));
}

/** Writes the lines to `.hgtags` of the working directory; committing them is the caller's. @param names stored ones */
export function addGlobalTagLines(repo: Repository, names: readonly ByteString[], node: NodeId): void {
  const { workFs } = repo.place;
  const text = addTagLines(
    tryReadText(workFs, TAG_FILE) ?? '',
    newTags(repo, names, (name) => name),
    node,
  );
  replaceFile(workFs, TAG_FILE, bytesOf(text));
}
