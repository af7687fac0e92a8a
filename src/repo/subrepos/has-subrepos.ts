/** Whether there are nested repositories at all: asked everywhere, answered without loading what deals with them. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { HgError } from '../../errors/index.js';
import type { Repository } from '../repository.js';
import { workingState } from '../working-copy/working-dirstate.js';
import type { SubrepoOperations } from './types.js';

const SPEC_FILE = '.hgsub';

/** One lookup. False where the program does not deal with nested repositories. */
export function tracksSubrepos(repo: Repository, dirstate: Dirstate): boolean {
  return repo.place.nesting !== undefined && dirstate.isTracked(SPEC_FILE);
}

/**
 * The same of a revision, or of the working directory, where a tracked `.hgsub` that is not there counts for none. What most repositories never
 * had is found out by looking for one file.
 */
export function hasSubrepos(repo: Repository, rev: number): boolean {
  if (rev === NULL_REV || repo.place.nesting === undefined) return false;
  if (rev !== WDIR_REV) return hasHistoryOf(repo, SPEC_FILE) && repo.manifest(rev).has(SPEC_FILE);
  return repo.place.workFs.stat(SPEC_FILE, true) !== undefined && tracksSubrepos(repo, workingState(repo));
}

/** Some changeset has, or has had, a file of that name. */
export function hasHistoryOf({ store }: Repository, path: ByteString): boolean {
  try {
    return store.openFile(path).index.length > 0;
  } catch (error) {
    // Its damage is reported when it is needed.
    if (error instanceof HgError) return false;
    throw error;
  }
}

/** What deals with them. Only to be asked for when there are some. */
export function subreposIn({ place }: Repository): SubrepoOperations {
  if (place.nesting === undefined) throw new HgError('abort', 'subrepos not enabled');
  return place.nesting.host.operations;
}
