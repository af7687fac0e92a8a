/** Tells the dirstate what a plan has done. */
import type { ByteString } from '../../bytes/index.js';
import { type Dirstate, type FileTime, reliableTime, type SeenFile } from '../../dirstate/index.js';
import type { FileAction, MergeParticipants, MergePlan } from '../merge/file-action.js';
import type { Applied } from './apply-plan.js';
import type { WrittenFile } from './working-files.js';

export interface RecordOptions {
  readonly branchMerge: boolean;
  /** The file system's clock after everything was written. */
  readonly now: FileTime | undefined;
}

/** The parents are set already. O(actions). */
export function recordPlan(
  dirstate: Dirstate,
  plan: MergePlan,
  applied: Pick<Applied, 'results' | 'written'>,
  options: RecordOptions,
): void {
  const recorder = new Recorder(dirstate, applied, options);
  const actions = new Map(plan.actions);
  for (const [path, action] of applied.results) actions.set(path, action);
  const later: [ByteString, FileAction][] = [];
  // Removals first: a file that was moved has its new entry afterwards.
  for (const entry of actions) {
    const { kind } = entry[1];
    if (kind === 'remove' || kind === 'forget') recorder.remove(entry[0], kind);
    else if (kind !== 'keep' && kind !== 'keepAbsent' && kind !== 'keepNew') later.push(entry);
  }
  for (const [path, action] of later) recorder.record(path, action);
}

class Recorder {
  readonly #dirstate: Dirstate;
  readonly #branchMerge: boolean;
  readonly #now: FileTime | undefined;
  readonly #written: ReadonlyMap<ByteString, WrittenFile>;

  constructor(
    dirstate: Dirstate,
    { written }: Pick<Applied, 'written'>,
    { branchMerge, now }: RecordOptions,
  ) {
    this.#dirstate = dirstate;
    this.#branchMerge = branchMerge;
    this.#now = now;
    this.#written = written;
  }

  remove(path: ByteString, kind: 'remove' | 'forget'): void {
    this.#dirstate.updateFile(path, {
      tracked: false,
      inParent1: kind === 'remove' && this.#branchMerge,
    });
  }

  #seen(path: ByteString): SeenFile | undefined {
    const file = this.#written.get(path);
    if (file === undefined || this.#now === undefined) return undefined;
    const time = reliableTime({ mtimeSeconds: file.seconds, mtimeNanoseconds: file.nanoseconds }, this.#now);
    return time === undefined ? undefined : { mode: file.mode, size: file.size, time };
  }

  record(path: ByteString, action: FileAction): void {
    const dirstate = this.#dirstate;
    const merge = this.#branchMerge;
    switch (action.kind) {
      case 'get':
        if (!merge) {
          dirstate.updateFile(path, { tracked: true, inParent1: true, seen: this.#seen(path) });
        } else {
          const known = dirstate.has(path) && !dirstate.isAdded(path);
          dirstate.updateFile(path, { tracked: true, inParent1: known, merged: true });
        }
        break;
      case 'exec':
        dirstate.updateFile(path, { tracked: true, inParent1: true });
        break;
      case 'add':
        dirstate.updateFile(path, { tracked: true, inParent1: false });
        break;
      case 'addModified':
        dirstate.updateFile(path, { tracked: true, inParent1: merge });
        break;
      case 'pathConflictResolve': {
        const { from, detail } = action;
        dirstate.updateFile(path, { tracked: true, inParent1: false });
        dirstate.setCopy(path, detail);
        dirstate.updateFile(from, { tracked: false, inParent1: from === detail });
        break;
      }
      case 'merge':
        this.#merged(path, action.participants as MergeParticipants);
        break;
      case 'directoryMove':
      case 'directoryGet': {
        const { from, kind } = action;
        dirstate.updateFile(path, { tracked: true, inParent1: !merge });
        if (kind === 'directoryMove') dirstate.updateFile(from, { tracked: false, inParent1: merge });
        if (merge) dirstate.setCopy(path, from);
        break;
      }
      default:
    }
  }

  #merged(path: ByteString, { local, other, moved }: MergeParticipants): void {
    const dirstate = this.#dirstate;
    if (this.#branchMerge) {
      dirstate.updateFile(path, { tracked: true, inParent1: local === path, merged: true });
      if (local === other) return;
      if (moved && local !== undefined) dirstate.updateFile(local, { tracked: false, inParent1: true });
      dirstate.setCopy(path, local !== path ? local : other);
    } else {
      // A file with local changes: as if it had been checked out long ago.
      if (other === path) dirstate.updateFile(path, { tracked: true, inParent1: true });
      if (moved && local !== undefined) dirstate.updateFile(local, { tracked: false, inParent1: false });
    }
  }
}
