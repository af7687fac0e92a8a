/** Starts to track files. */
import type { ByteString } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import type { Repository } from '../repository.js';
import { subreposIn, tracksSubrepos } from '../subrepos/index.js';
import { changeDirstate, workingStatus } from '../working-copy/index.js';
import { NameChecker } from './portable-names.js';
import { type Notices, type TrackingContext, tell } from './tracking-context.js';

/** Larger files are warned of. */
const LARGE = 10_000_000;

/** What is common to all ways of tracking files: checks, and the entry. @returns those that could not be added. */
export function trackFiles(
  repo: Repository,
  messages: Notices,
  dirstate: Dirstate,
  paths: readonly ByteString[],
  show: (path: ByteString) => ByteString,
): ByteString[] {
  const names = new NameChecker(repo, messages, dirstate);
  const { workFs } = repo.place;
  const limit = repo.config.getBytes('ui', 'large-file-limit', LARGE);
  const rejected: ByteString[] = [];
  for (const path of paths) {
    names.portable(path);
    const stat = workFs.stat(path, true);
    if (stat === undefined) {
      messages.warn(`${show(path)} does not exist!\n`);
      rejected.push(path);
      continue;
    }
    if (limit !== 0 && stat.size > limit)
      messages.warn(
        `${path}: up to ${Math.floor((3 * stat.size) / 1_000_000)} MB of RAM may be required to manage this file\n(use 'hg revert ${show(path)}' to cancel the pending addition)\n`,
      );
    if (stat.kind !== 'file' && stat.kind !== 'symlink') {
      messages.warn(`${show(path)} not added: only files and symlinks supported currently\n`);
      rejected.push(path);
    } else if (!dirstate.setTracked(path)) messages.warn(`${show(path)} already tracked!\n`);
  }
  return rejected;
}

/** @returns false when a named file could not be added. @throws InputError, LockError, CorruptionError, FileSystemError */
export function addFiles(given: TrackingContext): boolean {
  const { repo, messages, show, dryRun, namedOnly = false } = given;
  let good = true;
  return changeDirstate(repo, (dirstate) => {
    const nested = tracksSubrepos(repo, dirstate) ? subreposIn(repo).trackedSubrepos(given) : undefined;
    const context = nested?.own ?? given;
    const { matcher } = context;
    const names = new NameChecker(repo, messages, dirstate);
    const bad = (path: ByteString, message: ByteString): void => {
      good = false;
      messages.warn(`${show(path)}: ${message}\n`);
    };
    const status = workingStatus(repo, { matcher, unknown: true, clean: true, bad, dirstate });
    // Named files whatever is known of them; others only when they are there and not tracked.
    const named = matcher.files.filter(
      (path) => path !== '' && matcher.matches(path) && (dirstate.has(path) || isFile(repo, path)),
    );
    const again = status.removed.filter((path) => isFile(repo, path));
    const found = namedOnly
      ? [...again, ...status.unknown].filter((path) => matcher.isExact(path))
      : [...status.unknown, ...again];
    const paths = [...new Set([...found, ...named])].sort();
    for (const path of paths) {
      names.collision(path);
      tell(context, 'adding', path);
    }
    for (const { context: inside } of nested?.subrepos ?? [])
      if (!addFiles({ ...inside, namedOnly: given.subrepos !== true })) good = false;
    if (dryRun) return good;
    const rejected = trackFiles(repo, messages, dirstate, paths, show);
    return good && !rejected.some((path) => matcher.files.includes(path));
  });
}

/** A file or symbolic link is at that path. */
export function isFile(repo: Repository, path: ByteString): boolean {
  const kind = repo.place.workFs.stat(path, true)?.kind;
  return kind === 'file' || kind === 'symlink';
}
