/** The bundle that keeps what was stripped. */
import { type ByteString, bytesOf, type NodeId } from '../../bytes/index.js';
import { SILENT_UI, writeStream } from '../../exchange/index.js';
import { writeBundle } from '../bundles/index.js';
import type { Repository } from '../repository.js';
import { parentsOutside } from './strip-plan.js';

const DIRECTORY = 'strip-backup';

export interface BackupOptions {
  /** The end of the bundle's name. Default `backup`. */
  readonly topic?: ByteString;
}

/**
 * Bundles changesets in hg's form for backups, under the name that hg gives it: the first of them that was named, a hash of all, the topic.
 * @param revs ascending, with all that descends from them. @returns the path relative to the `.hg` that keeps the store.
 */
export function writeBackupBundle(
  repo: Repository,
  revs: readonly number[],
  node: NodeId,
  { topic = 'backup' }: BackupOptions,
): ByteString {
  const { hasher } = repo.place.platform;
  const { requirements } = repo.store;
  const nodes = revs.map((rev) => repo.node(rev)).sort();
  const hash = hasher.sha1Hex(bytesOf(nodes.join(''))).slice(0, 8);
  const path = `${DIRECTORY}/${node.slice(0, 12)}-${hash}-${topic}.hg`;
  const inside = new Set(revs);
  const isParent = new Set(revs.flatMap((rev) => [repo.graph.parent1(rev), repo.graph.parent2(rev)]));
  const outgoing = {
    missing: Int32Array.from(revs),
    commonHeads: parentsOutside(repo.store, inside),
    missingHeads: revs.filter((rev) => !isParent.has(rev)),
    isComplete: false,
  };
  const spec = {
    compression: 'BZ',
    type: requirements.has('generaldelta') || requirements.has('treemanifest') ? 'v2' : 'v1',
    changegroupVersion: requirements.has('treemanifest') ? '03' : undefined,
    phases: true,
    obsolescence: true,
    stream: false,
  } as const;
  const { hgFs } = repo.store.places;
  hgFs.makeDirectory(DIRECTORY, true);
  writeStream(hgFs, path, writeBundle(repo, outgoing, spec, SILENT_UI));
  return path;
}
