/**
 * The door to everything that deals with nested repositories. Few repositories have any: commands load what is behind this only when
 * `has-subrepos.ts` says that there are some.
 */
import type { ByteString } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import type { Phase } from '../../store/index.js';
import type { MergePlan } from '../merge/file-action.js';
import type { MergeContext } from '../merge/merge-context.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import type { TrackingContext } from '../tracking/tracking-context.js';
import type { RevertRequest } from '../update/revert-files.js';
import type { StatusRequest, WorkingStatus } from '../working-copy/status.js';
import * as commits from './commit-subrepos.js';
import * as entering from './entered-subrepos.js';
import * as merges from './merge-substates.js';
import * as reverts from './revert-subrepos.js';
import * as sources from './sources.js';
import * as statuses from './status-with-subrepos.js';
import * as hashes from './store-hashes.js';
import * as single from './subrepo.js';
import * as errors from './subrepo-error.js';
import * as substates from './substate.js';
import * as tracking from './tracking-subrepos.js';
import type { SubrepoState, Substate } from './types.js';
import * as links from './verify-links.js';

/** @see merges.LocalSubrepos */
export function localSubrepos(repo: Repository): merges.LocalSubrepos {
  return new merges.LocalSubrepos(repo);
}

/** @see merges.mergeSubstates */
export function mergeSubstates(merge: merges.SubstateMerge): void {
  merges.mergeSubstates(merge);
}

/** @see merges.settleSubstate */
export function settleSubstate(
  plan: MergePlan,
  context: MergeContext,
  labels: readonly ByteString[] | undefined,
): void {
  merges.settleSubstate(plan, context, labels);
}

/** @see commits.prepareSubrepoCommit */
export function prepareSubrepoCommit(
  repo: Repository,
  matcher: Matcher,
  status: WorkingStatus,
  options: commits.SubrepoCommitOptions,
): commits.SubrepoCommit {
  return commits.prepareSubrepoCommit(repo, matcher, status, options);
}

/** @see commits.commitSubrepos */
export function commitSubrepos(
  repo: Repository,
  prepared: commits.SubrepoCommit,
  messages: Pick<Messages, 'debug'> & { status(text: ByteString): void },
  commit: commits.CommitInSubrepo,
): void {
  commits.commitSubrepos(repo, prepared, messages, commit);
}

/** @see commits.phaseWithSubrepos */
export function phaseWithSubrepos(
  repo: Repository,
  wanted: Phase,
  warn: (text: ByteString) => void,
): commits.PhaseWithSubrepos {
  return commits.phaseWithSubrepos(repo, wanted, warn);
}

/** @see tracking.trackedSubrepos */
export function trackedSubrepos(context: TrackingContext): tracking.TrackedSubrepos {
  return tracking.trackedSubrepos(context);
}

/** @see tracking.isNamed */
export function isSubrepoNamed(matcher: Matcher, below: Matcher, path: ByteString): boolean {
  return tracking.isNamed(matcher, below, path);
}

/** @see statuses.ownMatcher */
export function ownMatcher<T extends Matcher | undefined>(repo: Repository, matcher: T): T | Matcher {
  return statuses.ownMatcher(repo, matcher) ?? matcher;
}

/** @see tracking.isInSubrepo */
export function isInSubrepo(repo: Repository, path: ByteString, rev?: number): boolean {
  return tracking.isInSubrepo(repo, path, rev);
}

/** @see tracking.isKnownSubrepo */
export function isKnownSubrepo(repo: Repository, directory: ByteString): boolean {
  return tracking.isKnownSubrepo(repo, directory);
}

/** @see statuses.statusWithSubrepos */
export function statusWithSubrepos(
  repo: Repository,
  from: number,
  to: number,
  request: StatusRequest,
  recursive: boolean,
): WorkingStatus {
  return statuses.statusWithSubrepos(repo, from, to, request, recursive);
}

/** @see statuses.comparedSubrepos */
export function comparedSubrepos(
  repo: Repository,
  from: number,
  to: number,
  matcher: Matcher | undefined,
): statuses.ComparedSubrepo[] {
  return statuses.comparedSubrepos(repo, from, to, matcher);
}

/** @see entering.enteredSubrepos */
export function enteredSubrepos(
  repo: Repository,
  rev: number,
  matcher: Matcher,
  all: boolean,
): entering.EnteredSubrepos {
  return entering.enteredSubrepos(repo, rev, matcher, all);
}

/** @see reverts.revertedSubrepos */
export function revertedSubrepos(repo: Repository, matcher: Matcher): readonly ByteString[] {
  return reverts.revertedSubrepos(repo, matcher);
}

/** @see reverts.revertSubrepos */
export function revertSubrepos(repo: Repository, paths: readonly ByteString[], request: RevertRequest): void {
  reverts.revertSubrepos(repo, paths, request);
}

/** @see substates.substateOf */
export function substateOf(repo: Repository, rev: number): Substate {
  return substates.substateOf(repo, rev);
}

/** One nested repository. @param create an empty one where there is none. @throws HgError */
export function subrepoAt(
  parent: Repository,
  path: ByteString,
  state: SubrepoState,
  create = true,
): single.Subrepo {
  return new single.Subrepo(parent, path, state, create);
}

/** Those of the working directory that are not as recorded. @throws HgError */
export function dirtySubrepos(repo: Repository, missingToo = false): ReadonlySet<ByteString> {
  return new merges.LocalSubrepos(repo, missingToo).dirty;
}

/** @see links.verifyLinks */
export function verifyLinks(
  repo: Repository,
  revs: Iterable<number>,
  warn: (text: ByteString) => void,
): void {
  links.verifyLinks(repo, revs, warn);
}

/** @see links.refuseBrokenLinks */
export function refuseBrokenLinks(repo: Repository, revs: Iterable<number>): void {
  links.refuseBrokenLinks(repo, revs);
}

/** @see sources.requiredPlace */
export function subrepoPlace(repo: Repository, forPush: boolean): ByteString {
  return sources.requiredPlace(repo, forPush);
}

/** @see sources.joinSource */
export function joinSubrepoSource(base: ByteString, source: ByteString): ByteString {
  return sources.joinSource(base, source);
}

/** @see hashes.isStoreAsRemembered */
export function isStoreAsRemembered(repo: Repository, place: ByteString): boolean {
  return hashes.isStoreAsRemembered(repo, place);
}

/** @see hashes.rememberStore */
export function rememberStore(repo: Repository, place: ByteString): void {
  hashes.rememberStore(repo, place);
}

/** @see errors.errorInSubrepo */
export function errorInSubrepo(path: ByteString, error: unknown): unknown {
  return errors.errorInSubrepo(path, error);
}

/** @see errors.inSubrepo */
export function inSubrepo<T>(path: ByteString, run: () => T): T {
  return errors.inSubrepo(path, run);
}
