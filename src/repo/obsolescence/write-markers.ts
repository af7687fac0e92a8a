/** Writes obsolescence markers within a transaction, as the configuration allows. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import { HgError } from '../../errors/index.js';
import { addMarkers, type HgDate, type ObsFormat, type ObsMarker } from '../../store/index.js';
import type { Repository } from '../repository.js';
import type { WriteSession } from '../writing/index.js';
import { effectOf } from './effect.js';
import { isEvolutionEnabled } from './evolution.js';

function formatOf(config: Config): ObsFormat {
  const format = config.getInt('format', 'obsstore-version', 1);
  return format === 0 ? 0 : 1;
}

function checkAllowed(config: Config): void {
  if (!isEvolutionEnabled(config, 'createmarkers'))
    throw new HgError('abort', 'creating obsolete markers is not enabled on this repo');
}

/** Adds markers of this repository. @returns how many were new. @throws HgError `creating obsolete markers is not enabled on this repo` */
export function writeMarkers(
  { transaction, repository }: WriteSession,
  markers: Iterable<ObsMarker>,
): number {
  checkAllowed(repository.config);
  return addMarkers(transaction, repository.store.fs, markers, { format: formatOf(repository.config) });
}

/** What became of changesets: they were replaced by others together, or pruned. */
export interface Rewrite {
  readonly predecessors: readonly NodeId[];
  readonly successors: readonly NodeId[];
  readonly metadata?: ReadonlyMap<ByteString, ByteString>;
  readonly flags?: number;
}

export interface RewriteOptions {
  /** Who did it. */
  readonly user: ByteString;
  readonly date: HgDate;
  /** `amend`, `rebase`... */
  readonly operation?: ByteString;
}

/**
 * Records rewrites the way commands do: with user, operation and effect, and the parents of what was pruned.
 * @throws HgError when a predecessor is public or its own successor, or when markers are not enabled.
 */
export function recordRewrites(
  session: WriteSession,
  rewrites: Iterable<Rewrite>,
  { user, date, operation }: RewriteOptions,
): number {
  const { repository } = session;
  const markers: ObsMarker[] = [];
  for (const { predecessors, successors, metadata = [], flags = 0 } of rewrites)
    for (const predecessor of predecessors) {
      const rev = knownRev(repository, predecessor);
      if (repository.phases.isPublic(rev))
        throw new HgError('abort', `cannot obsolete public changeset: ${predecessor.slice(0, 12)}`, {
          hint: "see 'hg help phases' for details",
        });
      if (successors.includes(predecessor))
        throw new HgError('abort', `changeset ${predecessor.slice(0, 12)} cannot obsolete itself`);
      const all = new Map<ByteString, ByteString>([['user', user], ...metadata]);
      if (operation !== undefined) all.set('operation', operation);
      if (repository.config.getBool('experimental', 'evolution.effect-flags', true))
        all.set('ef1', String(effectOf(repository, rev, successors)));
      markers.push({
        predecessor,
        successors,
        flags,
        metadata: new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1))),
        date,
        parents: successors.length === 0 ? parentsOf(repository, rev) : undefined,
      });
    }
  return writeMarkers(session, markers);
}

function knownRev(repository: Repository, node: NodeId): number {
  const rev = repository.revOf(node);
  if (rev === undefined) throw new HgError('lookup', `unknown revision '${node}'`);
  return rev;
}

/** As markers record them: a root has the null node as its only parent. */
export function parentsOf(repository: Repository, rev: number): NodeId[] {
  const { graph } = repository;
  const p2 = graph.parent2(rev);
  const first = repository.node(graph.parent1(rev));
  return p2 < 0 ? [first] : [first, repository.node(p2)];
}
