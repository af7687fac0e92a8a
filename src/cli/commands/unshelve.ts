/** `qs unshelve`. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { alwaysMatcher } from '../../match/index.js';
import { abortUnshelve, isInteractiveUnshelve, unshelveChanges } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { TOOL_OPTION } from '../merge-options.js';
import { resumeUnshelve } from '../shelve/resume.js';
import { shelveContext } from '../shelve/shelve-context.js';

/** @throws InputError */
function nameOf(args: readonly ByteString[], options: Options): ByteString | undefined {
  const names = [...args];
  const named = options.value('name');
  if (named) names.push(named);
  const ends = options.flag('abort') || options.flag('continue');
  if (options.flag('abort') && options.flag('continue'))
    throw new InputError('cannot use both abort and continue');
  if (ends && names.length > 0)
    throw new InputError('cannot combine abort/continue with naming a shelved change');
  if (names.length > 1) throw new InputError('can only unshelve one change at a time');
  return names[0];
}

async function unshelve(
  context: CommandContext,
  name: ByteString | undefined,
  options: Options,
): Promise<number> {
  const { ui } = context;
  const asks = options.flag('interactive');
  const recording = asks ? await import('../record/choose-commit.js') : undefined;
  const isDone = unshelveChanges({
    ...(await shelveContext(context, options)),
    name,
    keep: options.flag('keep'),
    tool: options.value('tool'),
    choose:
      recording === undefined
        ? undefined
        : (within) => recording.chooseRecorded(context, within, alwaysMatcher()),
  });
  if (isDone) return 0;
  ui.warn("unresolved conflicts (see 'hg resolve', then 'hg unshelve --continue')\n");
  return ui.config.getBool('ui', 'detailed-exit-code') ? 240 : 1;
}

export const command: CommandDefinition = {
  name: 'unshelve',
  synopsis: '[OPTION]... [[-n] SHELVED]',
  summary: 'bring changes back that were put aside',
  help: `Brings the changes of a shelf back into the working directory: of the one that is named, or of the newest. The shelf then goes to .hg/shelve-backup unless --keep is given. shelve.maxbackups says how many are kept there (10).

The working directory may have changes of its own, and be somewhere else than when the changes were shelved. When they conflict, resolve the files, then go on with --continue, or take everything back with --abort.

With --interactive only the changes that are chosen come back; the others stay in the shelf.

Returns 0 on success, 1 when there are files left to resolve.`,
  category: 'working-directory',
  options: [
    { short: 'a', long: 'abort', kind: 'flag', help: 'take back an unfinished unshelve' },
    { short: 'c', long: 'continue', kind: 'flag', help: 'go on after a conflict' },
    { short: 'i', long: 'interactive', kind: 'flag', help: 'choose the changes', experimental: true },
    { short: 'k', long: 'keep', kind: 'flag', help: 'keep the shelf' },
    { short: 'n', long: 'name', kind: 'value', help: 'bring back this shelf', valueName: 'NAME' },
    TOOL_OPTION,
    {
      short: '',
      long: 'date',
      kind: 'value',
      help: 'date of temporary changesets',
      valueName: 'DATE',
      deprecated: true,
    },
  ],
  run(context, args, options) {
    const name = nameOf(args, options);
    const { ui } = context;
    if (options.flag('abort')) {
      if (options.value('tool')) ui.warn('tool option will be ignored\n');
      abortUnshelve(context.repo(), ui);
      return 0;
    }
    if (options.flag('continue')) {
      if (options.flag('interactive') && isInteractiveUnshelve(context.repo()) !== undefined)
        throw new InputError('cannot use both continue and interactive');
      return resumeUnshelve(context, options);
    }
    if (options.flag('keep') && options.flag('interactive'))
      throw new InputError('--keep on --interactive is not yet supported');
    return unshelve(context, name, options);
  },
};
