/** Puts changesets on another branch, by replacing them. */
import { type ByteString, type NodeId, NULL_REV } from '../../bytes/index.js';
import { currentDate } from '../../dates/index.js';
import { InputError } from '../../errors/index.js';
import { HistoryWriter, type NewFile } from '../commit/index.js';
import type { Messages } from '../messages.js';
import { isEvolutionEnabled, recordRewrites } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';
import { stripRevisions } from '../strip/index.js';
import { writeWorkingBranch } from '../update/working-branch.js';
import { changeDirstate } from '../working-copy/index.js';
import { inTransaction, type WriteSession, withLock, withWlock } from '../writing/index.js';
import { checkRewritable } from './check-rewritable.js';
import { committedFile, moveBookmarks } from './rewrite-copies.js';

export interface BranchChange {
  readonly repo: Repository;
  readonly messages: Messages;
  readonly revs: readonly number[];
  /** As it is stored. */
  readonly branch: ByteString;
  /** Even if another branch has the name. */
  readonly force: boolean;
  /** Of whoever does it, as stored. */
  readonly user: () => ByteString;
}

/** Changesets that are on the branch already stay. @throws InputError, StateError in hg's words */
export function changeBranch(request: BranchChange): void {
  const { repo } = request;
  withWlock(repo, () => withLock(repo, () => new Change(request).run()));
}

class Change {
  readonly #request: BranchChange;
  readonly #repo: Repository;
  /** In ascending order. */
  readonly #revs: readonly number[];

  constructor(request: BranchChange) {
    this.#request = request;
    this.#repo = request.repo;
    this.#revs = [...new Set(request.revs)].sort((a, b) => a - b);
    this.#check();
  }

  #check(): void {
    const repo = this.#repo;
    const revs = this.#revs;
    const { branch, force } = this.#request;
    if (revs.length === 0) throw new InputError('empty revision set');
    const all = new Set(revs);
    const parents = (rev: number): number[] => [repo.graph.parent1(rev), repo.graph.parent2(rev)];
    const roots = revs.filter((rev) => !parents(rev).some((parent) => all.has(parent)));
    if (roots.length > 1) throw new InputError('cannot change branch of non-linear revisions');
    checkRewritable(repo, revs, 'change branch of');
    const below = parents(roots[0] as number).filter((rev) => rev !== NULL_REV);
    const name = repo.place.texts?.toLocal(branch) ?? branch;
    if (!force && !below.some((rev) => repo.branch(rev) === name) && repo.branches().has(name))
      throw new InputError('a branch of the same name already exists');
  }

  run(): void {
    const repo = this.#repo;
    const { messages, branch } = this.#request;
    const changed = this.#revs.filter((rev) => repo.changelog.changeset(rev).branch !== branch);
    const marks = isEvolutionEnabled(repo.config, 'createmarkers');
    const replaced = new Map<NodeId, NodeId>();
    if (changed.length > 0)
      changeDirstate(repo, (dirstate) => {
        inTransaction(repo, { name: 'branch-change' }, (session) => {
          for (const rev of changed) this.#replace(session, rev, replaced);
          if (marks) this.#record(session, replaced);
          const [p1, p2] = dirstate.parents;
          const here = replaced.get(p1);
          if (here === undefined) return;
          dirstate.setParents(here, p2);
          writeWorkingBranch(repo.store.places.hgFs, branch);
          // Leaves it to the transaction.
          changeDirstate(repo, () => undefined);
        });
      });
    messages.status(`changed branch on ${changed.length} changesets\n`);
    if (marks || changed.length === 0) return;
    const isRoot = (rev: number): boolean =>
      ![repo.graph.parent1(rev), repo.graph.parent2(rev)].some((parent) => changed.includes(parent));
    const roots = changed.filter(isRoot).map((rev) => repo.node(rev));
    stripRevisions(repo, roots, {
      backup: repo.config.getBool('rewrite', 'backup-bundle', true),
      topic: 'branch-change',
      onBackup: (path) => messages.status(`saved backup bundle to ${repo.root}/.hg/${path}\n`),
    });
  }

  #replace(session: WriteSession, rev: number, replaced: Map<NodeId, NodeId>): void {
    const repo = this.#repo;
    const { branch, messages } = this.#request;
    const old = repo.changelog.changeset(rev);
    const node = repo.node(rev);
    messages.debug(`changing branch of ${quote(node)} from ${quote(old.branch)} to ${quote(branch)}\n`);
    const [p1, p2] = [repo.graph.parent1(rev), repo.graph.parent2(rev)];
    const { modified, added, removed } = repo.status(p1, rev);
    const files = new Map<ByteString, NewFile | null>();
    for (const path of [...modified, ...added]) files.set(path, committedFile(repo, rev, path));
    for (const path of removed) files.set(path, null);
    const made = new HistoryWriter(repo).commit({
      parents: [p1, p2]
        .filter((parent) => parent !== NULL_REV)
        .map((parent) => replaced.get(repo.node(parent)) ?? repo.node(parent)),
      files,
      message: old.description,
      user: old.user,
      date: old.date,
      extra: new Map([...old.extra, ['branch', branch], ['branch_change', node]]),
      phase: repo.phase(rev),
    });
    messages.debug(`new node id is ${made.node}\n`);
    replaced.set(node, made.node);
    moveBookmarks(session, node, made.node);
  }

  #record(session: WriteSession, replaced: ReadonlyMap<NodeId, NodeId>): void {
    const rewrites = [...replaced].map(([old, made]) => ({ predecessors: [old], successors: [made] }));
    recordRewrites(session, rewrites, {
      user: this.#request.user(),
      date: currentDate(this.#repo.place.platform.clock),
      operation: 'branch-change',
    });
  }
}

function quote(text: ByteString): ByteString {
  return `'${text}'`;
}
