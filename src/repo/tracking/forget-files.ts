/** Stops tracking files that stay where they are. */
import type { ByteString } from '../../bytes/index.js';
import { subreposIn, tracksSubrepos } from '../subrepos/index.js';
import { changeDirstate, workingStatus } from '../working-copy/index.js';
import { type TrackingContext, tell } from './tracking-context.js';

/** What to do about a file: it, not it, none from here on, all from here on. */
export type ForgetAnswer = 'yes' | 'no' | 'skip rest' | 'take rest';

function chosen(paths: readonly ByteString[], ask: (path: ByteString) => ForgetAnswer): ByteString[] {
  const out: ByteString[] = [];
  for (let at = 0; at < paths.length; at++) {
    const path = paths[at] as ByteString;
    const answer = ask(path);
    if (answer === 'skip rest') break;
    if (answer === 'take rest') return [...out, ...paths.slice(at)];
    if (answer === 'yes') out.push(path);
  }
  return out;
}

/**
 * @param ask about each file; without it all are forgotten.
 * @returns false when a named file was not tracked. @throws LockError, CorruptionError, FileSystemError
 */
export function forgetFiles(given: TrackingContext, ask?: (path: ByteString) => ForgetAnswer): boolean {
  const { repo, messages, show, dryRun, namedOnly = false } = given;
  const { workFs } = repo.place;
  return changeDirstate(repo, (dirstate) => {
    let good = true;
    const nested = tracksSubrepos(repo, dirstate) ? subreposIn(repo).trackedSubrepos(given) : undefined;
    const context = nested?.own ?? given;
    const { matcher } = context;
    const bad = (path: ByteString, message: ByteString): void => {
      good = false;
      messages.warn(`${show(path)}: ${message}\n`);
    };
    const { modified, added, deleted, clean } = workingStatus(repo, { matcher, clean: true, bad, dirstate });
    for (const { context: inside } of nested?.subrepos ?? [])
      if (!forgetFiles({ ...inside, namedOnly: true }, ask)) good = false;
    const all = [...modified, ...added, ...deleted, ...clean].sort();
    const paths = namedOnly ? all.filter((path) => matcher.isExact(path)) : all;
    for (const path of matcher.files) {
      if (path === '' || dirstate.has(path) || workFs.stat(path)?.kind === 'directory') continue;
      if (workFs.stat(path, true) !== undefined)
        messages.warn(`not removing ${show(path)}: file is already untracked\n`);
      good = false;
    }
    const going = ask === undefined ? paths : chosen(paths, ask);
    for (const path of going)
      if (ask === undefined) tell(context, 'removing', path);
      else messages.status(`removing ${show(path)}\n`, 'ui.addremove.removed');
    if (!dryRun) for (const path of going) dirstate.setUntracked(path);
    return good;
  });
}
