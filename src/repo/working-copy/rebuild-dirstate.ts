/** Makes the dirstate of a working directory anew from a revision. */
import { type ByteString, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { type Dirstate, emptyDirstate, readDirstate, readWorkingParents } from '../../dirstate/index.js';
import { CorruptionError, isNotFound } from '../../errors/index.js';
import type { Repository } from '../repository.js';

export interface RebuildOptions {
  /** Default: the first parent, as far as the damaged file still tells. */
  readonly rev?: number | undefined;
  /** Only what the dirstate and the parent do not agree on; what was added, removed or changed stays. */
  readonly minimal?: boolean;
}

/** Under the lock. @throws CorruptionError when not even the parents can be read and none is named */
export function rebuildDirstate(repo: Repository, { rev, minimal = false }: RebuildOptions): void {
  repo.place.writing.holding('wlock', () => {
    const { hgFs, requirements } = repo.store.places;
    const version2 = requirements.has('dirstate-v2');
    let dirstate: Dirstate;
    try {
      dirstate = readDirstate(hgFs, version2);
    } catch (error) {
      if (!(error instanceof CorruptionError) && !isNotFound(error)) throw error;
      repo.place.warn('the dirstate cannot be read: making a new one');
      dirstate = emptyDirstate(version2);
    }
    const parent = rev ?? parentOf(repo, version2);
    const paths = parent === NULL_REV ? [] : [...repo.manifest(parent).paths()];
    const node = parent === NULL_REV ? NULL_NODE : repo.node(parent);
    dirstate.rebuild(node, paths, minimal ? inconsistent(dirstate, new Set(paths)) : undefined);
    dirstate.write(hgFs, (bytes) => repo.place.platform.random(bytes));
  });
}

function parentOf(repo: Repository, version2: boolean): number {
  const [node] = readWorkingParents(repo.store.places.hgFs, version2);
  return repo.revOf(node) ?? NULL_REV;
}

/** Of the parent but without entry, or with one (that is no addition) but not of the parent. */
function inconsistent(dirstate: Dirstate, paths: ReadonlySet<ByteString>): ByteString[] {
  const missing = [...paths].filter((path) => !dirstate.has(path));
  const extra = dirstate.paths().filter((path) => !paths.has(path) && !dirstate.isAdded(path));
  return [...missing, ...extra].sort();
}
