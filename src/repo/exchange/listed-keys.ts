/** Namespaces of `listkeys`: what a repository shows of its bookmarks and phases. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { headsOf } from '../../dag/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import { isPublishing } from './is-publishing.js';
import type { ServedView } from './served-view.js';

type Keys = ReadonlyMap<ByteString, ByteString>;

/**
 * Roots of the draft phase, hidden ones too (whoever has those must not take them for public), and whether the receiver may take
 * all for public.
 */
function phases({ repo }: ServedView): Keys {
  const keys = new Map<ByteString, ByteString>();
  const table = repo.phases;
  const { changelog } = repo;
  for (const rev of table.mutableRevs()) {
    if (table.phase(rev) !== 1) continue;
    const parents = [changelog.parent1(rev), changelog.parent2(rev)];
    if (parents.every((parent) => parent < 0 || table.phase(parent) === 0))
      keys.set(changelog.node(rev), '1');
  }
  if (isPublishing(repo.config)) keys.set('publishing', 'True');
  return keys;
}

function namespaces({ repo }: ServedView): ByteString[] {
  const markers = isEvolutionEnabled(repo.config, 'exchange') ? ['obsolete'] : [];
  return ['bookmarks', 'namespaces', ...markers, 'phases'];
}

export function listedKeys(served: ServedView, namespace: ByteString): Keys {
  switch (namespace) {
    case 'bookmarks':
      return served.bookmarks();
    case 'phases':
      return phases(served);
    case 'namespaces':
      return new Map(namespaces(served).map((name) => [name, '']));
    default:
      return new Map();
  }
}

/** What a receiver is told of phases: heads of the public and the draft changesets among the ancestors of some heads. */
export function phaseHeads(served: ServedView, heads: readonly number[]): [phase: number, node: NodeId][] {
  const { repo } = served;
  if (isPublishing(repo.config)) return heads.map((rev) => [0, repo.node(rev)]);
  const { changelog } = repo;
  const table = repo.phases;
  const out: [number, NodeId][] = [];
  const draft = heads.filter((rev) => table.phase(rev) === 1);
  const below = heads.filter((rev) => table.phase(rev) === 0);
  // Public parents of draft changesets.
  const seen = new Set<number>();
  const stack = [...draft];
  for (let rev = stack.pop(); rev !== undefined; rev = stack.pop()) {
    if (seen.has(rev)) continue;
    seen.add(rev);
    for (const parent of [changelog.parent1(rev), changelog.parent2(rev)]) {
      if (parent < 0) continue;
      if (table.phase(parent) === 0) below.push(parent);
      else stack.push(parent);
    }
  }
  for (const rev of headsOf(changelog, below)) out.push([0, repo.node(rev)]);
  for (const rev of draft) out.push([1, repo.node(rev)]);
  return out;
}
