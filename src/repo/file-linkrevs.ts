/** Which visible changesets introduced versions of a file. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { RepoView, RevlogStore } from '../store/index.js';

/**
 * Ascending. A version whose own changeset is hidden may have been made by a later, visible one as well: that is looked
 * for among the changesets after it, once per such version.
 */
export function fileLinkrevs(
  view: Pick<RepoView, 'hasHidden' | 'isHidden' | 'length' | 'changeset' | 'manifest'>,
  store: RevlogStore,
  path: ByteString,
): readonly number[] {
  const { index } = store.file(path);
  const revs = new Set<number>();
  /** Versions met on the way, and the first changeset seen with them. */
  const met = new Map<NodeId, number>();
  let scanned: number | undefined = 0;
  for (let filerev = 0; filerev < index.length; filerev++) {
    const linkrev = index.linkrev(filerev);
    if (!view.hasHidden || !view.isHidden(linkrev)) {
      revs.add(linkrev);
      continue;
    }
    const node = index.node(filerev);
    const already = met.get(node);
    if (already !== undefined) {
      revs.add(already);
      continue;
    }
    if (scanned === undefined) continue;
    const start: number = Math.max(linkrev, scanned) + 1;
    scanned = undefined;
    for (let rev = start; rev < view.length; rev++) {
      if (view.isHidden(rev) || !view.changeset(rev).files.includes(path)) continue;
      const held = view.manifest(rev).find(path);
      if (held === undefined || met.has(held)) continue;
      if (held === node) {
        revs.add(rev);
        scanned = rev;
        break;
      }
      met.set(held, rev);
    }
  }
  return [...revs].sort((a, b) => a - b);
}
