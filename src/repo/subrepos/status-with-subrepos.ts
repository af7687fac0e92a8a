/** Differences between revisions with those in nested repositories. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { LookupError } from '../../errors/index.js';
import { type Matcher, matcherBelow } from '../../match/index.js';
import type { Repository } from '../repository.js';
import type { StatusRequest, WorkingFileState, WorkingStatus } from '../working-copy/status.js';
import { statusBetween } from '../working-copy/working-context.js';
import { hasSubrepos } from './has-subrepos.js';
import { Subrepo } from './subrepo.js';
import { inSubrepo } from './subrepo-error.js';
import { substateOf } from './substate.js';
import { outsideSubrepos } from './tracking-subrepos.js';

/** A nested repository, and what of it is compared when two revisions of its parent are. */
export interface ComparedSubrepo {
  readonly sub: Subrepo;
  readonly repo: Repository;
  readonly from: number;
  readonly to: number;
  readonly matcher: Matcher | undefined;
}

/**
 * In the order of their paths, new ones last. One that has vanished is compared with what is checked out in it; a revision that is not there is warned of,
 * and the repository left out.
 */
export function comparedSubrepos(
  repo: Repository,
  from: number,
  to: number,
  matcher: Matcher | undefined,
): ComparedSubrepo[] {
  if (!hasSubrepos(repo, from) && !hasSubrepos(repo, to)) return [];
  const before = substateOf(repo, from);
  const after = substateOf(repo, to);
  const found: ComparedSubrepo[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(path);
    const now = after.get(path);
    const sub = new Subrepo(repo, path, (old ?? now) as NonNullable<typeof old>);
    const whole = sub.repo.withHidden(true);
    const revOf = (node: ByteString | undefined): number =>
      node === undefined || node === '' ? NULL_REV : whole.rev(node);
    try {
      found.push({
        sub,
        repo: whole,
        from: from === WDIR_REV && old !== undefined ? WDIR_REV : revOf(old?.node),
        to: to === WDIR_REV || now === undefined ? WDIR_REV : revOf(now.node),
        matcher: matcher && matcherBelow(path, matcher),
      });
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      repo.place.warn(`warning: error "${error.message}" in subrepository "${sub.shownAs}"`);
    }
  }
  return found;
}

/**
 * The lists of the repository, and with `recursive` those of nested ones among them; in byte order. Names that belong to nested repositories are none
 * of the outer one's.
 */
export function statusWithSubrepos(
  repo: Repository,
  from: number,
  to: number,
  request: StatusRequest,
  recursive: boolean,
): WorkingStatus {
  const { matcher, bad, dirstate: _own, ...rest } = request;
  const own = statusBetween(repo, from, to, { ...request, matcher: ownMatcher(repo, matcher) });
  const compared = recursive ? comparedSubrepos(repo, from, to, matcher) : [];
  if (compared.length === 0) return own;
  const lists = Object.fromEntries(
    Object.entries(own).map(([state, paths]) => [state, [...paths]]),
  ) as Record<WorkingFileState, ByteString[]>;
  for (const { sub, repo: nested, from, to, matcher } of compared) {
    const below = {
      ...rest,
      matcher,
      ...(bad !== undefined && {
        bad: (path: ByteString, message: ByteString) => bad(`${sub.path}/${path}`, message),
      }),
    };
    const found = inSubrepo(sub.shownAs, () => statusWithSubrepos(nested, from, to, below, true));
    for (const [state, paths] of Object.entries(found))
      for (const path of paths) lists[state as WorkingFileState].push(`${sub.path}/${path}`);
  }
  for (const paths of Object.values(lists)) paths.sort();
  return lists;
}

/** Without what is in nested repositories of the working directory. */
export function ownMatcher(repo: Repository, matcher: Matcher | undefined): Matcher | undefined {
  if (!hasSubrepos(repo, WDIR_REV)) return matcher;
  const states = substateOf(repo, WDIR_REV);
  return matcher === undefined || matcher.always ? matcher : outsideSubrepos(matcher, states.keys());
}
