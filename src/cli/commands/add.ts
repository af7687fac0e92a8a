/** `qs add`. */
import { addFiles } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { DRY_RUN, SUBREPOS, trackingContext } from '../working-copy/tracking.js';

export const command: CommandDefinition = {
  name: 'add',
  inferRepository: true,
  synopsis: '[OPTION]... [FILE]...',
  summary: 'track files from the next commit on',
  help: `Starts to track files; the next commit takes them in. Without names, everything that is neither tracked nor ignored. Files that
are ignored are added only when they are named.

Returns 0 if all files were added.`,
  category: 'working-directory',
  options: [...WALK_OPTIONS, SUBREPOS, DRY_RUN],
  run(context, args, options) {
    return addFiles(trackingContext(context, args, options)) ? 0 : 1;
  },
};
