/** What pull and unbundle do and say when changesets have come. */
import type { ByteString } from '../../bytes/index.js';
import { StateError } from '../../errors/index.js';
import { checkOut, type Repository, UpdateRefused } from '../../repo/index.js';
import type { CommandContext } from '../command.js';

/** Where `-u` goes. */
export interface UpdateAfter {
  /** Undefined: where `update` without a revision goes. */
  readonly rev: number | undefined;
  /** The words that named it. */
  readonly name?: ByteString | undefined;
}

/**
 * @param repo with the new changesets.
 * @param result hg's number for the changegroup: 0 does nothing at all.
 * @param update undefined without `-u`.
 * @returns the exit code.
 */
export function afterIncoming(
  { ui }: CommandContext,
  repo: Repository,
  result: number,
  update: UpdateAfter | undefined,
): number {
  if (result === 0) return 0;
  if (update !== undefined) {
    try {
      return checkOut(repo, update.rev, { messages: ui, name: update.name }) ? 1 : 0;
    } catch (error) {
      if (!(error instanceof UpdateRefused)) throw error;
      throw new StateError(
        `not updating: ${error.message}`,
        error.hint === undefined ? {} : { hint: error.hint },
      );
    }
  }
  if (result > 1) {
    const heads = repo.branches().get(repo.workingBranch())?.openHeads.length ?? 0;
    if (heads === result) ui.status("(run 'hg heads' to see heads, 'hg merge' to merge)\n");
    else if (heads > 1) ui.status("(run 'hg heads .' to see heads, 'hg merge' to merge)\n");
    else ui.status("(run 'hg heads' to see heads)\n");
  } else if (!ui.config.getBool('commands', 'update.requiredest'))
    ui.status("(run 'hg update' to get a working copy)\n");
  return 0;
}
