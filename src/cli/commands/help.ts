/** `qs help`. */
import type { CommandDefinition } from '../command.js';
import { runHelp } from '../help/help.js';

const flag = (short: string, long: string, help: string) => ({ short, long, kind: 'flag', help }) as const;

export const command: CommandDefinition = {
  name: 'help',
  repository: 'none',
  synopsis: '[-eck] [-s PLATFORM] [TOPIC]',
  summary: 'explain a command or a topic',
  help: `Without arguments, prints the commands and the topics, one line each.

With the name of a command, an extension or a topic, prints what there is to know about it; a section of a topic is named after a dot, as in config.syntax.

With --keyword, lists the commands and topics that mention a word.

Returns 0 if successful.`,
  category: 'help',
  options: [
    flag('e', 'extension', 'show only help for extensions'),
    flag('c', 'command', 'show only help for commands'),
    flag('k', 'keyword', 'show topics matching keyword'),
    {
      short: 's',
      long: 'system',
      kind: 'list',
      help: 'show help for a specific platform',
      valueName: 'PLATFORM',
    },
  ],
  run: runHelp,
};
