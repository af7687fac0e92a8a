/** The heads of every named branch. */
import type { ByteString } from '../../bytes/index.js';
import type { Graph } from '../../dag/index.js';
import type { BranchInfo } from '../view.js';
import type { CachedBranchMap } from './branch-map-cache.js';
import type { RevBranches } from './rev-branch-cache.js';

/**
 * Removes candidates that are ancestors of other candidates. Only candidates that have children at all can be; the walk
 * goes down from the others to the lowest of them.
 */
function removeAncestors(graph: Graph, candidates: number[], hasChild: Uint8Array): number[] {
  const doubtful = candidates.filter((rev) => hasChild[rev] === 1);
  if (candidates.length < 2 || doubtful.length === 0) return candidates;
  const low = doubtful[0] as number;
  const high = candidates.at(-1) as number;
  // reached[i]: revision low + i is a proper ancestor of a candidate.
  const reached = new Uint8Array(high - low + 1);
  const wanted = new Set(candidates);
  for (let rev = high; rev >= low; rev--) {
    if (reached[rev - low] !== 1 && !wanted.has(rev)) continue;
    const p1 = graph.parent1(rev);
    const p2 = graph.parent2(rev);
    if (p1 >= low) reached[p1 - low] = 1;
    if (p2 >= low) reached[p2 - low] = 1;
  }
  return candidates.filter((rev) => rev < low || reached[rev - low] !== 1);
}

/** A cache without a checksum counts when its heads are on the branches that it says. */
function isRight({ heads }: CachedBranchMap, branches: RevBranches): boolean {
  for (const [name, revs] of heads) {
    const id = branches.idOf(name);
    if (revs.some((rev) => branches.id(rev) !== id)) return false;
  }
  return true;
}

/**
 * All branches by name, in byte order. A head of a branch is a visible revision on it without a visible descendant on
 * it, whatever lies between.
 * @param isObsolete obsolete revisions that are still visible are no heads.
 * @param cached heads known up to a revision (from a cache); what follows is added. O(revisions that follow) and the walks
 * of branches whose heads have children.
 */
export function branchMap(
  graph: Graph,
  branches: RevBranches,
  isVisible: (rev: number) => boolean,
  cached?: CachedBranchMap,
  isObsolete: (rev: number) => boolean = () => false,
): Map<ByteString, BranchInfo> {
  const base = cached !== undefined && isRight(cached, branches) ? cached : undefined;
  const candidates = new Map<number, Set<number>>();
  for (const [name, heads] of base?.heads ?? []) candidates.set(branches.idOf(name), new Set(heads));
  const hasChild = new Uint8Array(graph.length);
  const touched = new Set<number>();
  for (let rev = (base?.tipRev ?? -1) + 1; rev < graph.length; rev++) {
    if (!isVisible(rev)) continue;
    const p1 = graph.parent1(rev);
    const p2 = graph.parent2(rev);
    if (p1 >= 0) hasChild[p1] = 1;
    if (p2 >= 0) hasChild[p2] = 1;
    if (isObsolete(rev)) continue;
    const id = branches.id(rev);
    let heads = candidates.get(id);
    if (heads === undefined) {
      heads = new Set();
      candidates.set(id, heads);
    }
    heads.add(rev);
    touched.add(id);
    if (p1 >= 0) heads.delete(p1);
    if (p2 >= 0) heads.delete(p2);
  }
  const infos: BranchInfo[] = [];
  for (const [id, set] of candidates) {
    let heads = [...set].sort((a, b) => a - b);
    if (touched.has(id)) {
      // Of heads from the cache nothing is known about children.
      if (base !== undefined) for (const rev of heads) if (rev <= base.tipRev) hasChild[rev] = 1;
      heads = removeAncestors(graph, heads, hasChild);
    }
    if (heads.length === 0) continue;
    const openHeads = heads.filter((rev) => !branches.closesBranch(rev));
    infos.push({
      name: branches.nameOf(id),
      heads,
      openHeads,
      tip: (openHeads.at(-1) ?? heads.at(-1)) as number,
      closed: openHeads.length === 0,
    });
  }
  infos.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return new Map(infos.map((info) => [info.name, info]));
}
