/** What became of a hidden changeset, in hg's words. */
import type { NodeId } from '../bytes/index.js';
import { type ObsStore, SuccessorsSets } from '../store/index.js';

/** Nodes named before the rest is only counted. */
const NAMED = 2;

/** ` is pruned`, ` was rewritten as: 0123456789ab`, ` was split as: ...`, ` has diverged`, or '' when no marker says. */
export function hiddenFate(obsStore: ObsStore, isKnown: (node: NodeId) => boolean, node: NodeId): string {
  const sets = new SuccessorsSets(obsStore, isKnown).of(node);
  if (sets.length === 0) return ' is pruned';
  if (sets.length > 1) return ' has diverged';
  const { successors } = sets[0] as { successors: readonly NodeId[] };
  const only = successors[0] as NodeId;
  if (successors.length === 1) return only === node ? '' : ` was rewritten as: ${only.slice(0, 12)}`;
  const named = successors.slice(0, NAMED).map((successor) => successor.slice(0, 12));
  const more = successors.length > NAMED ? ` and ${successors.length - NAMED} more` : '';
  return ` was split as: ${named.join(', ')}${more}`;
}
