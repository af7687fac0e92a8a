/** What the marks of a bisection say: where the change may be, and what to test next. */
import type { NodeId } from '../../bytes/index.js';
import { bisectionCandidates, bisectionChoice, dagRange } from '../../dag/index.js';
import { HgError, LookupError, StateError } from '../../errors/index.js';
import { greatestCommonAncestor } from '../../revset/index.js';
import type { Repository } from '../repository.js';
import type { BisectionState } from './bisection-state.js';

export interface BisectionStep {
  /** The change is in one of them; ascending. */
  readonly candidates: readonly number[];
  /** What to test next; undefined when nothing is left to be tested. */
  readonly next: number | undefined;
  /** What is looked for makes bad changesets good again. */
  readonly isGood: boolean;
}

/** @throws StateError when marks of one kind are missing */
export function checkBisectionState({ good, bad }: BisectionState): void {
  if (good.length === 0) throw new StateError('cannot bisect (no known good revisions)');
  if (bad.length === 0) throw new StateError('cannot bisect (no known bad revisions)');
}

function revsOf(repo: Repository, nodes: readonly NodeId[]): number[] {
  return nodes.map((node) => {
    const rev = repo.revOf(node);
    if (rev === undefined) throw new LookupError(node, `unknown revision '${node}'`);
    return rev;
  });
}

/** Those of some revisions that can still be what is looked for; all of them before there are good and bad ones. */
export function withinBisection(repo: Repository, state: BisectionState, revs: readonly number[]): number[] {
  if (state.good.length === 0 || state.bad.length === 0) return [...revs];
  const good = revsOf(repo, state.good);
  const bad = revsOf(repo, state.bad);
  const range = new Set([...dagRange(repo.graph, good, bad), ...dagRange(repo.graph, bad, good)]);
  return revs.filter((rev) => range.has(rev));
}

/**
 * Hidden changesets take part. There must be good and bad ones.
 * @throws HgError when the marks contradict each other or have nothing to do with each other
 */
export function bisect(repo: Repository, state: BisectionState): BisectionStep {
  const { graph } = repo;
  const good = revsOf(repo, state.good);
  const bad = revsOf(repo, state.bad);
  let isGood = false;
  let last = Math.min(...bad);
  let candidates = bisectionCandidates(graph, good, last);
  if (candidates.length === 0) {
    isGood = true;
    last = Math.min(...good);
    candidates = bisectionCandidates(graph, bad, last);
  }
  if (candidates.length === 0) {
    if (good.length === 1 && bad.length === 1 && good[0] !== bad[0])
      throw new HgError('abort', 'starting revisions are not directly related');
    const node = repo.node(last).slice(0, 12);
    throw new HgError('abort', `inconsistent state, ${last}:${node} is good and bad`);
  }
  const next = bisectionChoice(graph, candidates, new Set(revsOf(repo, state.skip)));
  return { candidates: [...candidates], next, isGood };
}

/**
 * Where the search may go on when its result is a merge of which one parent only was marked: from where the sides of that merge
 * have parted. Undefined when all has been looked at.
 */
export function bisectionExtension(
  repo: Repository,
  state: BisectionState,
  { candidates, isGood }: BisectionStep,
): number | undefined {
  const [rev] = candidates;
  if (rev === undefined || candidates.length > 1) return undefined;
  const [p1, p2] = [repo.graph.parent1(rev), repo.graph.parent2(rev)];
  if (p2 < 0) return undefined;
  const marked = new Set(isGood ? state.bad : state.good);
  if (marked.has(repo.node(p1)) === marked.has(repo.node(p2))) return undefined;
  return greatestCommonAncestor(repo, p1, p2, repo.config.getList('merge', 'preferancestor'));
}
