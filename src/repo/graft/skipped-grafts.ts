/** Which changesets a graft leaves out. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { isAncestor, onlyRevs } from '../../dag/index.js';
import type { Repository } from '../repository.js';

export interface GraftSelection {
  readonly revs: readonly number[];
  /** Without ancestors and those that were grafted before. */
  readonly force: boolean;
  /** Merges are fine then. */
  readonly hasBase: boolean;
  readonly warn: (text: ByteString) => void;
  readonly debug: (text: ByteString) => void;
}

/** Says why of each that is left out. @returns those that remain, in order. O(changesets above the grafted ones) */
export function graftable(repo: Repository, selection: GraftSelection): number[] {
  const { warn, debug, force, hasBase } = selection;
  const name = (rev: number): ByteString => `${rev}:${repo.node(rev).slice(0, 12)}`;
  const [here] = repo.workingParents();
  const { graph } = repo;
  let left = selection.revs.filter((rev) => {
    if (hasBase || graph.parent2(rev) < 0) return true;
    warn(`skipping ungraftable merge revision ${rev}\n`);
    return false;
  });
  if (left.length === 0 || force) return left;
  left = left.filter((rev) => {
    if (hasBase || here < 0 || !isAncestor(graph, rev, here)) return true;
    warn(`skipping ancestor revision ${name(rev)}\n`);
    return false;
  });
  if (left.length === 0) return left;
  debug('scanning for duplicate grafts\n');
  const source = (rev: number): NodeId | undefined => repo.changelog.changeset(rev).extra.get('source');
  const kept = new Set(left);
  /** Which of them has the node, or comes from it. */
  const known = new Map<NodeId, number>();
  for (const rev of left) {
    known.set(repo.node(rev), rev);
    const origin = source(rev);
    if (origin !== undefined) known.set(origin, rev);
  }
  for (const rev of here < 0 ? [] : onlyRevs(graph, [here], left)) {
    const origin = source(rev);
    const match = origin === undefined ? undefined : known.get(origin);
    if (origin !== undefined && match !== undefined) {
      const originRev = repo.revOf(origin);
      if (originRev !== undefined && kept.has(originRev)) {
        warn(`skipping revision ${name(originRev)} (already grafted to ${name(rev)})\n`);
        kept.delete(originRev);
      } else if (kept.has(match)) {
        const words =
          originRev === undefined
            ? `unknown origin ${origin.slice(0, 12)}`
            : `origin ${originRev}:${origin.slice(0, 12)}`;
        warn(`skipping already grafted revision ${name(match)} (${name(rev)} also has ${words})\n`);
        kept.delete(match);
      }
      continue;
    }
    const descendant = known.get(repo.node(rev));
    if (descendant === undefined || !kept.has(descendant)) continue;
    warn(`skipping already grafted revision ${name(descendant)} (was grafted from ${name(rev)})\n`);
    kept.delete(descendant);
  }
  return left.filter((rev) => kept.has(rev));
}
