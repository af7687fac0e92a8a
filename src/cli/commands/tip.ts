/** `qs tip`. */
import type { CommandDefinition } from '../command.js';
import { PATCH_OPTIONS, STYLE_OPTIONS } from '../log/log-options.js';
import { prepareLogPrinting } from '../log/printer.js';
import { showChangesets } from '../log/show-changesets.js';

export const command: CommandDefinition = {
  name: 'tip',
  synopsis: '[-p] [-g]',
  summary: 'show the tip revision (DEPRECATED)',
  help: `The tip is the changeset that was added to the repository last. It always has the name ''tip''.

Returns 0 on success.`,
  category: 'navigation',
  argumentCount: [0, 0],
  options: [...PATCH_OPTIONS, ...STYLE_OPTIONS],
  async run(context, _args, options) {
    const printing = await prepareLogPrinting(context, options);
    showChangesets(context, printing, [context.repo().tip()]);
    return 0;
  },
};
