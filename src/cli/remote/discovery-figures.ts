/** What `debugdiscovery` counts: how much of each side the other one has. */
import type { NodeId } from '../../bytes/index.js';
import { headsOf, LazyAncestors, rootsOf } from '../../dag/index.js';
import type { Repository } from '../../repo/index.js';

/** One side: which revisions it has, as heads. */
export interface Side {
  readonly heads: readonly number[];
  readonly has: (rev: number) => boolean;
}

/** A side that consists of some revisions and their ancestors. */
export function sideOf(repo: Repository, heads: readonly number[]): Side {
  const ancestors = new LazyAncestors(repo.graph, heads, { inclusive: true });
  return { heads: headsOf(repo.graph, heads), has: (rev) => ancestors.has(rev) };
}

/** Figures of a set of revisions that has all ancestors, or all descendants, within the local ones. */
interface Shape {
  readonly size: number;
  readonly heads: number;
  readonly roots: number;
}

function shapeOf(repo: Repository, revs: readonly number[]): Shape {
  return {
    size: revs.length,
    heads: headsOf(repo.graph, revs).length,
    roots: rootsOf(repo.graph, revs).length,
  };
}

/** `common`: changesets that both have, the heads of those among them. */
export function discoveryFigures(
  repo: Repository,
  local: Side,
  common: readonly NodeId[],
  remoteHeads: readonly NodeId[],
) {
  const commonRevs = common.map((node) => repo.revOf(node) ?? -1).filter((rev) => rev >= 0);
  const isCommon = new LazyAncestors(repo.graph, commonRevs, { inclusive: true });
  const all: number[] = [];
  const shared: number[] = [];
  const missing: number[] = [];
  for (let rev = 0; rev < repo.length; rev++) {
    if (!local.has(rev)) continue;
    all.push(rev);
    (isCommon.has(rev) ? shared : missing).push(rev);
  }
  // The null node counts beside others, as in hg.
  const commonNodes = new Set(commonRevs.length === 0 ? [] : common);
  const localHeads = local.heads.map((rev) => repo.node(rev));
  const localCommon = localHeads.filter((node) => commonNodes.has(node));
  const remoteCommon = remoteHeads.filter((node) => commonNodes.has(node));
  const belowRemote = new LazyAncestors(
    repo.graph,
    remoteCommon.map((node) => repo.revOf(node) as number),
    { inclusive: true },
  );
  const undecided = all.filter((rev) => !belowRemote.has(rev) && !localCommon.includes(repo.node(rev)));
  return {
    commonHeads: [...commonNodes].sort(),
    localHeads,
    remoteHeads,
    localCommon,
    remoteCommon,
    both: localCommon.filter((node) => remoteCommon.includes(node)).length,
    all: all.length,
    common: shapeOf(repo, shared),
    missing: shapeOf(repo, missing),
    undecided: shapeOf(repo, undecided),
    undecidedCommon: undecided.filter((rev) => isCommon.has(rev)).length,
  };
}
