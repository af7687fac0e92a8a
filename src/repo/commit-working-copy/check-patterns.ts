/** Refuses names on a command line that a commit would silently do nothing about. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { InputError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import type { Repository } from '../repository.js';
import { subreposIn, tracksSubrepos } from '../subrepos/index.js';
import { changeDirstate, type WorkingStatus, workingStatus } from '../working-copy/index.js';

export interface NamedFiles {
  readonly repo: Repository;
  readonly dirstate: Dirstate;
  readonly matcher: Matcher;
  readonly status: WorkingStatus;
}

/** @throws InputError for the first name that is not there, not tracked, or a directory without changes */
export function checkPatterns({ repo, dirstate, matcher, status }: NamedFiles): void {
  if (!matcher.exactOnly && !matcher.prefix) return;
  const { modified, added, removed, deleted } = status;
  const matched = new Set([...modified, ...added, ...removed]);
  const fail = (path: ByteString, reason: string): never => {
    throw new InputError(`${path}: ${reason}`);
  };
  for (const path of matcher.files) {
    if (path === '' || matched.has(path)) continue;
    if (tracksSubrepos(repo, dirstate) && subreposIn(repo).isInSubrepo(repo, path)) continue;
    if (deleted.includes(path)) fail(path, 'file not found!');
    if (isDirectory(repo, path)) {
      const inside = `${path}/`;
      if (![...matched].some((one) => one.startsWith(inside))) fail(path, 'no match under directory!');
    } else if (!dirstate.has(path)) fail(path, 'file not tracked!');
  }
}

/** Now, or in the first parent. */
function isDirectory(repo: Repository, path: ByteString): boolean {
  if (repo.place.workFs.stat(path, true)?.kind === 'directory') return true;
  const [parent] = repo.workingParents();
  return parent !== NULL_REV && repo.manifest(parent).hasDirectory(path);
}

/** As {@link checkPatterns}, before a commit begins. @throws InputError */
export function checkCommitPatterns(repo: Repository, matcher: Matcher): void {
  changeDirstate(repo, (dirstate) => {
    const bad = (path: ByteString, message: ByteString): never => {
      throw new InputError(`${path}: ${message}`);
    };
    checkPatterns({ repo, dirstate, matcher, status: workingStatus(repo, { matcher, bad, dirstate }) });
  });
}
