/** The two ways to find out what repositories have in common, as `debugdiscovery` tries them. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { headsOf } from '../../dag/index.js';
import {
  discoverByLines,
  discoverCommonNear,
  discoveryOptions,
  type ExchangeUi,
  type LineQueries,
  type LineSide,
  type NearSide,
} from '../../exchange/index.js';
import type { Repository } from '../../repo/index.js';
import type { Side } from './discovery-figures.js';

export interface CommonSearch {
  readonly repo: Repository;
  readonly local: Side;
  readonly remote: NearSide & LineSide;
  readonly ui: ExchangeUi;
  /** For what is said even with --quiet. */
  readonly write: (text: ByteString) => void;
}

export interface FoundCommon {
  readonly common: readonly NodeId[];
  readonly roundTrips: number;
  readonly queries: number;
  /** Of discovery by walking trees. */
  readonly lines?: LineQueries;
}

/** @param ancestorsOf only what has to do with these */
export function findBySamples(
  { repo, local, remote, ui }: CommonSearch,
  ancestorsOf: readonly number[] | undefined,
  random: () => number,
): FoundCommon {
  const audit = { roundTrips: 0, queries: 0, firstUndecided: undefined };
  const { common } = discoverCommonNear({
    history: repo.changelog,
    heads: local.heads,
    ...(ancestorsOf !== undefined && { ancestorsOf }),
    isVisible: local.has,
    remote,
    options: discoveryOptions(repo.config),
    random,
    ui,
    force: true,
    audit,
  });
  return { common, roundTrips: audit.roundTrips, queries: audit.queries };
}

/** @param prune whether to leave only heads of what was found, and to say what that was */
export function findByLines({ repo, local, remote, ui, write }: CommonSearch, prune: boolean): FoundCommon {
  const { common, queries } = discoverByLines({
    isEmpty: local.heads.length === 0,
    knows: (node) => {
      const rev = repo.revOf(node);
      return rev !== undefined && (rev < 0 || local.has(rev));
    },
    // Newest heads first, as hg has them.
    remote: { ...remote, headNodes: () => [...remote.headNodes()].reverse() },
    ui,
  });
  const { branches, between } = queries;
  const found = {
    roundTrips: 1 + branches.roundTrips + between.roundTrips,
    queries: branches.nodes + between.nodes,
    lines: queries,
  };
  if (!prune) return { ...found, common };
  write(`unpruned common: ${common.map((node) => node.slice(0, 12)).join(' ')}\n`);
  const revs = common.map((node) => repo.revOf(node) ?? -1).filter((rev) => rev >= 0);
  return { ...found, common: headsOf(repo.graph, revs).map((rev) => repo.node(rev)) };
}
