/** Nested repositories of a revision, for commands that look into them. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { LookupError } from '../../errors/index.js';
import { type Matcher, matcherBelow } from '../../match/index.js';
import type { Repository } from '../repository.js';
import { Subrepo } from './subrepo.js';
import { substateOf } from './substate.js';
import { isNamed, outsideSubrepos } from './tracking-subrepos.js';

export interface EnteredSubrepo {
  readonly sub: Subrepo;
  /** Of the nested repository; undefined when it does not have what is recorded. */
  readonly rev: number | undefined;
  readonly matcher: Matcher;
  /** Named, or all are gone into. */
  readonly isEntered: boolean;
}

export interface EnteredSubrepos {
  /** Without names that belong to nested repositories. */
  readonly own: Matcher;
  readonly subrepos: readonly EnteredSubrepo[];
}

/** @param rev of the outer repository; that of the working directory stands for theirs, too. */
export function enteredSubrepos(
  repo: Repository,
  rev: number,
  matcher: Matcher,
  all: boolean,
): EnteredSubrepos {
  const states = substateOf(repo, rev);
  const subrepos = [...states].map(([path, state]) => {
    const sub = new Subrepo(repo, path, state);
    const below = matcherBelow(path, matcher);
    const isEntered = all || isNamed(matcher, below, path);
    return { sub, rev: rev === WDIR_REV ? WDIR_REV : revIn(sub.repo, state.node), matcher: below, isEntered };
  });
  return { own: outsideSubrepos(matcher, states.keys()), subrepos };
}

function revIn(repo: Repository, node: ByteString): number | undefined {
  if (node === '') return NULL_REV;
  try {
    return repo.rev(node);
  } catch (error) {
    if (error instanceof LookupError) return undefined;
    throw error;
  }
}
