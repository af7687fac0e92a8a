/** What a commit does about nested repositories: commits in them first, and records where they are. */
import { type ByteString, bytesOf, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { ConfigError, HgError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { replaceFile } from '../../platform/index.js';
import { PHASE_NAMES, type Phase } from '../../store/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import type { WorkingStatus } from '../working-copy/status.js';
import { formatSubstate } from './parse-spec.js';
import { Subrepo } from './subrepo.js';
import { inSubrepo } from './subrepo-error.js';
import { SPEC_FILE, STATE_FILE, substateOf } from './substate.js';
import type { Substate } from './types.js';

/** What was found before anything is committed. */
export interface SubrepoCommit {
  /** With `.hgsubstate` where it is going to change, and not where a user has touched it. */
  readonly status: WorkingStatus;
  /** Paths of those whose recorded state changes. */
  readonly changed: readonly ByteString[];
  /** Those of them that have changes of their own, which are committed first. */
  readonly dirty: readonly ByteString[];
  /** Nodes to record, but for the ones of {@link dirty}. */
  readonly nodes: ReadonlyMap<ByteString, ByteString>;
  readonly states: Substate;
}

const without = (paths: readonly ByteString[]): readonly ByteString[] =>
  paths.filter((path) => path !== STATE_FILE);

export interface SubrepoCommitOptions {
  /** `.hgsub` is tracked; otherwise it has been removed. */
  readonly hasSpec: boolean;
  /** Changes in nested repositories are committed there; default `ui.commitsubrepos`. */
  readonly recursive?: boolean;
}

/**
 * @throws HgError for changes in nested repositories, unless `recursive`; for new ones that the matcher leaves out
 */
export function prepareSubrepoCommit(
  repo: Repository,
  matcher: Matcher,
  status: WorkingStatus,
  { hasSpec, recursive = repo.config.getBool('ui', 'commitsubrepos') }: SubrepoCommitOptions,
): SubrepoCommit {
  if (!hasSpec) return whenSpecIsGone(repo, status);
  const states = substateOf(repo, WDIR_REV);
  const [p1, p2] = repo.workingParents();
  const before = substateOf(repo, p1);
  const nodes = new Map<ByteString, ByteString>();
  const changed: ByteString[] = [];
  const dirty: ByteString[] = [];
  for (const [path, state] of states) {
    if (!matcher.matches(path)) {
      const old = before.get(path);
      if (old === undefined) throw new HgError('abort', `commit with new subrepo ${path} excluded`);
      nodes.set(path, old.node);
      continue;
    }
    const sub = new Subrepo(repo, path, state);
    if (sub.isDirty(true)) {
      if (!recursive) throw sub.isUncommitted('use --subrepos for recursive commit');
      changed.push(path);
      dirty.push(path);
      nodes.set(path, state.node);
    } else {
      nodes.set(path, sub.currentNode);
      if (before.get(path)?.node !== sub.currentNode) changed.push(path);
    }
  }
  const parents = p2 === NULL_REV ? [p1] : [p1, p2];
  for (const parent of parents)
    for (const path of substateOf(repo, parent).keys())
      if (!states.has(path) && matcher.matches(path) && !changed.includes(path)) changed.push(path);
  let modified = without(status.modified);
  if (changed.length > 0) {
    // What names the new repositories has to be committed with them.
    if (!matcher.matches(SPEC_FILE) && isSpecChanged(repo))
      throw new HgError('abort', "can't commit subrepos without .hgsub");
    modified = [STATE_FILE, ...modified];
  }
  const { added, removed } = status;
  const now = { ...status, modified, added: without(added), removed: without(removed) };
  return { status: now, changed, dirty, nodes, states };
}

function isSpecChanged(repo: Repository): boolean {
  const { modified, added } = repo.workingContext().status;
  return modified.includes(SPEC_FILE) || added.includes(SPEC_FILE);
}

/** `.hgsubstate` goes with it. */
function whenSpecIsGone(repo: Repository, status: WorkingStatus): SubrepoCommit {
  const nothing = { changed: [], dirty: [], nodes: new Map(), states: new Map() };
  const { modified, added, removed } = status;
  const isListed = [modified, added, removed].some((paths) => paths.includes(STATE_FILE));
  if (isListed || !repo.workingContext().dirstate.isTracked(STATE_FILE)) return { ...nothing, status };
  return { ...nothing, status: { ...status, removed: [STATE_FILE, ...removed].sort() } };
}

/** Commits in one nested repository. @returns undefined when there was nothing to commit */
export type CommitInSubrepo = (repo: Repository) => ByteString | undefined;

/** Commits in those with changes, then writes `.hgsubstate`. @throws SubrepoError */
export function commitSubrepos(
  repo: Repository,
  { changed, dirty, nodes, states }: SubrepoCommit,
  messages: Pick<Messages, 'debug'> & { status(text: ByteString): void },
  commit: CommitInSubrepo,
): void {
  if (changed.length === 0) return;
  const now = new Map(nodes);
  for (const path of dirty) {
    const state = states.get(path);
    if (state === undefined) continue;
    const sub = new Subrepo(repo, path, state);
    messages.status(`committing subrepository ${sub.shownAs}\n`);
    messages.debug(`committing subrepo ${sub.shownAs}\n`);
    now.set(path, inSubrepo(sub.shownAs, () => commit(sub.repo)) ?? sub.currentNode);
  }
  replaceFile(repo.place.workFs, STATE_FILE, bytesOf(formatSubstate(now)));
}

export interface PhaseWithSubrepos {
  readonly phase: Phase;
  /** Thrown within the transaction. */
  readonly refused?: HgError;
}

/**
 * No changeset is in a lower phase than what it needs of nested repositories, as `phases.checksubrepos` says.
 * @param wanted the phase that it would have without.
 * @throws ConfigError
 */
export function phaseWithSubrepos(
  repo: Repository,
  wanted: Phase,
  warn: (text: ByteString) => void,
): PhaseWithSubrepos {
  const states = substateOf(repo, WDIR_REV);
  if (states.size === 0) return { phase: wanted };
  const check = repo.config.get('phases', 'checksubrepos') ?? 'follow';
  if (check === 'ignore') return { phase: wanted };
  if (check !== 'follow' && check !== 'abort')
    throw new ConfigError(`invalid phases.checksubrepos configuration: ${check}`);
  let highest: Phase = 0;
  let where = '';
  for (const [path, state] of states) {
    const sub = new Subrepo(repo, path, state).repo.withHidden(true);
    const rev = state.node === '' ? sub.workingParents()[0] : (sub.revOf(state.node) ?? NULL_REV);
    const phase = rev === NULL_REV ? 0 : sub.phase(rev);
    if (phase <= highest) continue;
    highest = phase;
    where = path;
  }
  if (wanted >= highest) return { phase: wanted };
  const name = (phase: Phase): string => PHASE_NAMES[phase] ?? String(phase);
  if (check === 'abort') {
    const message = `can't commit in ${name(wanted)} phase conflicting ${name(highest)} from subrepository ${where}`;
    return { phase: wanted, refused: new HgError('abort', message) };
  }
  warn(`warning: changes are committed in ${name(highest)} phase from subrepository ${where}\n`);
  return { phase: highest };
}
