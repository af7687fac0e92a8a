/** Sorts files by what reverting them takes. */
import type { ByteString } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import type { Manifest } from '../../manifest/index.js';
import type { WorkingStatus } from '../working-copy/status.js';

export type RevertKind = 'revert' | 'add' | 'remove' | 'drop' | 'forget' | 'undelete' | 'noop' | 'unknown';

/** `check`: when the file that is there differs from the target's. */
export type BackupRule = 'never' | 'check' | 'always';

export interface RevertDecision {
  readonly kind: RevertKind;
  readonly backup: BackupRule;
}

export interface RevertInput {
  /** Against the target. */
  readonly status: WorkingStatus;
  /** Against the working directory's parent; the same when that is the target. */
  readonly local: WorkingStatus;
  readonly target: Manifest;
  readonly targetIsParent: boolean;
  readonly isMerge: boolean;
  readonly dirstate: Dirstate;
  readonly noBackup: boolean;
  /** Anything is at the path. */
  exists(path: ByteString): boolean;
}

type Paths = Set<ByteString>;

/** What to do with each path that any of the lists has. */
export function revertDecisions(input: RevertInput): Map<ByteString, RevertDecision> {
  const { status, local, target, targetIsParent, isMerge, dirstate, noBackup } = input;
  const modified: Paths = new Set(targetIsParent ? [] : status.modified);
  let changedHere: Paths = new Set(targetIsParent ? status.modified : local.modified);
  const fromTarget: Paths = new Set(status.added);
  const removed: Paths = new Set(targetIsParent ? [] : status.removed);
  const removedHere: Paths = new Set(targetIsParent ? status.removed : local.removed);
  const clean: Paths = new Set(status.clean);
  const addedAndModified: Paths = new Set();
  const addedHere: Paths = fromTarget;
  if (!targetIsParent) {
    for (const path of removedHere) {
      if (removed.delete(path)) continue;
      clean.add(path);
      removedHere.delete(path);
    }
    const localChanges = new Set([...local.modified, ...local.added]);
    for (const path of local.modified) if (addedHere.delete(path)) addedAndModified.add(path);
    changedHere = new Set([...modified].filter((path) => localChanges.has(path)));
    for (const path of changedHere) modified.delete(path);
  }
  if (isMerge)
    for (const path of [...changedHere])
      if (!target.has(path)) {
        changedHere.delete(path);
        addedHere.add(path);
      }
  // A copy that goes brings its source back, if that was removed with it.
  const localChanges = targetIsParent
    ? [...status.modified, ...status.added]
    : [...local.modified, ...local.added];
  for (const path of localChanges) {
    const source = dirstate.copies.get(path);
    if (source !== undefined && dirstate.isRemoved(source) && !mentioned(status, source))
      removedHere.add(source);
  }
  const found = new Map<ByteString, RevertDecision>();
  const set = (paths: Iterable<ByteString>, kind: RevertKind, backup: BackupRule = 'never'): void => {
    for (const path of paths)
      if (!found.has(path)) found.set(path, { kind, backup: noBackup ? 'never' : backup });
  };
  set(modified, 'revert');
  const gone = new Set(status.deleted);
  set(
    [...gone].filter((path) => target.has(path)),
    'revert',
  );
  set(changedHere, 'revert', 'always');
  const missing = [...gone].filter((path) => !target.has(path));
  set(
    [...addedHere].filter((path) => !dirstate.isAdded(path)),
    'remove',
  );
  set(
    [...addedHere, ...missing].filter((path) => dirstate.isAdded(path)),
    'forget',
  );
  set(addedAndModified, noBackup ? 'remove' : 'drop', 'always');
  set(
    missing.filter((path) => !dirstate.isAdded(path)),
    'drop',
  );
  for (const path of removed) set([path], 'add', input.exists(path) ? 'check' : 'never');
  for (const path of removedHere) set([path], 'undelete', input.exists(path) ? 'check' : 'never');
  set(clean, 'noop');
  set([...status.unknown, ...status.ignored], 'unknown');
  return found;
}

function mentioned(status: WorkingStatus, path: ByteString): boolean {
  return Object.values(status).some((paths) => paths.includes(path));
}
