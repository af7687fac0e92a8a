/** `qs copy`. */
import type { CommandDefinition } from '../command.js';
import { copyOptions, runCopy } from '../working-copy/copy-command.js';

export const command: CommandDefinition = {
  name: 'copy',
  aliases: ['cp'],
  inferRepository: true,
  synopsis: '[OPTION]... (SOURCE... DEST | --forget DEST...)',
  summary: 'copy files, and say so in the next commit',
  help: `Copies files, and records for the next commit that they are copies. Into DEST where that is a directory; several sources need one.
With --after only records what has been copied already. With --forget takes back that files are marked as copies.

Returns 0 on success, 1 if errors are encountered.`,
  category: 'files',
  options: copyOptions('copied'),
  run: (context, args, options) => runCopy(context, args, options, false),
};
