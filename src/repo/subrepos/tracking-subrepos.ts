/** Commands about tracked files, and the nested repositories that they go into. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { type Matcher, matcherBelow } from '../../match/index.js';
import type { Repository } from '../repository.js';
import type { TrackingContext } from '../tracking/tracking-context.js';
import { Subrepo } from './subrepo.js';
import { substateOf } from './substate.js';

export interface TrackedSubrepo {
  readonly path: ByteString;
  /** The same for the nested repository. */
  readonly context: TrackingContext;
  /** Named, or all are gone into. */
  readonly isEntered: boolean;
}

export interface TrackedSubrepos {
  /** Without names that belong to nested repositories. */
  readonly own: TrackingContext;
  readonly subrepos: readonly TrackedSubrepo[];
}

export function trackedSubrepos(context: TrackingContext): TrackedSubrepos {
  const { repo, matcher, show, subrepos: recursive = false } = context;
  const states = substateOf(repo, WDIR_REV);
  const subrepos = [...states].map(([path, state]) => {
    const below = matcherBelow(path, matcher);
    return {
      path,
      context: {
        ...context,
        repo: new Subrepo(repo, path, state).repo,
        matcher: below,
        show: (inside: ByteString) => show(`${path}/${inside}`),
      },
      isEntered: recursive || isNamed(matcher, below, path),
    };
  });
  return { own: { ...context, matcher: outsideSubrepos(matcher, states.keys()) }, subrepos };
}

/** The nested repository, or something in it, was named. */
export function isNamed(matcher: Matcher, below: Matcher, path: ByteString): boolean {
  return matcher.isExact(path) || below.files.length > 0;
}

/** Selects the same, but nothing in the directories. */
export function outsideSubrepos(matcher: Matcher, directories: Iterable<ByteString>): Matcher {
  const inside = [...directories];
  const isOutside = (path: ByteString): boolean =>
    !inside.some((one) => path === one || path.startsWith(`${one}/`));
  return {
    matches: (path) => matcher.matches(path) && isOutside(path),
    directory: (path) => (isOutside(path) ? matcher.directory(path) : 'none'),
    files: matcher.files.filter(isOutside),
    roots: matcher.roots.filter(isOutside),
    isExact: (path) => matcher.isExact(path) && isOutside(path),
    always: false,
    exactOnly: matcher.exactOnly,
    prefix: matcher.prefix,
    describe: () => matcher.describe(),
  };
}

/** The path is that of a nested repository, or below it; so are those of repositories nested in it. */
export function isInSubrepo(repo: Repository, path: ByteString, rev = WDIR_REV): boolean {
  for (const one of substateOf(repo, rev).keys()) if (path === one || path.startsWith(`${one}/`)) return true;
  return false;
}

/** The directory is a nested repository that `.hgsub` knows of, at whatever depth. */
export function isKnownSubrepo(repo: Repository, directory: ByteString): boolean {
  for (const [path, state] of substateOf(repo, WDIR_REV)) {
    if (path === directory) return true;
    if (directory.startsWith(`${path}/`) && state.kind === 'hg')
      return isKnownSubrepo(new Subrepo(repo, path, state).repo, directory.slice(path.length + 1));
  }
  return false;
}
