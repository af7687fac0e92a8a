/** Removes files from the working directory and from what is tracked. */
import type { ByteString } from '../../bytes/index.js';
import { subreposIn, tracksSubrepos } from '../subrepos/index.js';
import { WorkingFiles } from '../update/working-files.js';
import { changeDirstate, workingStatus } from '../working-copy/index.js';
import { type TrackingContext, tell } from './tracking-context.js';

export interface RemoveOptions {
  /** Only record what is gone already. */
  readonly after: boolean;
  /** Also what has changes, and what was added. */
  readonly force: boolean;
}

/** @returns false when something was not removed, which was said. @throws LockError, HgError from the path audit, FileSystemError */
export function removeFiles(given: TrackingContext, options: RemoveOptions): boolean {
  const { repo, messages, show, dryRun } = given;
  const { after, force } = options;
  const { workFs } = repo.place;
  return changeDirstate(repo, (dirstate) => {
    const nested = tracksSubrepos(repo, dirstate) ? subreposIn(repo).trackedSubrepos(given) : undefined;
    const context = nested?.own ?? given;
    const { matcher } = context;
    const warnings: ByteString[] = [];
    const bad = (path: ByteString, message: ByteString): void => {
      messages.warn(`${show(path)}: ${message}\n`);
    };
    const { modified, added, deleted, clean } = workingStatus(repo, { matcher, clean: true, bad, dirstate });
    let good = true;
    for (const { context: inside, isEntered } of nested?.subrepos ?? [])
      if (isEntered && !removeFiles(inside, options)) good = false;
    const refuse = (path: ByteString, reason: string): void => {
      warnings.push(`not removing ${show(path)}: ${reason}\n`);
      good = false;
    };
    for (const path of matcher.files) {
      if (path === '' || dirstate.has(path) || dirstate.hasTrackedDirectory(path)) continue;
      const stat = workFs.stat(path);
      if (stat?.kind === 'directory') refuse(path, 'no tracked files');
      else if (stat !== undefined) refuse(path, 'file is untracked');
      // What is missing has been complained about.
      good = false;
    }
    let paths: ByteString[];
    if (force) paths = [...modified, ...deleted, ...clean, ...added];
    else if (after) {
      paths = [...deleted];
      for (const path of [...modified, ...added, ...clean])
        if (messages.verbose || matcher.files.includes(path)) refuse(path, 'file still exists');
        else good = false;
    } else {
      paths = [...deleted, ...clean];
      for (const path of modified) refuse(path, 'file is modified (use -f to force removal)');
      for (const path of added) refuse(path, "file has been marked for add (use 'hg forget' to undo add)");
    }
    paths.sort();
    for (const path of paths) tell(context, 'removing', path);
    if (!dryRun) {
      if (!after) {
        const files = new WorkingFiles(repo);
        const isAdded = new Set(added);
        for (const path of paths) if (!isAdded.has(path)) files.remove(path);
      }
      for (const path of paths) dirstate.setUntracked(path);
    }
    for (const warning of warnings) messages.warn(warning);
    return good;
  });
}
