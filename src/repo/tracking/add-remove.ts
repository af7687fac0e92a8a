/** Tracks what is new and forgets what is gone, in one go. */
import type { ByteString } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { HgError } from '../../errors/index.js';
import type { Repository } from '../repository.js';
import { subreposIn, tracksSubrepos } from '../subrepos/index.js';
import { changeDirstate, workingStatus } from '../working-copy/index.js';
import { isFile, trackFiles } from './add-files.js';
import { findRenames } from './find-renames.js';
import { type TrackingContext, tell } from './tracking-context.js';

/** Files that could have become others: removed, and gone. */
function goneFrom(repo: Repository, dirstate: Dirstate, removed: readonly ByteString[]): ByteString[] {
  return removed.filter((path) => repo.place.workFs.stat(path, true) === undefined || !dirstate.has(path));
}

function isAllowed(audit: (path: ByteString) => void, path: ByteString): boolean {
  try {
    audit(path);
    return true;
  } catch (error) {
    if (error instanceof HgError) return false;
    throw error;
  }
}

/**
 * @param similarity 0 to 1: how much of a removed file must be in an added one for it to count as renamed; 0 never.
 * @returns false when a named file is not there. @throws LockError, CorruptionError, FileSystemError
 */
export function addRemove(given: TrackingContext, similarity: number): boolean {
  const { repo, messages, show, dryRun } = given;
  return changeDirstate(repo, (dirstate) => {
    let good = true;
    const nested = tracksSubrepos(repo, dirstate) ? subreposIn(repo).trackedSubrepos(given) : undefined;
    for (const { context: inside, isEntered } of nested?.subrepos ?? [])
      if (isEntered && !addRemove({ ...inside, subrepos: true }, similarity)) good = false;
    const context = nested?.own ?? given;
    const { matcher } = context;
    const bad = (path: ByteString, message: ByteString): void => {
      if (matcher.files.includes(path)) {
        messages.warn(`${show(path)}: ${message}\n`);
        good = false;
      }
    };
    const found = workingStatus(repo, { matcher, unknown: true, bad, dirstate });
    // What can never be tracked (names that some systems take for `.hg`) is passed over.
    const audit = repo.pathAuditor();
    const status = { ...found, unknown: found.unknown.filter((path) => isAllowed(audit, path)) };
    // A directory may have taken the place of a file.
    const back = status.removed.filter((path) => isFile(repo, path));
    const news = [...status.unknown, ...back].sort();
    const isNew = new Set(news);
    for (const path of [...news, ...status.deleted].sort())
      tell(context, isNew.has(path) ? 'adding' : 'removing', path);
    const gone = [...goneFrom(repo, dirstate, status.removed), ...status.deleted];
    const renames = findRenames(repo, [...status.added, ...status.unknown], gone, similarity);
    for (const { from, to, score } of renames)
      if (messages.verbose || !matcher.isExact(from) || !matcher.isExact(to))
        messages.status(
          `recording removal of ${show(from)} as rename to ${show(to)} (${Math.floor(score * 100)}% similar)\n`,
        );
    if (dryRun) return good;
    for (const path of status.deleted) dirstate.setUntracked(path);
    trackFiles(repo, messages, dirstate, news, show);
    for (const { from, to } of renames) {
      dirstate.setTracked(to);
      dirstate.setCopy(to, from);
    }
    return good;
  });
}
