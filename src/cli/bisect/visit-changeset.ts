/** Checks out the changeset that is to be tested. */
import { Repository, refuseChanges, updateTo } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { pathDisplay } from '../display-path.js';

/** Bookmarks stay where they are. @throws StateError when there are uncommitted changes */
export function visitChangeset(context: CommandContext, rev: number, withoutStats = false): void {
  const { place } = context.repo();
  const repo = new Repository(place, true);
  refuseChanges(repo);
  updateTo(repo, rev, {
    messages: context.ui,
    clean: true,
    display: pathDisplay(context, false),
    currentDirectory: context.cwd,
    withoutStats,
  });
}
