/** What `resolve` does: merge files anew, or note that they are resolved or not. */
import { type ByteString, byteStringOf } from '../../bytes/index.js';
import { isNotFound, StateError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import type { FileAction } from '../merge/file-action.js';
import { MergePlan } from '../merge/file-action.js';
import { CONFLICT_MARKERS } from '../merge/merge-file.js';
import type { MergeState } from '../merge/merge-state.js';
import { readMergeStateOf } from '../merge/merge-state-of.js';
import { resolveFile } from '../merge/resolve-file.js';
import { SideReader } from '../merge/side-reader.js';
import type { Messages } from '../messages.js';
import { Repository } from '../repository.js';
import { changeDirstate } from '../working-copy/working-dirstate.js';
import { backupPath } from './backup-path.js';
import { copyWorkingFile } from './copy-file.js';
import { recordPlan } from './record-plan.js';
import { WorkingFiles } from './working-files.js';

export interface ResolveRequest {
  readonly action: 'mark' | 'unmark' | 're-merge';
  readonly matcher: Matcher;
  readonly messages: Messages;
  readonly tool: ByteString | undefined;
  /** Paths as the user sees them. */
  readonly display: (path: ByteString) => ByteString;
  /** Files with conflict markers are not to be marked. */
  readonly refuseMarkers: boolean;
}

export interface ResolveResult {
  /** Any file was meant. */
  readonly matched: boolean;
  /** A merge failed. */
  readonly failed: boolean;
  /** Files that are unresolved afterwards. */
  readonly unresolved: number;
  readonly marked: 'refused' | 'done';
}

/** @throws StateError when nothing is merged; as `mergeFile` */
export function resolveFiles(given: Repository, request: ResolveRequest): ResolveResult {
  return changeDirstate(given, (dirstate) => {
    const repo = new Repository(given.place, true);
    const state = readMergeStateOf(repo);
    const branchMerge = repo.workingParents()[1] >= 0;
    if (!state.active && !branchMerge)
      throw new StateError('resolve command not applicable when not merging');
    const results = new Map<ByteString, FileAction>();
    const resolver = new Resolver(repo, state, request, results);
    const result = resolver.run();
    if (result.marked === 'done') state.write();
    recordPlan(dirstate, new MergePlan(), { results, written: new Map() }, { branchMerge, now: undefined });
    return result;
  });
}

class Resolver {
  readonly #repo: Repository;
  readonly #state: MergeState;
  readonly #reader: SideReader;
  readonly #request: ResolveRequest;
  readonly #results: Map<ByteString, FileAction>;
  readonly #files: WorkingFiles;
  readonly #withMarkers: ByteString[] = [];
  #failed = false;

  constructor(
    repo: Repository,
    state: MergeState,
    request: ResolveRequest,
    results: Map<ByteString, FileAction>,
  ) {
    this.#repo = repo;
    this.#state = state;
    this.#reader = new SideReader(repo);
    this.#request = request;
    this.#results = results;
    this.#files = new WorkingFiles(repo);
  }

  run(): ResolveResult {
    const { action, matcher, messages, display, refuseMarkers } = this.#request;
    const state = this.#state;
    const paths = [...state.entries.keys()].sort().filter((path) => matcher.matches(path));
    for (const path of paths) {
      if (action === 'mark') this.#mark(path);
      else if (action === 'unmark') state.mark(path, false);
      else this.#mergeAgain(path);
    }
    let marked: ResolveResult['marked'] = 'done';
    if (this.#withMarkers.length > 0) {
      const list = this.#withMarkers.map((path) => `  ${display(path)}\n`).join('');
      messages.warn(`warning: the following files still have conflict markers:\n${list}`);
      if (refuseMarkers) marked = 'refused';
    }
    return { matched: paths.length > 0, failed: this.#failed, unresolved: state.unresolvedCount, marked };
  }

  #mark(path: ByteString): void {
    const check = this.#repo.config.get('commands', 'resolve.mark-check');
    const entry = this.#state.entries.get(path);
    if ((check === 'warn' || check === 'abort') && entry?.kind === 'file' && !entry.resolved) {
      const content = this.#files.readExactly(path);
      if (content !== undefined && CONFLICT_MARKERS.test(byteStringOf(content))) this.#withMarkers.push(path);
    }
    this.#state.mark(path, true);
  }

  #mergeAgain(path: ByteString): void {
    const { messages, tool, display } = this.#request;
    const repo = this.#repo;
    const entry = this.#state.entries.get(path);
    if (entry?.kind === 'path') {
      if (!entry.resolved) messages.warn(`${display(path)}: path conflict must be resolved manually\n`);
      return;
    }
    const { workFs } = repo.place;
    const kept = `${path}.resolve`;
    const there = workFs.stat(path, true) !== undefined;
    if (there) copyWorkingFile(workFs, path, kept);
    try {
      const context = { repo, messages, files: this.#files, labels: undefined, tool, display };
      const result = resolveFile(context, this.#state, path, this.#reader);
      if (result?.outcome === 'unresolved') this.#failed = true;
      if (result?.action !== undefined) this.#results.set(path, result.action);
    } finally {
      this.#state.write();
    }
    // In place of the file that the merge itself has kept.
    try {
      workFs.rename(kept, backupPath(repo, messages, path));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
