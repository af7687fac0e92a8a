/** Whether what changesets record of nested repositories is there. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Repository } from '../repository.js';
import { pathFromTop } from './open-subrepo.js';
import { Subrepo } from './subrepo.js';
import { substateOf } from './substate.js';
import type { SubrepoState } from './types.js';

/** What is wrong with one link; undefined when nothing is. @throws HgError when the repository is not there */
export function linkProblem(
  repo: Repository,
  rev: number,
  path: ByteString,
  state: SubrepoState,
): ByteString | undefined {
  const sub = new Subrepo(repo, path, state, false);
  const whole = sub.repo.withHidden(true);
  const found = whole.revOf(state.node);
  const name = `subrepo '${pathFromTop(repo, path)}'`;
  const where = `in revision ${repo.node(rev).slice(0, 12)}`;
  if (found === undefined) return `${name} not found ${where}`;
  return found >= 0 && whole.withHidden(false).isHidden(found) ? `${name} is hidden ${where}` : undefined;
}

/** Checks the links of some revisions; what is missing may only have to be pulled, so nothing of it is an error. */
export function verifyLinks(
  repo: Repository,
  revs: Iterable<number>,
  warn: (text: ByteString) => void,
): void {
  for (const rev of revs) {
    try {
      for (const [path, state] of substateOf(repo, rev)) {
        try {
          const problem = linkProblem(repo, rev, path, state);
          if (problem !== undefined) warn(`${problem}\n`);
        } catch (error) {
          if (!(error instanceof HgError) || !/^repository .* not found$/s.test(error.message)) throw error;
          warn(`${rev}: ${error.message}\n`);
        }
      }
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      if (error.code !== 'interrupted')
        warn(`.hgsubstate is corrupt in revision ${repo.node(rev).slice(0, 12)}\n`);
      else throw error;
    }
  }
}

/** @throws HgError for the first link of these revisions that nobody could follow */
export function refuseBrokenLinks(repo: Repository, revs: Iterable<number>): void {
  for (const rev of revs) {
    if (!repo.changeset(rev).files.includes('.hgsubstate') && !repo.changeset(rev).files.includes('.hgsub'))
      continue;
    for (const [path, state] of substateOf(repo, rev)) {
      const problem = linkProblem(repo, rev, path, state);
      if (problem !== undefined) throw new HgError('abort', problem);
    }
  }
}
