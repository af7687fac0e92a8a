/** `qs rename`. */
import type { CommandDefinition } from '../command.js';
import { copyOptions, runCopy } from '../working-copy/copy-command.js';

export const command: CommandDefinition = {
  name: 'rename',
  aliases: ['move', 'mv'],
  inferRepository: true,
  synopsis: '[OPTION]... SOURCE... DEST',
  summary: 'move files, and say so in the next commit',
  help: `Moves files, and records for the next commit that they were renamed. Into DEST where that is a directory; several sources need one.
With --after only records what has been moved already.

Returns 0 on success, 1 if errors are encountered.`,
  category: 'working-directory',
  options: copyOptions('renamed'),
  run: (context, args, options) => runCopy(context, args, options, true),
};
