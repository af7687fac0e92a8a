/** What templates show of obsolescence markers. */
import type { NodeId } from '../../bytes/index.js';
import type { Repository } from '../../repo/index.js';
import {
  allPredecessors,
  closestPredecessors,
  FLAG_BUMPED_FIX,
  markersOf,
  SuccessorsSets,
} from '../../store/index.js';
import type { InstabilityReason, MarkerView, ObsolescenceView } from '../../template/index.js';

export function obsolescenceView(repo: Repository): ObsolescenceView {
  const isVisible = (node: NodeId): boolean => {
    const rev = repo.revOf(node);
    return rev !== undefined && !repo.isHidden(rev);
  };
  const marker = (index: number): MarkerView => repo.obsStore.marker(index);
  // Made when they are asked for: whoever opens the markers may be told that nobody else reads them.
  let closestSets: SuccessorsSets | undefined;
  let latestSets: SuccessorsSets | undefined;
  const closest = (node: NodeId): ReturnType<SuccessorsSets['of']> => {
    closestSets ??= new SuccessorsSets(repo.obsStore, isVisible, { closest: true });
    return closestSets.of(node);
  };
  const latest = (node: NodeId): ReturnType<SuccessorsSets['of']> => {
    latestSets ??= new SuccessorsSets(repo.obsStore, isVisible);
    return latestSets.of(node);
  };

  function divergences(node: NodeId): InstabilityReason[] {
    const bases = new Map<string, { readonly nodes: readonly NodeId[]; readonly base: NodeId }>();
    for (const base of allPredecessors(repo.obsStore, [node])) {
      if (base === node) continue;
      for (const { successors } of latest(base)) {
        const key = successors.join();
        if (successors.includes(node) || bases.has(key)) continue;
        bases.set(key, { nodes: successors, base });
      }
    }
    return [...bases.values()].map(({ nodes, base }) => ({
      instability: 'content-divergent',
      reason: 'predecessor',
      divergentNodes: nodes,
      node: base,
    }));
  }

  return {
    closestPredecessors: (rev) => closestPredecessors(repo.obsStore, repo.node(rev), isVisible),
    successorsAndMarkers(rev) {
      const node = repo.node(rev);
      const sets = closest(node);
      if (sets.length > 0)
        return sets.map((set) => ({ successors: set.successors, markers: markersOf(set).map(marker) }));
      // Pruned: the markers without successors say by whom and when.
      const prunes = repo.obsStore
        .successorMarkers(node)
        .filter((index) => repo.obsStore.markers.successorCount(index) === 0);
      if (prunes.length === 0) return [{ successors: [], markers: [] }];
      return prunes.map((index) => ({ successors: [], markers: [marker(index)] }));
    },
    successorsSets: (rev) => closest(repo.node(rev)).map(({ successors }) => successors),
    whyUnstable(rev) {
      const reasons: InstabilityReason[] = [];
      const kinds = repo.instabilities(rev);
      const node = repo.node(rev);
      if (kinds.includes('orphan')) {
        const obsolete = new Set(repo.obsoleteRevs());
        for (const parent of [repo.graph.parent1(rev), repo.graph.parent2(rev)]) {
          const orphan = parent >= 0 && repo.instabilities(parent).includes('orphan');
          if (!orphan && !obsolete.has(parent)) continue;
          reasons.push({
            instability: 'orphan',
            reason: `${orphan ? 'orphan' : 'obsolete'} parent`,
            divergentNodes: [],
            node: repo.node(parent),
          });
        }
      }
      if (kinds.includes('phase-divergent'))
        for (const predecessor of allPredecessors(repo.obsStore, [node], FLAG_BUMPED_FIX)) {
          const other = repo.revOf(predecessor);
          if (other === undefined || repo.phase(other) !== 0) continue;
          reasons.push({
            instability: 'phase-divergent',
            reason: 'immutable predecessor',
            divergentNodes: [],
            node: predecessor,
          });
        }
      if (kinds.includes('content-divergent')) reasons.push(...divergences(node));
      return reasons;
    },
  };
}
