/** Which visible changesets introduced versions of a file. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { RepoView, RevlogStore } from '../../store/index.js';
import type { LinkRevisions } from './link-revisions.js';

type View = Pick<RepoView, 'hasHidden' | 'isHidden' | 'length' | 'changeset' | 'manifest'>;

/** Finds a visible changeset that has a version whose own changeset is hidden. */
interface Finder {
  /** One that was passed on the way to others. */
  passed(node: NodeId, linkrev: number): number | undefined;
  /** The next one from `start` on, which is the end of the way so far. */
  next(node: NodeId, linkrev: number, start: number): number | undefined;
}

function walkingFinder(view: View, path: ByteString, links: LinkRevisions): Finder {
  /** Versions met on the way, and the first changeset seen with them. */
  const met = new Map<NodeId, number>();
  return {
    passed: (node) => met.get(node),
    next(node, _linkrev, start) {
      for (let rev = start; rev < view.length; rev++) {
        links.examined();
        if (view.isHidden(rev) || !view.changeset(rev).files.includes(path)) continue;
        const held = view.manifest(rev).find(path);
        if (held === undefined || met.has(held)) continue;
        if (held === node) return rev;
        met.set(held, rev);
      }
      return undefined;
    },
  };
}

function indexedFinder(view: View, path: ByteString, links: LinkRevisions): Finder {
  const ways: { readonly start: number; readonly end: number }[] = [];
  const visible = (node: NodeId, linkrev: number): number[] =>
    (links.changesets({ path, node, linkrev }) ?? []).filter((rev) => !view.isHidden(rev)).reverse();
  return {
    passed: (node, linkrev) =>
      visible(node, linkrev).find((rev) => ways.some(({ start, end }) => start <= rev && rev < end)),
    next(node, linkrev, start) {
      const found = visible(node, linkrev).find((rev) => rev >= start);
      ways.push({ start, end: found ?? view.length });
      return found;
    },
  };
}

/**
 * Ascending. A version whose own changeset is hidden may have been made by a later, visible one as well: that is looked
 * for among the changesets after it. As in hg, the search goes on where the last one ended.
 */
export function fileLinkrevs(
  view: View,
  store: RevlogStore,
  links: LinkRevisions,
  path: ByteString,
): readonly number[] {
  const { index } = store.file(path);
  const revs = new Set<number>();
  let finder: Finder | undefined;
  let scanned: number | undefined = 0;
  for (let filerev = 0; filerev < index.length; filerev++) {
    const linkrev = index.linkrev(filerev);
    if (!view.hasHidden || !view.isHidden(linkrev)) {
      revs.add(linkrev);
      continue;
    }
    const node = index.node(filerev);
    finder ??=
      links.changesets({ path, node, linkrev }) === undefined
        ? walkingFinder(view, path, links)
        : indexedFinder(view, path, links);
    const already = finder.passed(node, linkrev);
    if (already !== undefined) {
      revs.add(already);
      continue;
    }
    if (scanned === undefined) continue;
    scanned = finder.next(node, linkrev, Math.max(linkrev, scanned) + 1);
    if (scanned !== undefined) revs.add(scanned);
  }
  return [...revs].sort((a, b) => a - b);
}
