/** Removes what is not tracked, and directories that hold nothing. */
import type { ByteString } from '../../bytes/index.js';
import { FileSystemError, HgError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { WorkingFiles } from '../update/working-files.js';
import { ignoreMatcher } from '../working-copy/ignore-files.js';
import { workingStatus } from '../working-copy/status.js';

export interface PurgeRequest {
  readonly repo: Repository;
  readonly messages: Messages;
  readonly matcher: Matcher;
  readonly unknown: boolean;
  readonly ignored: boolean;
  readonly files: boolean;
  readonly directories: boolean;
  /** The user is asked first. */
  readonly confirm: boolean;
  /** What cannot be removed ends it. */
  readonly abortOnError: boolean;
  /** Gets what would be removed, which then stays. */
  readonly print?: ((path: ByteString) => void) | undefined;
  /** Told of named paths that are not there. */
  readonly bad: (path: ByteString, message: ByteString) => void;
}

/** @throws HgError when the user does not want it, or something cannot be removed and `abortOnError` is set */
export function purgeFiles(request: PurgeRequest): void {
  const { repo, messages, matcher, confirm, abortOnError, print, bad } = request;
  const { unknown, ignored } = workingStatus(repo, {
    matcher,
    unknown: request.unknown,
    ignored: request.ignored,
    bad,
  });
  const directories = request.directories ? candidates(request) : [];
  const { workFs } = repo.place;
  const isEmpty = (path: ByteString): boolean => workFs.list(path).length === 0;
  if (confirm) {
    const question = whatIsAsked(unknown.length, ignored.length, () => directories.filter(isEmpty).length);
    if (question !== undefined && messages.choose(`${question} (yN)`, ['y', 'n'], 1) === 1)
      throw new HgError('canceled', 'removal cancelled');
  }
  const files = new WorkingFiles(repo);
  const remove = (path: ByteString, what: string, act: () => void): void => {
    if (print !== undefined) {
      print(path);
      return;
    }
    messages.note(`removing ${what} ${path}\n`);
    try {
      files.audit(path);
      act();
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      const text = `${path} cannot be removed`;
      if (abortOnError) throw new HgError('abort', text, { cause: error });
      messages.warn(`warning: ${text}\n`);
    }
  };
  if (request.files)
    for (const path of [...unknown, ...ignored].sort()) remove(path, 'file', () => workFs.remove(path));
  // Those below come first.
  for (const path of directories.sort().reverse())
    if (isEmpty(path)) remove(path, 'directory', () => workFs.removeDirectory(path));
}

function whatIsAsked(unknown: number, ignored: number, empty: () => number): ByteString | undefined {
  if (unknown > 0 && ignored > 0)
    return `permanently delete ${unknown} unknown and ${ignored} ignored files?`;
  if (unknown > 0) return `permanently delete ${unknown} unknown files?`;
  if (ignored > 0) return `permanently delete ${ignored} ignored files?`;
  const directories = empty();
  return directories > 0 ? `permanently delete at least ${directories} empty directories?` : undefined;
}

/** The directories that are selected; without those in nested repositories, and mostly without ignored ones. */
function candidates({ repo, matcher, ignored }: PurgeRequest): ByteString[] {
  const { workFs } = repo.place;
  const ignore = ignored ? undefined : ignoreMatcher(repo);
  const found: ByteString[] = [];
  const enter = (directory: ByteString): void => {
    if (matcher.directory(directory) === 'none') return;
    if (directory !== '' && matcher.matches(directory)) found.push(directory);
    const entries = workFs.listEntries(directory);
    if (directory !== '' && entries.some(({ name }) => name === '.hg')) {
      found.splice(found.indexOf(directory), 1);
      return;
    }
    for (const { name, kind } of entries) {
      if (kind !== 'directory' || (directory === '' && name === '.hg')) continue;
      const path = directory === '' ? name : `${directory}/${name}`;
      if (ignore?.ignores(path) !== true) enter(path);
    }
  };
  enter('');
  return found;
}
