/** The core of `update` and `merge`: checks, plan, work, dirstate. */
import { type ByteString, bytesOf, NULL_REV } from '../../bytes/index.js';
import { commonAncestorsHeads } from '../../dag/index.js';
import { HgError, isNotFound, StateError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { replaceFile, tryReadText } from '../../platform/index.js';
import { isForward } from '../bookmarks/index.js';
import { calculatePlan } from '../merge/calculate-plan.js';
import type { MergePlan } from '../merge/file-action.js';
import { MergeContext, shortNode } from '../merge/merge-context.js';
import { readMergeStateOf } from '../merge/merge-state-of.js';
import { type Messages, SILENT } from '../messages.js';
import { Repository } from '../repository.js';
import { type LocalSubrepos, subreposIn, tracksSubrepos } from '../subrepos/index.js';
import { FileCrew } from '../working-copy/file-crew.js';
import { fileSystemNow } from '../working-copy/file-system-now.js';
import { workingStatus } from '../working-copy/status.js';
import { changeDirstate } from '../working-copy/working-dirstate.js';
import { runHook, withWlock } from '../writing/index.js';
import { type Applied, applyPlan, type MergeSubrepos, type UpdateStats } from './apply-plan.js';
import { recordPlan } from './record-plan.js';
import { setWorkingParents } from './set-parents.js';
import { writeWorkingBranch } from './working-branch.js';

/**
 * What uncommitted changes mean for an update: `linear`, fine when one revision descends from the other; `none`, always fine;
 * `noconflict`, fine unless a file would have to be merged.
 */
export type UpdateCheck = 'linear' | 'none' | 'noconflict';

export interface WorkingUpdate {
  readonly rev: number;
  /** Joins two lines of history; otherwise the working directory moves. */
  readonly branchMerge: boolean;
  /** Overwrites what was changed; for a merge: changes do not keep it from being done. */
  readonly force: boolean;
  /** `merge --force` of a user: untracked files are merged with. */
  readonly mergeForce?: boolean;
  readonly check?: UpdateCheck;
  /** In place of the common ancestor (graft, backout). */
  readonly ancestor?: number;
  /** With {@link ancestor}: it may be a descendant of the first parent, and deletions count. */
  readonly mergeAncestor?: boolean;
  readonly labels?: readonly ByteString[];
  readonly tool?: ByteString | undefined;
  readonly messages?: Messages;
  /** Paths as the user sees them. */
  readonly display?: ((path: ByteString) => ByteString) | undefined;
  /** Absolute; when it goes with its files, that is said. */
  readonly currentDirectory?: ByteString | undefined;
  /** Only these files; the dirstate's parents stay. */
  readonly matcher?: Matcher;
}

const NOTHING: UpdateStats = { updated: 0, merged: 0, removed: 0, unresolved: 0 };
const STATE_FILE = 'updatestate';
/** Where one merge of several ancestors is made from the best of each. */
const ALL_ANCESTORS = '*';

/** @throws StateError, HgError in hg's words; FileSystemError; LockError */
export function updateWorkingCopy(repo: Repository, request: WorkingUpdate): UpdateStats {
  return withWlock(repo, () => {
    const crew = new FileCrew(repo.place);
    try {
      return new WorkingUpdater(repo, request, crew).run();
    } finally {
      crew.close();
    }
  });
}

class WorkingUpdater {
  readonly #repo: Repository;
  readonly #request: WorkingUpdate;
  readonly #messages: Messages;
  readonly #overwrites: boolean;
  readonly #crew: FileCrew;

  constructor(repo: Repository, request: WorkingUpdate, crew: FileCrew) {
    this.#crew = crew;
    // A second look: what was read before the lock was taken may be old.
    this.#repo = new Repository(repo.place, true);
    this.#request = request;
    this.#messages = request.messages ?? SILENT;
    this.#overwrites = request.force && !request.branchMerge;
  }

  run(): UpdateStats {
    const { rev, branchMerge } = this.#request;
    const repo = this.#repo;
    const [p1] = repo.workingParents();
    if (!this.#overwrites) this.#checkNoMerge();
    const ancestors = this.#ancestors(p1);
    if (branchMerge) this.#checkMergeable(p1, ancestors);
    else if (!this.#overwrites && p1 === rev) {
      this.#hooks(repo.node(rev), '', 0);
      this.#removeStateFile();
      return NOTHING;
    }
    const applied = changeDirstate(repo, (dirstate) => {
      // Threads take a while to begin: they are started as soon as it shows that there is much to do.
      const fromNothing = dirstate.size === 0 && rev !== NULL_REV;
      this.#crew.expect(fromNothing ? repo.manifest(rev).size() : 0, dirstate.uncertainFiles());
      const status = workingStatus(repo, { dirstate, crew: this.#crew });
      const begun = tryReadText(repo.store.places.hgFs, STATE_FILE);
      const local = tracksSubrepos(repo, dirstate) ? subreposIn(repo).localSubrepos(repo) : undefined;
      const context = new MergeContext({
        repo,
        messages: this.#messages,
        dirstate,
        status: local?.marked(status) ?? status,
        otherRev: rev,
        // What overwrites everything need not know who has left it.
        interruptedAt: begun === undefined || this.#overwrites ? undefined : repo.revOf(begun.trim()),
      });
      this.#checkClean(context, ancestors, local);
      const plan = this.#plan(context, ancestors);
      this.#explainConflicts(plan);
      return this.#apply(context, plan, this.#subrepoMerge(context, local, ancestors));
    });
    return this.#finish(applied);
  }

  #checkNoMerge(): void {
    const repo = this.#repo;
    if (repo.workingParents()[1] !== NULL_REV) throw new StateError('outstanding uncommitted merge');
    if (readMergeStateOf(repo).unresolvedCount > 0)
      throw new StateError('outstanding merge conflicts', {
        hint: "use 'hg resolve' to resolve",
      });
  }

  /** Common ancestors, those with lower nodes first. */
  #ancestors(p1: number): readonly number[] {
    const { rev, ancestor } = this.#request;
    if (ancestor !== undefined) return [ancestor];
    const repo = this.#repo;
    const heads = [...commonAncestorsHeads(repo.graph, [p1, rev])];
    if (heads.length === 0) return [NULL_REV];
    const preferred = repo.config.has('merge', 'preferancestor')
      ? repo.config.getList('merge', 'preferancestor')
      : [ALL_ANCESTORS];
    heads.sort((a, b) => (repo.node(a) < repo.node(b) ? -1 : 1));
    if (heads.length === 1 || (preferred.length === 1 && preferred[0] === ALL_ANCESTORS)) return heads;
    return [this.#preferredAncestor(p1, heads, preferred)];
  }

  #preferredAncestor(p1: number, heads: readonly number[], preferred: readonly ByteString[]): number {
    const repo = this.#repo;
    let chosen: number | undefined;
    for (const name of preferred) {
      if (name === ALL_ANCESTORS || name === '!') continue;
      try {
        const found = repo.lookup(name);
        if (found !== undefined && heads.includes(found)) chosen ??= found;
      } catch (error) {
        // Names of other repositories' changesets may stand in a user's configuration.
        if (!(error instanceof HgError)) throw error;
      }
    }
    chosen ??= heads[0] as number;
    if (this.#request.branchMerge) {
      const others = heads.filter((head) => head !== chosen).map((head) => shortNode(repo, head));
      this.#messages.status(
        `note: using ${shortNode(repo, chosen)} as ancestor of ${shortNode(repo, p1)} and ${shortNode(repo, this.#request.rev)}\n` +
          `      alternatively, use --config merge.preferancestor=${others.join(' or --config merge.preferancestor=')}\n`,
      );
    }
    return chosen;
  }

  #checkMergeable(p1: number, ancestors: readonly number[]): void {
    const { rev, mergeAncestor = false } = this.#request;
    const repo = this.#repo;
    if (ancestors.length !== 1) return;
    if (ancestors[0] === rev)
      throw new HgError('abort', 'merging with a working directory ancestor has no effect');
    if (ancestors[0] === p1 && !mergeAncestor && repo.workingBranch() === repo.branch(rev))
      throw new HgError('abort', 'nothing to merge', { hint: "use 'hg update' or check 'hg heads'" });
  }

  /** Uncommitted changes that forbid it. */
  #checkClean(context: MergeContext, ancestors: readonly number[], local: LocalSubrepos | undefined): void {
    const { branchMerge, force, check = 'linear', rev } = this.#request;
    if (force) return;
    if (branchMerge) {
      if (context.isDirty && local?.isOnlyChange(context.status) !== true)
        throw new StateError('uncommitted changes', { hint: "use 'hg status' to list changes" });
      local?.refuseDirty();
      return;
    }
    const [p1] = context.parents;
    if (check !== 'linear' || (ancestors.length === 1 && (ancestors[0] === p1 || ancestors[0] === rev)))
      return;
    const dirty =
      context.isDirty || (local?.dirty.size ?? 0) > 0 || this.#repo.workingBranch() !== this.#repo.branch(p1);
    if (!dirty || isForward(this.#repo, p1, rev)) return;
    throw new UpdateRefused();
  }

  #plan(context: MergeContext, ancestors: readonly number[]): MergePlan {
    const { branchMerge, force, mergeForce = false, mergeAncestor = false, check, matcher } = this.#request;
    const repo = this.#repo;
    const [p1] = context.parents;
    const from = this.#overwrites ? ('working' as const) : branchMerge ? ancestors : [p1];
    let followCopies = repo.config.getBool('merge', 'followcopies', true);
    if (this.#overwrites || from[0] === NULL_REV) followCopies = false;
    if (!branchMerge && !context.isDirty) followCopies = false;
    const plan = calculatePlan(context, {
      ancestors: from,
      branchMerge,
      force,
      mergeForce,
      acceptOther: mergeAncestor,
      followCopies,
      matcher,
    });
    if (!branchMerge && !force && check === 'noconflict' && plan.hasConflicts)
      throw new StateError('conflicting changes', {
        hint: 'commit or update --clean to discard changes',
      });
    return plan;
  }

  #explainConflicts(plan: MergePlan): void {
    const list = (what: string, renames: ReadonlyMap<ByteString, readonly ByteString[]>): void => {
      for (const path of [...renames.keys()].sort()) {
        this.#messages.warn(`note: possible conflict - ${path} was ${what} to:\n`);
        for (const target of [...(renames.get(path) ?? [])].sort()) this.#messages.warn(` ${target}\n`);
      }
    };
    list('renamed multiple times', plan.divergent);
    list('deleted and renamed', plan.renamedAndDeleted);
  }

  #hooks(parent1: ByteString, parent2: ByteString, unresolved: number): void {
    this.#preHook(parent1, parent2);
    this.#postHook(parent1, parent2, unresolved);
  }

  #preHook(parent1: ByteString, parent2: ByteString): void {
    runHook(this.#repo, 'preupdate', () => [
      ['PARENT1', hookNode(parent1)],
      ['PARENT2', hookNode(parent2)],
    ]);
  }

  #postHook(parent1: ByteString, parent2: ByteString, unresolved: number): void {
    const given = () =>
      [
        ['PARENT1', hookNode(parent1)],
        ['PARENT2', hookNode(parent2)],
        ['ERROR', String(unresolved)],
      ] as const;
    runHook(this.#repo, 'update', given, { refusable: false });
  }

  get #isPartial(): boolean {
    const { matcher } = this.#request;
    return matcher !== undefined && !matcher.always;
  }

  /** The working directory's parents afterwards, as hooks are told. */
  get #newParents(): readonly [ByteString, ByteString] {
    const target = this.#repo.node(this.#request.rev);
    return this.#request.branchMerge
      ? [this.#repo.node(this.#repo.workingParents()[0]), target]
      : [target, ''];
  }

  /** What brings nested repositories along; undefined where there are none on either side. */
  #subrepoMerge(
    context: MergeContext,
    known: LocalSubrepos | undefined,
    ancestors: readonly number[],
  ): MergeSubrepos | undefined {
    const { rev, labels } = this.#request;
    if (known === undefined && !context.other.has('.hgsub')) return undefined;
    const repo = this.#repo;
    const local = known ?? subreposIn(repo).localSubrepos(repo);
    const [p1] = context.parents;
    const common = ancestors[0] ?? NULL_REV;
    return (threeWay) => {
      const ancestorRev = threeWay ? (common === rev ? p1 : common) : undefined;
      const ancestor = ancestorRev === undefined ? context.localName : shortNode(repo, ancestorRev);
      subreposIn(repo).mergeSubstates({
        repo,
        local,
        otherRev: rev,
        ancestorRev,
        overwrite: this.#overwrites,
        names: [context.localName, context.otherName, ancestor],
        labels,
        messages: this.#messages,
      });
    };
  }

  #apply(context: MergeContext, plan: MergePlan, mergeSubrepos: MergeSubrepos | undefined): Applied {
    const { rev, branchMerge, labels, tool, display, currentDirectory } = this.#request;
    const repo = this.#repo;
    const parents = this.#newParents;
    const options = { labels, tool, display, currentDirectory, crew: this.#crew, mergeSubrepos };
    if (mergeSubrepos !== undefined) subreposIn(repo).settleSubstate(plan, context, labels);
    if (this.#isPartial) return applyPlan(context, plan, options);
    this.#preHook(...parents);
    replaceFile(repo.store.places.hgFs, STATE_FILE, bytesOf(repo.node(this.#request.rev)));
    const applied = applyPlan(context, plan, options);
    const { dirstate } = context;
    const now = applied.written.size > 0 && !branchMerge ? fileSystemNow(repo) : undefined;
    setWorkingParents(repo, dirstate, branchMerge ? context.parents[0] : rev, branchMerge ? rev : NULL_REV);
    recordPlan(dirstate, plan, applied, { branchMerge, now });
    return applied;
  }

  #removeStateFile(): void {
    try {
      this.#repo.store.places.hgFs.remove(STATE_FILE);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** The dirstate is written: an interruption from here on leaves nothing to be repeated. */
  #finish({ stats, halted }: Applied): UpdateStats {
    if (!this.#isPartial) {
      const { rev, branchMerge } = this.#request;
      const repo = this.#repo;
      const { hgFs } = repo.store.places;
      if (!branchMerge) writeWorkingBranch(hgFs, rev < 0 ? 'default' : repo.changelog.changeset(rev).branch);
      this.#removeStateFile();
      if (halted === undefined) this.#postHook(...this.#newParents, stats.unresolved);
    }
    if (halted !== undefined) throw halted;
    return stats;
  }
}

/** Uncommitted changes are in the way; an update that throws them away is suggested. */
export class UpdateRefused extends HgError {
  constructor() {
    super('abort', 'uncommitted changes', { hint: 'commit or update --clean to discard changes' });
  }
}

/** As hg tells hooks of updates; what is not there stays empty. */
function hookNode(node: ByteString): ByteString {
  return node.slice(0, 12);
}
