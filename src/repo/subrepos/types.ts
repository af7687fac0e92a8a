/** What is known of nested repositories, and what a program has to know to reach them. */
import type { ByteString } from '../../bytes/index.js';
import type { Repository } from '../repository.js';

/** One nested repository, as `.hgsub` and `.hgsubstate` of a revision describe it. */
export interface SubrepoState {
  /** Where it comes from: as written, after the rules of `[subpaths]`. */
  readonly source: ByteString;
  /** Forty digits; '' when no revision is recorded. */
  readonly node: ByteString;
  /** `hg`, or something that this program does not open: `git`, `svn`... */
  readonly kind: ByteString;
}

/** By path, in byte order. */
export type Substate = ReadonlyMap<ByteString, SubrepoState>;

/** What can be done about nested repositories: `enter-subrepos.ts`, which a program may load late. */
export type SubrepoOperations = typeof import('./enter-subrepos.js');

/** What differs between programs: configuration of repositories, and URLs. */
export interface SubrepoHost {
  readonly operations: SubrepoOperations;
  /** Opens the repository in a directory with settings of its own. @throws HgError */
  open(root: ByteString): Repository;
  /** Opens what a nested repository is cloned or pulled from. @throws HgError when there is nothing, or it cannot be opened from here. */
  openSource(url: ByteString): Repository;
  /** Where a repository's settings say that it pulls from (`paths.default`), or pushes to. */
  defaultPath(repo: Repository, forPush: boolean): ByteString | undefined;
  /** A path of a repository as the user sees it. */
  show(repo: Repository, path: ByteString): ByteString;
  /** A URL by which the same place is always called: paths are absolute. */
  normalUrl(url: ByteString): ByteString;
}

/** What all views of one repository share about those nested in it, and about the one that it is nested in. */
export interface Nesting {
  readonly host: SubrepoHost;
  /** Undefined for one that is not nested. */
  parent?: Repository | undefined;
  /** In the working directory of {@link parent}. */
  path?: ByteString | undefined;
  /** As written in the parent. */
  source?: ByteString | undefined;
  /** Another repository that a pull or push goes on with right now, in place of the configured ones. */
  exchangesWith?: ByteString | undefined;
  /** It was said that a tracked `.hgsub` is missing. */
  warned?: boolean;
  /** Opened already: one set of locks each. */
  readonly opened: Map<ByteString, Repository>;
}
