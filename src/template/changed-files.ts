/** Which files a changeset itself says it changed, and how. */
import type { ByteString } from '../bytes/index.js';
import type { RepoView } from '../store/index.js';

export interface ChangedFiles {
  readonly modified: readonly ByteString[];
  readonly added: readonly ByteString[];
  readonly removed: readonly ByteString[];
}

const NONE: ChangedFiles = { modified: [], added: [], removed: [] };

/**
 * Sorts the changeset's list of files: not there any more, in no parent before, or changed. For a merge this is much less
 * than the difference to a parent. A few lookups per file.
 */
export function changedFiles(repo: RepoView, rev: number): ChangedFiles {
  if (rev < 0) return NONE;
  const { files } = repo.changeset(rev);
  if (files.length === 0) return NONE;
  const manifest = repo.manifest(rev);
  const p1 = repo.graph.parent1(rev);
  const p2 = repo.graph.parent2(rev);
  const parents = [p1, p2].filter((parent) => parent >= 0).map((parent) => repo.manifest(parent));
  const modified: ByteString[] = [];
  const added: ByteString[] = [];
  const removed: ByteString[] = [];
  for (const path of files) {
    if (!manifest.has(path)) removed.push(path);
    else if (parents.some((parent) => parent.has(path))) modified.push(path);
    else added.push(path);
  }
  return { modified, added, removed };
}
