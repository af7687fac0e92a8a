/** A changeset becomes a shelf. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { SILENT_UI } from '../../exchange/index.js';
import { writeBundle } from '../bundles/index.js';
import type { Repository } from '../repository.js';
import { parentsOutside } from '../strip/strip-plan.js';
import type { WriteSession } from '../writing/index.js';
import { ShelfFiles } from './shelf-files.js';
import type { ShelveContext } from './shelve-context.js';

/** The changeset and its ancestors that are not public: whoever unshelves may not have them. */
function outgoingOf(repo: Repository, { writer }: WriteSession, rev: number, isAlone: boolean) {
  const mutable = new Set([rev]);
  for (const one of mutable)
    for (const parent of [repo.graph.parent1(one), repo.graph.parent2(one)])
      if (!isAlone && parent >= 0 && writer.phases.phase(parent) > 0) mutable.add(parent);
  return {
    missing: Int32Array.from(mutable).sort(),
    commonHeads: parentsOutside(repo.store, mutable),
    missingHeads: [rev],
    isComplete: false,
  };
}

/**
 * @param repo has the changeset.
 * @param options.isAlone for this repository: its ancestors do not go along.
 * @throws FileSystemError
 */
export function writeShelf(
  { patch }: ShelveContext,
  repo: Repository,
  session: WriteSession,
  name: ByteString,
  node: NodeId,
  { isAlone = false }: { readonly isAlone?: boolean } = {},
): void {
  const rev = repo.revOf(node) as number;
  const spec = {
    compression: 'BZ',
    type: repo.store.requirements.has('generaldelta') ? 'v2' : 'v1',
    changegroupVersion: repo.store.requirements.has('treemanifest') ? '03' : undefined,
    phases: false,
    obsolescence: false,
    stream: false,
  } as const;
  const outgoing = outgoingOf(repo, session, rev, isAlone);
  const bundle = writeBundle(repo, outgoing, spec, SILENT_UI, { caches: false });
  new ShelfFiles(repo).write(name, { node, bundle, patch: patch(repo, rev) });
}
