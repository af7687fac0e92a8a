/** `qs forget`. */
import { InputError } from '../../errors/index.js';
import { forgetFiles } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { checkIncompatible } from '../option-conflicts.js';
import { DRY_RUN, trackingContext } from '../working-copy/tracking.js';

export const command: CommandDefinition = {
  name: 'forget',
  inferRepository: true,
  synopsis: '[OPTION]... FILE...',
  summary: 'stop tracking files, and keep them',
  help: `Stops tracking files from the next commit on. They stay in the working directory and in the history. Takes back an \`add\` that
has not been committed.

Returns 0 on success.`,
  category: 'working-directory',
  options: [
    { short: 'i', long: 'interactive', kind: 'flag', help: 'choose the files one by one' },
    ...WALK_OPTIONS,
    DRY_RUN,
  ],
  run(context, args, options) {
    if (args.length === 0) throw new InputError('no files specified');
    checkIncompatible(options, 'dry-run', ['interactive']);
    if (options.flag('interactive')) throw new InputError('choosing files one by one is not supported');
    return forgetFiles(trackingContext(context, args, options)) ? 0 : 1;
  },
};
