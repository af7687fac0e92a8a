/** Files of one side that have the name of a directory of the other: both are kept, one under another name. */
import type { ByteString } from '../../bytes/index.js';
import { StateError } from '../../errors/index.js';
import { type ActionKind, fileAction, type MergePlan } from './file-action.js';
import type { MergeContext } from './merge-context.js';
import { directoriesAbove } from './unknown-files.js';

const CREATING: ReadonlySet<ActionKind> = new Set(['created', 'deletedChanged', 'merge', 'createdMerge']);

/** A name beside `path` that is neither tracked here nor about to be written. */
function freeName(context: MergeContext, plan: MergePlan, path: ByteString, tag: ByteString): ByteString {
  const taken = (name: ByteString): boolean => context.local.has(name) || plan.actions.has(name);
  const first = `${path}~${tag}`;
  if (!taken(first)) return first;
  for (let n = 1; ; n++) if (!taken(`${first}~${n}`)) return `${first}~${n}`;
}

/** @throws StateError when the other side is inconsistent in itself */
export function checkPathConflicts(context: MergeContext, plan: MergePlan): void {
  const { local, other, messages } = context;
  const tag = (name: ByteString): ByteString => name.replace(/\+$/, '');
  const directories = new Set<ByteString>();
  const remote = new Set<ByteString>();
  const deleted = new Set<ByteString>();
  for (const [path, { kind, from, participants }] of plan.actions) {
    if (CREATING.has(kind)) {
      for (const directory of directoriesAbove(path)) directories.add(directory);
      if (local.hasDirectory(path)) remote.add(path);
    }
    if (kind === 'remove') deleted.add(path);
    if (kind === 'directoryMove') deleted.add(from);
    if (kind === 'merge' && participants?.moved === true && participants.local !== undefined)
      deleted.add(participants.local);
  }
  const invalid = new Set<ByteString>();
  const here: ByteString[] = [];
  for (const directory of directories) {
    if (local.has(directory)) {
      if (other.has(directory)) invalid.add(directory);
      else here.push(directory);
    }
    const action = plan.actions.get(directory);
    if (action !== undefined && CREATING.has(action.kind)) invalid.add(directory);
  }
  for (const path of here) {
    if (deleted.has(path)) continue;
    const name = freeName(context, plan, path, tag(context.localName));
    const origin = context.dirstate.copies.get(path) ?? path;
    plan.actions.set(
      name,
      fileAction('pathConflictResolve', 'local path conflict', { from: path, detail: origin }),
    );
    plan.actions.set(path, fileAction('pathConflict', 'path conflict', { from: name, detail: 'l' }));
  }
  for (const [file, path] of remote.size === 0 ? [] : local.filesIn(remote)) {
    if (deleted.has(file) || !remote.has(path)) continue;
    const action = plan.actions.get(path);
    if (action === undefined) continue;
    const name = freeName(context, plan, path, tag(context.otherName));
    if (action.kind === 'deletedChanged' || action.kind === 'merge') plan.actions.set(name, action);
    else
      plan.actions.set(
        name,
        fileAction('directoryGet', 'remote path conflict', { from: path, flags: action.flags }),
      );
    plan.actions.set(path, fileAction('pathConflict', 'path conflict', { from: name, detail: 'r' }));
    remote.delete(path);
  }
  if (invalid.size === 0) return;
  for (const path of invalid) messages.warn(`${path}: is both a file and a directory\n`);
  throw new StateError('destination manifest contains path conflicts');
}
