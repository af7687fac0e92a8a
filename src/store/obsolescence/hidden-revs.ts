/** Which revisions the ordinary view of a repository leaves out. */
import type { History } from '../history.js';
import type { Phases } from '../phases/phases.js';

/** Phases that are never shown: archived and internal. */
export const HIDDEN_PHASES: readonly number[] = [32, 96];

/**
 * Revisions that may be hidden are the obsolete ones and those of the phases archived and internal. Hidden are those of
 * them from which no shown revision descends: shown are all others, and what is pinned.
 * @param pinned parents of the working directory, bookmarks, local tags (revisions, -1 allowed).
 * @returns ascending. O(1) when there is nothing to hide, else O(revisions that are not public).
 */
export function hiddenRevs(
  history: History,
  phases: Phases,
  obsolete: ReadonlySet<number>,
  pinned: () => Iterable<number>,
): number[] {
  const hideable = new Set(obsolete);
  for (const phase of HIDDEN_PHASES) for (const rev of phases.revsInPhase(phase)) hideable.add(rev);
  if (hideable.size === 0) return [];
  for (const rev of pinned()) hideable.delete(rev);
  const first = phases.firstMutable;
  const shown = new Uint8Array(history.length - first);
  const hidden: number[] = [];
  for (let rev = history.length - 1; rev >= first; rev--) {
    if (shown[rev - first] === 0 && (hideable.has(rev) || phases.isPublic(rev))) {
      if (!phases.isPublic(rev)) hidden.push(rev);
      continue;
    }
    const p1 = history.parent1(rev);
    const p2 = history.parent2(rev);
    if (p1 >= first) shown[p1 - first] = 1;
    if (p2 >= first) shown[p2 - first] = 1;
  }
  return hidden.reverse();
}
