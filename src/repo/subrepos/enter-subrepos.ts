/**
 * The door to everything that deals with nested repositories. Few repositories have any: commands load what is behind this only when
 * `has-subrepos.ts` says that there are some.
 */
import type { ByteString } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import type { Repository } from '../repository.js';
import { LocalSubrepos } from './merge-substates.js';
import * as statuses from './status-with-subrepos.js';
import { Subrepo } from './subrepo.js';
import type { SubrepoState } from './types.js';

export { commitSubrepos, phaseWithSubrepos, prepareSubrepoCommit } from './commit-subrepos.js';
export { enteredSubrepos } from './entered-subrepos.js';
export { mergeSubstates, settleSubstate } from './merge-substates.js';
export { revertedSubrepos, revertSubrepos } from './revert-subrepos.js';
export { joinSource as joinSubrepoSource, requiredPlace as subrepoPlace } from './sources.js';
export { comparedSubrepos, statusWithSubrepos } from './status-with-subrepos.js';
export { isStoreAsRemembered, rememberStore } from './store-hashes.js';
export { errorInSubrepo, inSubrepo } from './subrepo-error.js';
export { substateOf } from './substate.js';
export {
  isInSubrepo,
  isKnownSubrepo,
  isNamed as isSubrepoNamed,
  trackedSubrepos,
} from './tracking-subrepos.js';
export { refuseBrokenLinks, verifyLinks } from './verify-links.js';

/** Those of the working directory. */
export function localSubrepos(repo: Repository): LocalSubrepos {
  return new LocalSubrepos(repo);
}

/** The matcher without what belongs to nested repositories. */
export function ownMatcher<T extends Matcher | undefined>(repo: Repository, matcher: T): T | Matcher {
  return statuses.ownMatcher(repo, matcher) ?? matcher;
}

/** One nested repository. @param create an empty one where there is none. @throws HgError */
export function subrepoAt(parent: Repository, path: ByteString, state: SubrepoState, create = true): Subrepo {
  return new Subrepo(parent, path, state, create);
}

/** Those of the working directory that are not as recorded. @throws HgError */
export function dirtySubrepos(repo: Repository, missingToo = false): ReadonlySet<ByteString> {
  return new LocalSubrepos(repo, missingToo).dirty;
}
