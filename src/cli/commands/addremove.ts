/** `qs addremove`. */
import { addRemove } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { similarityOf } from '../working-copy/similarity.js';
import { DRY_RUN, hasPatterns, SIMILARITY, SUBREPOS, trackingContext } from '../working-copy/tracking.js';

export const command: CommandDefinition = {
  name: 'addremove',
  inferRepository: true,
  synopsis: '[OPTION]... [FILE]...',
  summary: 'track new files and forget missing ones',
  help: `Tracks every file that is neither tracked nor ignored, and forgets those that are gone. An added file with the content of a removed
one is recorded as a rename of it; --similarity sets how many per cent of it are enough (100 is the default, 0 never).

Returns 0 if all files were added.`,
  category: 'working-directory',
  options: [SIMILARITY, SUBREPOS, ...WALK_OPTIONS, DRY_RUN],
  run(context, args, options) {
    const tracking = trackingContext(context, args, options, hasPatterns(args, options));
    return addRemove(tracking, similarityOf(options, 100)) ? 0 : 1;
  },
};
