/** A merge that a user, or `merge.on-failure`, has stopped. */
import { MergeHalted } from '../repo/index.js';
import type { CommandContext } from './command.js';

/** Runs something that merges files. @returns its exit code, or that of a stopped merge. */
export function untilHalted({ ui }: CommandContext, run: () => number): number {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof MergeHalted)) throw error;
    ui.warn(`${error.message}\n`);
    return ui.config.getBool('ui', 'detailed-exit-code') ? 240 : 1;
  }
}
