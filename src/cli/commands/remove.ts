/** `qs remove`. */
import { InputError } from '../../errors/index.js';
import { removeFiles } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { DRY_RUN, SUBREPOS, trackingContext } from '../working-copy/tracking.js';

export const command: CommandDefinition = {
  name: 'remove',
  aliases: ['rm'],
  inferRepository: true,
  synopsis: '[OPTION]... FILE...',
  summary: 'delete files, and stop tracking them',
  help: `Deletes files from the working directory and stops tracking them from the next commit on. Files with changes that are not
committed, and files that were only added, are left alone unless --force says otherwise. With --after only what has been deleted
already is recorded.

Returns 0 on success, 1 if something was not removed.`,
  category: 'working-directory',
  options: [
    { short: 'A', long: 'after', kind: 'flag', help: 'record what has been deleted already' },
    { short: 'f', long: 'force', kind: 'flag', help: 'also forget added files and delete changed ones' },
    SUBREPOS,
    ...WALK_OPTIONS,
    DRY_RUN,
  ],
  run(context, args, options) {
    const after = options.flag('after');
    if (args.length === 0 && !after) throw new InputError('no files specified');
    const request = { after, force: options.flag('force') };
    return removeFiles(trackingContext(context, args, options), request) ? 0 : 1;
  },
};
