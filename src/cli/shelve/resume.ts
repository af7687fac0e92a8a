/** How an interrupted unshelve goes on. */
import { alwaysMatcher } from '../../match/index.js';
import { continueUnshelve, isInteractiveUnshelve } from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import { shelveContext } from './shelve-context.js';

/** @throws as `continueUnshelve` */
export async function resumeUnshelve(context: CommandContext, options: Options): Promise<number> {
  const asks = isInteractiveUnshelve(context.repo());
  const recording = asks ? await import('../record/choose-commit.js') : undefined;
  continueUnshelve({
    ...(await shelveContext(context, options)),
    choose:
      recording === undefined
        ? undefined
        : (within) => recording.chooseRecorded(context, within, alwaysMatcher()),
  });
  return 0;
}
