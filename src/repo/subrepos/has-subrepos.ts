/** Whether there are nested repositories at all: asked everywhere, answered without loading what deals with them. */
import { NULL_REV, WDIR_REV } from '../../bytes/index.js';
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

/** The same of a revision, or of the working directory. */
export function hasSubrepos(repo: Repository, rev: number): boolean {
  if (rev === NULL_REV || repo.place.nesting === undefined) return false;
  return rev === WDIR_REV ? tracksSubrepos(repo, workingState(repo)) : repo.manifest(rev).has(SPEC_FILE);
}

/** What deals with them. Only to be asked for when there are some. */
export function subreposIn({ place }: Repository): SubrepoOperations {
  if (place.nesting === undefined) throw new HgError('abort', 'subrepos not enabled');
  return place.nesting.host.operations;
}
