/** Decides, from three manifests, what a merge or an update does with each file that differs. */
import type { ByteString } from '../../bytes/index.js';
import type { Manifest } from '../../manifest/index.js';
import { exactMatcher, type Matcher } from '../../match/index.js';
import { WORKING_ADDED_NODE } from '../working-copy/working-nodes.js';
import { fileAction, type MergeParticipants, MergePlan } from './file-action.js';
import type { MergeCopies } from './merge-copies.js';
import type { SideDifference, SideFile, WorkingSide } from './working-side.js';

export interface MergeInput {
  readonly local: WorkingSide;
  readonly other: Manifest;
  /** Undefined when it is the local side itself: the other side then wins everywhere. */
  readonly base: Manifest | undefined;
  readonly baseRev: number;
  readonly copies: MergeCopies;
  /** Two lines of history are joined; otherwise the working directory only moves. */
  readonly branchMerge: boolean;
  /** What is in the way does not count. */
  readonly force: boolean;
  /** Where one side deleted and the other changed, the other's wins without asking. */
  readonly acceptOther: boolean;
  readonly matcher: Matcher | undefined;
  /** The base is neither of the sides' parents: files that only one side has changed need not be looked at. */
  readonly onlyChangedByOther: boolean;
}

/** O(files that differ). */
export function planMerge(input: MergeInput): MergePlan {
  return new Planner(input).plan();
}

class Planner {
  readonly #input: MergeInput;
  readonly #plan = new MergePlan();
  readonly #usedByLocal: ReadonlySet<ByteString>;
  readonly #usedByOther: ReadonlySet<ByteString>;

  constructor(input: MergeInput) {
    this.#input = input;
    const sources = ({ copies, movesWithDirectory }: MergeCopies['local']): Set<ByteString> =>
      new Set([...copies.values(), ...movesWithDirectory.values()]);
    this.#usedByLocal = sources(input.copies.local);
    this.#usedByOther = sources(input.copies.other);
  }

  plan(): MergePlan {
    const { local, other } = this.#input;
    for (const difference of local.diff(other, this.#relevant())) {
      const { path } = difference;
      if (difference.local !== undefined && difference.other !== undefined)
        this.#both(path, difference.local, difference.other);
      else if (difference.local !== undefined) this.#onlyLocal(path, difference.local);
      else this.#onlyOther(path, difference);
    }
    const { divergent, renamedAndDeleted } = this.#input.copies;
    this.#plan.divergent = divergent;
    this.#plan.renamedAndDeleted = renamedAndDeleted;
    return this.#plan;
  }

  /** What the other side has not touched stays as it is here. */
  #relevant(): Matcher | undefined {
    const { base, other, copies, matcher, onlyChangedByOther } = this.#input;
    if (base === undefined || !onlyChangedByOther) return matcher;
    const paths = new Set(base.diff(other).map(({ path }) => path));
    for (const [target, source] of copies.local.copies) if (paths.has(source)) paths.add(target);
    for (const source of copies.local.movesWithDirectory.keys()) paths.add(source);
    return exactMatcher(
      matcher === undefined || matcher.always
        ? [...paths]
        : [...paths].filter((path) => matcher.matches(path)),
    );
  }

  #inBase(path: ByteString): SideFile | undefined {
    const { base, local } = this.#input;
    return base === undefined ? local.file(path) : base.entry(path);
  }

  #participants(
    local: ByteString | undefined,
    other: ByteString | undefined,
    base: ByteString | undefined,
    moved = false,
  ): { participants: MergeParticipants } {
    return { participants: { local, other, base, moved, baseRev: this.#input.baseRev } };
  }

  #merge(path: ByteString, reason: string, participants: { participants: MergeParticipants }): void {
    this.#plan.actions.set(path, fileAction('merge', reason, participants));
  }

  #both(path: ByteString, local: SideFile, other: SideFile): void {
    const { copies, branchMerge } = this.#input;
    const { actions } = this.#plan;
    const base = this.#inBase(path);
    const fromLocal = copies.local.copies.get(path);
    const fromOther = copies.other.copies.get(path);
    if (base === undefined) {
      const source = fromLocal ?? fromOther;
      if (source === undefined) this.#merge(path, 'both created', this.#participants(path, path, undefined));
      else this.#merge(path, `both renamed from ${source}`, this.#participants(path, path, source));
      return;
    }
    if (fromLocal !== undefined) {
      this.#merge(path, `local replaced from ${fromLocal}`, this.#participants(path, fromLocal, fromLocal));
      return;
    }
    if (fromOther !== undefined) {
      this.#merge(path, `other replaced from ${fromOther}`, this.#participants(fromOther, path, fromOther));
      return;
    }
    const noLink = !(local.flags + other.flags + base.flags).includes('l');
    const sameOther = other.node === base.node;
    const sameLocal = local.node === base.node;
    const get = (flags: SideFile['flags']): void => {
      actions.set(path, fileAction('get', 'remote is newer', { flags }));
      if (branchMerge) this.#plan.addCommitInfo(path, 'filenode-source', 'other');
    };
    if (sameOther && other.flags === base.flags) actions.set(path, fileAction('keep', 'remote unchanged'));
    else if (sameLocal && local.flags === base.flags) {
      if (local.node === other.node)
        actions.set(path, fileAction('exec', 'update permissions', { flags: other.flags }));
      else get(other.flags);
    } else if (noLink && sameOther)
      actions.set(path, fileAction('exec', 'update permissions', { flags: other.flags }));
    else if (noLink && sameLocal) get(local.flags);
    else this.#merge(path, 'versions differ', this.#participants(path, path, path));
  }

  #onlyLocal(path: ByteString, local: SideFile): void {
    const { copies, other, acceptOther, branchMerge } = this.#input;
    const { actions } = this.#plan;
    if (this.#usedByOther.has(path)) return;
    const moves = copies.local.movesWithDirectory.get(path);
    const source = copies.local.copies.get(path);
    const base = this.#inBase(path);
    if (moves !== undefined) {
      if (other.has(moves))
        this.#merge(
          moves,
          'remote directory rename, both created',
          this.#participants(path, moves, undefined, true),
        );
      else
        actions.set(
          moves,
          fileAction('directoryMove', `remote directory rename - move from ${path}`, {
            from: path,
            flags: local.flags,
          }),
        );
    } else if (source !== undefined)
      this.#merge(path, `local copied/moved from ${source}`, this.#participants(path, source, source));
    else if (base === undefined) actions.set(path, fileAction('keepNew', 'ancestor missing, remote missing'));
    else if (local.node !== base.node) {
      if (acceptOther) actions.set(path, fileAction('remove', 'remote delete'));
      else {
        actions.set(
          path,
          fileAction('changedDeleted', 'prompt changed/deleted', this.#participants(path, undefined, path)),
        );
        if (branchMerge) this.#removalCandidate(path);
      }
    } else if (local.node === WORKING_ADDED_NODE) actions.set(path, fileAction('forget', 'remote deleted'));
    else {
      actions.set(path, fileAction('remove', 'other deleted'));
      if (branchMerge) this.#removalCandidate(path);
    }
  }

  /** A file that comes back before the commit is one whose removal was merged. */
  #removalCandidate(path: ByteString): void {
    this.#plan.addCommitInfo(path, 'merge-removal-candidate', 'yes');
  }

  #onlyOther(path: ByteString, { other }: SideDifference): void {
    const { copies, local, acceptOther, branchMerge, force, baseRev } = this.#input;
    const { actions } = this.#plan;
    const { flags, node } = other as SideFile;
    if (this.#usedByLocal.has(path)) return;
    const moves = copies.other.movesWithDirectory.get(path);
    const source = copies.other.copies.get(path);
    const base = this.#inBase(path);
    if (moves !== undefined) {
      if (local.has(moves))
        this.#merge(
          moves,
          'local directory rename, both created',
          this.#participants(moves, path, undefined),
        );
      else
        actions.set(
          moves,
          fileAction('directoryGet', `local directory rename - get from ${path}`, { from: path, flags }),
        );
    } else if (source !== undefined) {
      const stays = this.#input.other.has(source);
      this.#merge(
        path,
        `remote ${stays ? 'copied' : 'moved'} from ${source}`,
        this.#participants(source, path, source, !stays),
      );
    } else if (base === undefined) {
      if (force && branchMerge)
        actions.set(
          path,
          fileAction('createdMerge', 'remote created, get or merge', {
            flags,
            participants: { local: path, other: path, base: undefined, moved: false, baseRev },
          }),
        );
      else actions.set(path, fileAction('created', 'remote created', { flags }));
    } else if (node !== base.node) this.#recreated(path, flags, acceptOther, branchMerge);
    else {
      actions.set(path, fileAction('keepAbsent', 'local not present, remote unchanged'));
      if (branchMerge) this.#removalCandidate(path);
    }
  }

  #recreated(path: ByteString, flags: SideFile['flags'], acceptOther: boolean, branchMerge: boolean): void {
    const { copies, local } = this.#input;
    const { actions } = this.#plan;
    for (const [from, to] of copies.local.movedDirectories) {
      if (!path.startsWith(from)) continue;
      const target = to + path.slice(from.length);
      if (!local.has(target)) break;
      this.#merge(
        target,
        `local directory rename - respect move from ${path}`,
        this.#participants(target, path, path),
      );
      return;
    }
    if (acceptOther) actions.set(path, fileAction('created', 'remote recreating', { flags }));
    else {
      actions.set(
        path,
        fileAction('deletedChanged', 'prompt deleted/changed', this.#participants(undefined, path, path)),
      );
      if (branchMerge) this.#removalCandidate(path);
    }
  }
}
