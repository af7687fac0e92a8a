/** What an update or a merge does with nested repositories: a three-way merge of what three revisions say of them. */
import { type ByteString, bytesOf, WDIR_REV } from '../../bytes/index.js';
import { replaceFile } from '../../platform/index.js';
import { type FileAction, fileAction, type MergePlan } from '../merge/file-action.js';
import type { MergeContext } from '../merge/merge-context.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import type { WorkingStatus } from '../working-copy/status.js';
import { formatSubstate } from './parse-spec.js';
import { Subrepo } from './subrepo.js';
import { STATE_FILE, substateOf } from './substate.js';
import type { SubrepoState, Substate } from './types.js';

const NO_STATE: SubrepoState = { source: '', node: '', kind: '' };

function same(a: SubrepoState, b: SubrepoState): boolean {
  return a.source === b.source && a.node === b.node && a.kind === b.kind;
}

/** Seen before anything is done: what is there, and what has changed in it. */
export class LocalSubrepos {
  readonly #repo: Repository;
  readonly states: Substate;
  readonly #missingToo: boolean;
  #dirty: ReadonlySet<ByteString> | undefined;

  /** @param missingToo files that are gone make one dirty. */
  constructor(repo: Repository, missingToo = false) {
    this.#repo = repo;
    this.#missingToo = missingToo;
    this.states = substateOf(repo, WDIR_REV);
  }

  open(path: ByteString, state: SubrepoState): Subrepo {
    return new Subrepo(this.#repo, path, state);
  }

  /** Paths of those that are not as recorded. */
  get dirty(): ReadonlySet<ByteString> {
    this.#dirty ??= new Set(
      [...this.states]
        .filter(([path, state]) => this.open(path, state).isDirty(false, this.#missingToo))
        .map(([path]) => path),
    );
    return this.#dirty;
  }

  /** The status with `.hgsubstate` as changed where one of them is not as recorded. */
  marked(status: WorkingStatus): WorkingStatus {
    const { modified, added, removed, deleted } = status;
    if (
      this.dirty.size === 0 ||
      [modified, added, removed, deleted].some((paths) => paths.includes(STATE_FILE))
    )
      return status;
    const [p1] = this.#repo.workingParents();
    if (p1 < 0 || !this.#repo.manifest(p1).has(STATE_FILE)) return status;
    return { ...status, modified: [...modified, STATE_FILE].sort() };
  }

  /** Nothing but what {@link marked} has put there. */
  isOnlyChange({ modified, added, removed, deleted }: WorkingStatus): boolean {
    const others = modified.filter((path) => path !== STATE_FILE).length + added.length + removed.length;
    return others + deleted.length === 0 && this.dirty.size > 0;
  }

  /** @throws HgError for the first that has changes, or misses files */
  refuseDirty(): void {
    for (const [path, state] of this.states) this.open(path, state).refuseDirty();
  }
}

export interface SubstateMerge {
  readonly repo: Repository;
  readonly local: LocalSubrepos;
  readonly otherRev: number;
  /** Undefined: what is there itself, when the other side is taken as it is. */
  readonly ancestorRev: number | undefined;
  readonly overwrite: boolean;
  /** The names in debug output: local, other, ancestor. */
  readonly names: readonly [ByteString, ByteString, ByteString];
  /** What questions call the sides. */
  readonly labels: readonly ByteString[] | undefined;
  readonly messages: Messages;
}

/** Brings every nested repository to its new state and writes `.hgsubstate`. @throws HgError from nested updates */
export function mergeSubstates(merge: SubstateMerge): void {
  const { repo, messages, names } = merge;
  messages.debug(`subrepo merge ${names.join(' ')}\n`);
  const merged = new SubstateMerger(merge).run();
  const nodes = new Map([...merged].map(([path, { node }]) => [path, node]));
  replaceFile(repo.place.workFs, STATE_FILE, bytesOf(formatSubstate(nodes)));
}

class SubstateMerger {
  readonly #merge: SubstateMerge;
  readonly #merged = new Map<ByteString, SubrepoState>();
  readonly #here: ByteString;
  readonly #there: ByteString;

  constructor(merge: SubstateMerge) {
    this.#merge = merge;
    const [here, there] = merge.labels ?? [];
    this.#here = here === undefined ? '' : ` [${here}]`;
    this.#there = there === undefined ? '' : ` [${there}]`;
  }

  run(): ReadonlyMap<ByteString, SubrepoState> {
    const { repo, local, otherRev, ancestorRev } = this.#merge;
    const other = substateOf(repo, otherRev);
    const before = ancestorRev === undefined ? local.states : substateOf(repo, ancestorRev);
    for (const [path, mine] of local.states) this.#present(path, mine, other.get(path), before.get(path));
    for (const [path, theirs] of other)
      if (!local.states.has(path)) this.#absent(path, theirs, before.get(path));
    return this.#merged;
  }

  #explain(path: ByteString, what: string, state?: SubrepoState): void {
    const shown = state === undefined ? '' : `${state.source}:${state.node}:${state.kind}`;
    this.#merge.messages.debug(`  subrepo ${path}: ${what} ${shown}\n`);
  }

  #ask(question: ByteString, letters: readonly string[]): number {
    return this.#merge.messages.choose(question, letters, 0);
  }

  #get(path: ByteString, state: SubrepoState, sub?: Subrepo): void {
    const { local, overwrite, messages } = this.#merge;
    (sub ?? local.open(path, state)).get(state, sub !== undefined && overwrite, messages);
    this.#merged.set(path, state);
  }

  /** One that is there. */
  #present(
    path: ByteString,
    mine: SubrepoState,
    theirs: SubrepoState | undefined,
    inAncestor: SubrepoState | undefined,
  ): void {
    const { local, ancestorRev, messages } = this.#merge;
    const sub = local.open(path, mine);
    const shown = local.dirty.has(path) ? { ...mine, node: `${mine.node}+` } : mine;
    const before = ancestorRev === undefined ? shown : (inAncestor ?? NO_STATE);
    if (theirs !== undefined) {
      this.#both(sub, mine, shown, theirs, before);
    } else if (same(shown, before)) {
      this.#explain(path, 'remote removed, remove');
      sub.remove(messages);
    } else if (same(before, NO_STATE)) {
      this.#explain(path, 'local added, keep');
      this.#merged.set(path, mine);
    } else {
      const question = ` local${this.#here} changed subrepository ${path} which remote${this.#there} removed\nuse (c)hanged version or (d)elete?`;
      if (this.#ask(question, ['c', 'd']) === 1) {
        this.#explain(path, 'prompt remove');
        sub.remove(messages);
      }
    }
  }

  #both(
    sub: Subrepo,
    mine: SubrepoState,
    shown: SubrepoState,
    theirs: SubrepoState,
    before: SubrepoState,
  ): void {
    const { path } = sub;
    if (same(shown, theirs) || same(theirs, before)) {
      this.#merged.set(path, mine);
    } else if (same(shown, before)) {
      this.#explain(path, 'other changed, get', theirs);
      this.#get(path, theirs, sub);
    } else if (shown.source !== theirs.source) {
      const question =
        ` subrepository sources for ${path} differ\n` +
        `you can use (l)ocal${this.#here} source (${mine.source}) or (r)emote${this.#there} source (${theirs.source}).\n` +
        'what do you want to do?';
      if (this.#ask(question, ['l', 'r']) === 1) {
        this.#explain(path, 'prompt changed, get', theirs);
        this.#get(path, theirs, sub);
      } else this.#merged.set(path, mine);
    } else if (shown.node === before.node) {
      this.#explain(path, 'other side changed, get', theirs);
      this.#get(path, theirs, sub);
    } else this.#diverged(sub, mine, theirs);
  }

  #diverged(sub: Subrepo, mine: SubrepoState, theirs: SubrepoState): void {
    const { path } = sub;
    this.#explain(path, 'both sides changed');
    const answer = this.#ask(
      ` subrepository ${path} diverged (local revision: ${mine.node.slice(0, 12)}, remote revision: ${theirs.node.slice(0, 12)})\n` +
        `you can (m)erge, keep (l)ocal${this.#here} or keep (r)emote${this.#there}.\nwhat do you want to do?`,
      ['m', 'l', 'r'],
    );
    if (answer === 2) {
      this.#get(path, theirs, sub);
      this.#explain(path, 'get remote subrepo revision', theirs);
      return;
    }
    if (answer === 0) {
      sub.merge(theirs, this.#merge.messages);
      this.#explain(path, 'merge with', theirs);
    } else this.#explain(path, 'keep local subrepo revision', mine);
    this.#merged.set(path, mine);
  }

  /** One that the other side has and this one has not. */
  #absent(path: ByteString, theirs: SubrepoState, before: SubrepoState | undefined): void {
    if (before === undefined) {
      this.#explain(path, 'remote added, get', theirs);
      this.#get(path, theirs);
    } else if (!same(theirs, before)) {
      const question = ` remote${this.#there} changed subrepository ${path} which local${this.#here} removed\nuse (c)hanged version or (d)elete?`;
      if (this.#ask(question, ['c', 'd']) !== 0) return;
      this.#explain(path, 'prompt recreate', theirs);
      this.#get(path, theirs);
    }
  }
}

/** Decides about `.hgsubstate` itself where one side has deleted it and the other has changed it. */
export function settleSubstate(
  plan: MergePlan,
  context: MergeContext,
  labels: readonly ByteString[] | undefined,
): void {
  const action = plan.actions.get(STATE_FILE);
  const named = (label: ByteString | undefined): ByteString => (label === undefined ? '' : ` [${label}]`);
  const local = `local${named(labels?.[0])}`;
  const other = `other${named(labels?.[1])}`;
  const ask = (question: ByteString): boolean => context.messages.choose(question, ['c', 'd'], 0) === 0;
  let settled: FileAction | undefined;
  if (action?.kind === 'deletedChanged') {
    if (
      ask(`${other} changed ${STATE_FILE} which ${local} deleted\nuse (c)hanged version or leave (d)eleted?`)
    )
      settled = fileAction('get', 'prompt recreating', { flags: context.other.flags(STATE_FILE) });
  } else if (action?.kind === 'changedDeleted') {
    settled = ask(`${local} changed ${STATE_FILE} which ${other} deleted\nuse (c)hanged version or (d)elete?`)
      ? fileAction('addModified', 'prompt keep')
      : fileAction('remove', 'prompt delete');
  } else return;
  if (settled === undefined) plan.actions.delete(STATE_FILE);
  else plan.actions.set(STATE_FILE, settled);
}
