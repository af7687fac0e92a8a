/** How `incoming -B` and `outgoing -B` show bookmarks that differ. */
import type { BookmarkDifference, BookmarkState } from '../../repo/index.js';
import type { CommandContext } from '../command.js';

/** @returns the exit code: 1 when there are none. */
export function listBookmarks(
  { ui }: CommandContext,
  differences: readonly BookmarkDifference[],
  shown: readonly BookmarkState[],
): number {
  ui.status('searching for changed bookmarks\n');
  const width = ui.debugFlag ? 40 : 12;
  const found = differences.filter(({ state }) => shown.includes(state));
  for (const { name, state, source } of found) {
    const node = (source ?? '').slice(0, width).padEnd(width);
    const line = `   ${name.padEnd(25)} ${node}`;
    ui.write(ui.verbose ? `${line} ${state}\n` : `${line}\n`);
  }
  if (found.length > 0) return 0;
  ui.status('no changed bookmarks found\n');
  return 1;
}
