/** Update and merge as commands show them: the work, then what was done. */
import type { ByteString } from '../../bytes/index.js';
import { type Messages, SILENT } from '../messages.js';
import type { Repository } from '../repository.js';
import type { UpdateStats } from './apply-plan.js';
import { type UpdateCheck, updateWorkingCopy } from './update-working-copy.js';

export interface UpdateOptions {
  readonly messages?: Messages;
  /** Throws away uncommitted changes. */
  readonly clean?: boolean;
  /** Paths as the user sees them. */
  readonly display?: ((path: ByteString) => ByteString) | undefined;
  /** Absolute; when it goes with its files, that is said. */
  readonly currentDirectory?: ByteString | undefined;
  /** Default `linear`. */
  readonly check?: UpdateCheck;
  /** `--tool`. */
  readonly tool?: ByteString | undefined;
  /** Says nothing when there was nothing to do. */
  readonly quietWhenEmpty?: boolean;
  /** Does not say how many files have changed. */
  readonly withoutStats?: boolean;
}

const LABELS = ['working copy', 'destination', 'working copy parent'];

/**
 * Moves the working directory to a revision (-1: to nothing), carrying uncommitted changes along unless `clean`. Bookmarks are
 * the caller's. True when files are left to be resolved.
 * @throws StateError when changes forbid it; FileSystemError; LockError
 */
export function updateTo(repo: Repository, rev: number, options: UpdateOptions = {}): boolean {
  const {
    messages = SILENT,
    clean = false,
    check = 'linear',
    tool,
    display,
    quietWhenEmpty = false,
    withoutStats = false,
  } = options;
  const stats = updateWorkingCopy(repo, {
    rev,
    branchMerge: false,
    force: clean,
    check,
    labels: LABELS,
    tool,
    display,
    currentDirectory: options.currentDirectory,
    messages,
  });
  if (!withoutStats) showStats(messages, stats, quietWhenEmpty);
  if (stats.unresolved > 0 && !clean) messages.status("use 'hg resolve' to retry unresolved file merges\n");
  return stats.unresolved > 0;
}

export function showStats(messages: Messages, stats: UpdateStats, quietWhenEmpty = false): void {
  const { updated, merged, removed, unresolved } = stats;
  if (quietWhenEmpty && updated + merged + removed + unresolved === 0) return;
  messages.status(
    `${updated} files updated, ${merged} files merged, ${removed} files removed, ${unresolved} files unresolved\n`,
  );
}

export interface MergeOptions {
  readonly messages?: Messages;
  /** Uncommitted changes do not keep it from being done. */
  readonly force?: boolean;
  readonly tool?: ByteString | undefined;
  /** Paths as the user sees them. */
  readonly display?: ((path: ByteString) => ByteString) | undefined;
}

/** Merges a revision into the working directory. True when files are left to be resolved. @throws as {@link updateTo} */
export function mergeWith(repo: Repository, rev: number, options: MergeOptions = {}): boolean {
  const { messages = SILENT, force = false, tool, display } = options;
  const stats = updateWorkingCopy(repo, {
    rev,
    branchMerge: true,
    force,
    mergeForce: force,
    labels: ['working copy', 'merge rev', 'common ancestor'],
    tool,
    display,
    messages,
  });
  showStats(messages, stats);
  if (stats.unresolved > 0)
    messages.status("use 'hg resolve' to retry unresolved file merges or 'hg merge --abort' to abandon\n");
  else messages.status("(branch merge, don't forget to commit)\n");
  return stats.unresolved > 0;
}
