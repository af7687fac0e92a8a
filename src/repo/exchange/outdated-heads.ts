/** Which phases of the other side are behind those of this one. */
import { headsOf, LazyAncestors } from '../../dag/index.js';
import type { Repository } from '../repository.js';
import type { PushDiscovery } from './push-discovery.js';
import type { RemotePhases } from './remote-phases.js';

export interface OutdatedRequest {
  readonly found: PushDiscovery;
  readonly phases: RemotePhases;
  /** Changesets are sent, too. */
  readonly sends: boolean;
  /** What is pushed is to be public, whatever it is here. */
  readonly publish: boolean;
}

/** Heads of what the other side is to make public. */
export function outdatedHeads(
  repo: Repository,
  { found, phases, sends, publish }: OutdatedRequest,
): readonly number[] {
  const { futureHeads, outgoing, commonHeads } = found;
  const isPublic = (rev: number): boolean => repo.phases.isPublic(rev);
  if (!phases.isPublishing && publish)
    return futureHeads.filter((rev) => !isPublic(rev) || range(repo, phases.draftRoots, [rev]).length > 0);
  const roots = sends ? [...phases.draftRoots, ...outgoing.missing] : phases.draftRoots;
  const among = range(repo, roots, sends ? futureHeads : commonHeads);
  return headsOf(repo.graph, phases.isPublishing ? among : among.filter(isPublic));
}

/** `roots::heads`. */
function range({ graph }: Repository, roots: readonly number[], heads: readonly number[]): number[] {
  if (roots.length === 0) return [];
  const low = roots.reduce((a, b) => Math.min(a, b));
  const rootSet = new Set(roots);
  const found = new Set<number>();
  for (const rev of [...new LazyAncestors(graph, heads, { inclusive: true, stop: low })].reverse())
    if (rootSet.has(rev) || found.has(graph.parent1(rev)) || found.has(graph.parent2(rev))) found.add(rev);
  return [...found];
}
