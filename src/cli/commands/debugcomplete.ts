/** `qs debugcomplete`: names of commands and of their options, for the completion of shells. */
import { GLOBAL_OPTIONS } from '../argv/global-options.js';
import type { CommandContext, CommandDefinition, OptionDefinition } from '../command.js';
import { findCommand, possibleCommands } from '../find-command.js';

/** Each on a line of its own, as it is typed. */
function optionNames(options: readonly OptionDefinition[]): string[] {
  return options
    .filter(({ deprecated }) => deprecated !== true)
    .flatMap(({ short, long }) => (short === '' ? [`--${long}`] : [`-${short}`, `--${long}`]));
}

async function optionsOf({ commands, aliases }: CommandContext, name: string): Promise<string[]> {
  const options = [...GLOBAL_OPTIONS];
  if (name !== '') {
    const found = findCommand(commands, name, aliases, false);
    if (found.kind === 'command') options.push(...(await found.entry.load()).command.options);
  }
  return optionNames(options);
}

export const command: CommandDefinition = {
  name: 'debugcomplete',
  repository: 'optional',
  synopsis: '[-o] CMD',
  summary: 'list the commands that begin with some letters',
  help: 'One name per line, with --verbose all names of the command. With --options the options of the one command that is meant.',
  category: 'none',
  argumentCount: [0, 1],
  options: [{ short: 'o', long: 'options', kind: 'flag', help: 'list the options of the command' }],
  async run(context, [prefix = ''], options) {
    const { ui, commands, aliases } = context;
    if (options.flag('options')) {
      ui.write(`${(await optionsOf(context, prefix)).join('\n')}\n`);
      return 0;
    }
    const lines = [...possibleCommands(commands, prefix, aliases, false).found].map(([name, found]) =>
      found.kind === 'command' && ui.verbose ? [found.entry.name, ...found.entry.aliases].join(' ') : name,
    );
    ui.write(`${lines.sort().join('\n')}\n`);
    return 0;
  },
};
