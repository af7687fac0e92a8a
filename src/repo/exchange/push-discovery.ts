/** What a push, and the commands that only look, find out about the other side. */
import type { NodeId } from '../../bytes/index.js';
import { headsOf, LazyAncestors } from '../../dag/index.js';
import { discoverCommon, discoveryOptions, type ExchangeUi, type Peer } from '../../exchange/index.js';
import type { Repository } from '../repository.js';
import { type OutgoingChangesets, outgoingChangesets } from './outgoing-changesets.js';

/** What is found out before anything is sent. */
export interface PushDiscovery {
  readonly outgoing: OutgoingChangesets;
  readonly remoteHeads: readonly NodeId[];
  /** Heads of what both have now, as far as it was asked for. */
  readonly commonHeads: readonly number[];
  /** The same, once everything is sent. */
  readonly futureHeads: readonly number[];
  readonly isFutureCommon: (rev: number) => boolean;
}

/** What `outgoing` and the query of that name ask, too. @throws HgError "repository is unrelated" */
export async function discoverOutgoing(
  repo: Repository,
  remote: Peer,
  request: { readonly revs?: readonly number[] | undefined; readonly force?: boolean },
  ui: ExchangeUi,
): Promise<{ outgoing: OutgoingChangesets; remoteHeads: readonly NodeId[] }> {
  const { revs } = request;
  const found = await discoverCommon({
    history: repo.changelog,
    heads: repo.withHidden(false).heads(),
    ...(revs !== undefined && { ancestorsOf: headsOf(repo.graph, revs) }),
    isVisible: () => true,
    remote,
    options: discoveryOptions(repo.config),
    random: Math.random,
    ui,
    force: request.force ?? false,
  });
  return { outgoing: outgoingChangesets(repo, found.common, revs), remoteHeads: found.remoteHeads };
}

/** hg's words for a push of nothing. */
export function reportNothing(ui: ExchangeUi, excluded: readonly number[], repo: Repository): void {
  const secret = excluded.filter((rev) => repo.phases.phase(rev) >= 2).length;
  ui.status(secret > 0 ? `no changes found (ignored ${secret} secret changesets)\n` : 'no changes found\n');
}

export async function discoverForPush(
  repo: Repository,
  remote: Peer,
  request: { readonly revs?: readonly number[] | undefined; readonly force?: boolean },
  ui: ExchangeUi,
): Promise<PushDiscovery> {
  const { outgoing, remoteHeads } = await discoverOutgoing(repo, remote, request, ui);
  const { graph } = repo;
  const common = new LazyAncestors(graph, outgoing.commonHeads, { inclusive: true });
  const missing = new Set(outgoing.missing);
  const commonHeads =
    request.revs === undefined
      ? visibleHeads(repo, outgoing.commonHeads)
      : commonAmong(repo, request.revs, common, outgoing);
  return {
    outgoing,
    remoteHeads,
    commonHeads,
    futureHeads: headsOf(graph, [...commonHeads, ...outgoing.missingHeads]),
    isFutureCommon: (rev) => missing.has(rev) || common.has(rev),
  };
}

/** Heads of the ancestors that are not hidden: phases of what is hidden stay as they are. O(hidden ancestors). */
function visibleHeads(repo: Repository, heads: readonly number[]): readonly number[] {
  const { graph } = repo;
  const visible = repo.withHidden(false);
  const found: number[] = [];
  const seen = new Set<number>();
  const open = [...heads];
  for (let rev = open.pop(); rev !== undefined; rev = open.pop()) {
    if (rev < 0 || seen.has(rev)) continue;
    seen.add(rev);
    if (visible.isHidden(rev)) open.push(graph.parent1(rev), graph.parent2(rev));
    else found.push(rev);
  }
  return headsOf(graph, found);
}

/** Heads of what is common among the ancestors of revisions. */
function commonAmong(
  { graph }: Repository,
  revs: readonly number[],
  common: LazyAncestors,
  { missing, excluded }: OutgoingChangesets,
): number[] {
  const found = revs.filter((rev) => common.has(rev));
  for (const rev of [...missing, ...excluded])
    for (const parent of [graph.parent1(rev), graph.parent2(rev)])
      if (parent >= 0 && common.has(parent)) found.push(parent);
  return headsOf(graph, found);
}
