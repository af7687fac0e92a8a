/** What another repository's phases are, from what it lists. */
import type { ByteString } from '../../bytes/index.js';
import { headsOf, LazyAncestors } from '../../dag/index.js';
import type { Repository } from '../repository.js';

export interface RemotePhases {
  /** Whatever it gets from here becomes public. */
  readonly isPublishing: boolean;
  /** Roots of its draft changesets that are known here. */
  readonly draftRoots: readonly number[];
  /** Of the heads asked about, what it has as public: the heads of that. */
  readonly publicHeads: readonly number[];
}

/**
 * @param keys the namespace `phases` of the other side; empty when it has public changesets only.
 * @param heads heads of what both have.
 */
export function remotePhases(
  repo: Repository,
  keys: ReadonlyMap<ByteString, ByteString>,
  heads: readonly number[],
): RemotePhases {
  const isPublishing = keys.get('publishing') === 'True';
  const draftRoots: number[] = [];
  for (const [key, value] of keys) {
    if (key === 'publishing' || value !== '1') continue;
    const rev = repo.revOf(key);
    if (rev !== undefined && rev >= 0) draftRoots.push(rev);
  }
  if (draftRoots.length === 0) return { isPublishing, draftRoots, publicHeads: heads };
  return { isPublishing, draftRoots, publicHeads: publicHeads(repo, draftRoots, heads) };
}

/** Heads of the ancestors of `heads` that do not descend from `roots`. */
function publicHeads(repo: Repository, roots: readonly number[], heads: readonly number[]): number[] {
  const { graph } = repo;
  const low = Math.min(...roots);
  const draft = new Set<number>();
  const rootSet = new Set(roots);
  const found: number[] = [];
  const reached = [...new LazyAncestors(graph, heads, { inclusive: true, stop: low })].reverse();
  for (const rev of reached)
    if (rootSet.has(rev) || draft.has(graph.parent1(rev)) || draft.has(graph.parent2(rev))) draft.add(rev);
  for (const rev of heads) if (!draft.has(rev)) found.push(rev);
  for (const rev of draft)
    for (const parent of [graph.parent1(rev), graph.parent2(rev)])
      if (parent >= 0 && !draft.has(parent)) found.push(parent);
  return headsOf(graph, found);
}
