/** Reverting nested repositories. */
import { type ByteString, NULL_NODE, WDIR_REV } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { alwaysMatcher, exactMatcher, type Matcher } from '../../match/index.js';
import type { Repository } from '../repository.js';
import { type RevertRequest, revertFiles } from '../update/revert-files.js';
import { workingStatus } from '../working-copy/status.js';
import { Subrepo } from './subrepo.js';
import { inSubrepo } from './subrepo-error.js';
import { substateOf } from './substate.js';

/** Paths of those that the matcher selects. */
export function revertedSubrepos(repo: Repository, matcher: Matcher): readonly ByteString[] {
  return [...substateOf(repo, WDIR_REV).keys()].filter((path) => matcher.matches(path));
}

/**
 * Each goes to what the revision records of it: what was changed is kept as backup unless told otherwise, then it is updated. Repositories nested
 * in it are not reverted but updated.
 * @throws HgError when the revision has no such repository; SubrepoError
 */
export function revertSubrepos(repo: Repository, paths: readonly ByteString[], request: RevertRequest): void {
  const { rev, messages, display, dryRun, noBackup, everything = false } = request;
  const states = substateOf(repo, rev);
  for (const path of paths) {
    const state = states.get(path);
    if (state === undefined) {
      const node = rev < 0 ? NULL_NODE : repo.node(rev);
      throw new HgError('abort', `subrepository '${path}' does not exist in ${node.slice(0, 12)}!`);
    }
    const sub = new Subrepo(repo, path, state);
    messages.status(`reverting subrepo ${state.source}\n`);
    inSubrepo(sub.shownAs, () => {
      if (!noBackup) {
        const nested = sub.repo.withHidden(true);
        revertFiles(nested, {
          ...request,
          rev: nested.rev(state.node),
          matcher: everything ? exactMatcher(workingStatus(nested).modified) : alwaysMatcher(),
          isImplied: true,
          chooser: undefined,
          display: (inside) => display(`${path}/${inside}`),
        });
      }
      if (!dryRun) sub.get(state, true, messages);
    });
  }
}
