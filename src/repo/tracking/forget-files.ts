/** Stops tracking files that stay where they are. */
import type { ByteString } from '../../bytes/index.js';
import { changeDirstate, workingStatus } from '../working-copy/index.js';
import { type TrackingContext, tell } from './tracking-context.js';

/** @returns false when a named file was not tracked. @throws LockError, CorruptionError, FileSystemError */
export function forgetFiles(context: TrackingContext): boolean {
  const { repo, matcher, messages, show, dryRun } = context;
  const { workFs } = repo.place;
  return changeDirstate(repo, (dirstate) => {
    let good = true;
    const bad = (path: ByteString, message: ByteString): void => {
      good = false;
      messages.warn(`${show(path)}: ${message}\n`);
    };
    const { modified, added, deleted, clean } = workingStatus(repo, { matcher, clean: true, bad, dirstate });
    const paths = [...modified, ...added, ...deleted, ...clean].sort();
    for (const path of matcher.files) {
      if (path === '' || dirstate.has(path) || workFs.stat(path)?.kind === 'directory') continue;
      if (workFs.stat(path, true) !== undefined)
        messages.warn(`not removing ${show(path)}: file is already untracked\n`);
      good = false;
    }
    for (const path of paths) tell(context, 'removing', path);
    if (!dryRun) for (const path of paths) dirstate.setUntracked(path);
    return good;
  });
}
