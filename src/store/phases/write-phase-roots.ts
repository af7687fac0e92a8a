/** Writes `phaseroots`; see `phase-roots.ts` for its form. */
import { bytesOf, type NodeId } from '../../bytes/index.js';
import type { FileSystem } from '../../platform/index.js';
import type { Transaction } from '../../transaction/index.js';
import type { History } from '../history.js';
import type { Phase } from '../view.js';
import { type PhaseRoot, readPhaseRoots } from './phase-roots.js';
import { Phases } from './phases.js';

/** Sorted by phase; the order within a phase is kept. */
export function encodePhaseRoots(roots: readonly PhaseRoot[]): Uint8Array {
  const sorted = [...roots].sort((a, b) => a.phase - b.phase);
  return bytesOf(sorted.map(({ phase, node }) => `${phase} ${node}\n`).join(''));
}

/**
 * Puts a changeset that has just been added to the history in a phase, or in that of its parents where that is higher; tells the
 * transaction. Reads `phaseroots`. O(changesets above the lowest root).
 * @returns the phase that it has.
 */
export function registerNewChangeset(
  transaction: Pick<Transaction, 'addFileGenerator' | 'changes'>,
  storeFs: FileSystem,
  history: History,
  added: { readonly rev: number; readonly node: NodeId; readonly phase: Phase },
): Phase {
  const { rev, node, phase } = added;
  const roots = readPhaseRoots(storeFs);
  const inherited = new Phases(history, roots).phase(rev);
  const result = Math.max(inherited, phase);
  if (phase > inherited) {
    const content = encodePhaseRoots([...roots, { phase, node }]);
    transaction.addFileGenerator('phase', { files: ['phaseroots'], generate: () => [content] });
  }
  transaction.changes.phases.push({ first: rev, end: rev + 1, from: undefined, to: result });
  return result;
}
