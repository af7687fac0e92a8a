/** Differences in nested repositories, with paths as seen from the outermost one. */
import type { FileDiff } from '../../diff/index.js';
import { type Repository, subreposIn } from '../../repo/index.js';
import { diffRevisions, type RevisionDiffSettings } from '../diff/revision-diff.js';

/**
 * One list for each nested repository, those nested in it behind it.
 * @param all otherwise only those of which something is named.
 */
export function* diffsOfSubrepos(
  repo: Repository,
  [from, to]: readonly [number, number],
  settings: RevisionDiffSettings,
  all: boolean,
): Generator<Iterable<FileDiff>> {
  const { matcher, bad, nestedAt = '' } = settings;
  for (const compared of subreposIn(repo).comparedSubrepos(repo, from, to, matcher)) {
    const { sub, repo: nested, matcher: below } = compared;
    if (
      !all &&
      (matcher === undefined ||
        below === undefined ||
        !subreposIn(repo).isSubrepoNamed(matcher, below, sub.path))
    )
      continue;
    const own: RevisionDiffSettings = {
      ...settings,
      matcher: below,
      root: '',
      nestedAt: nestedAt === '' ? sub.path : `${nestedAt}/${sub.path}`,
      ...(bad && { bad: (path, message) => bad(`${sub.path}/${path}`, message) }),
    };
    yield subreposIn(repo).inSubrepo(sub.shownAs, () =>
      diffRevisions(nested, compared.from, compared.to, own),
    );
    yield* diffsOfSubrepos(nested, [compared.from, compared.to], own, true);
  }
}
