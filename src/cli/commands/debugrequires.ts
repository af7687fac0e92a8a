/** `qs debugrequires`: the requirements of the repository. */
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugrequires',
  aliases: ['debugrequirements'],
  synopsis: '',
  summary: 'print the current repo requirements',
  help: 'One requirement per line, those of the store included, in byte order.',
  category: 'none',
  argumentCount: [0, 0],
  options: [],
  run(context) {
    for (const name of [...context.repo().store.requirements].sort()) context.ui.write(`${name}\n`);
    return 0;
  },
};
