/** `qs version`. */
import type { CommandDefinition } from '../command.js';
import { VERSION } from '../version.js';

const COPYRIGHT = `(quicksilver, an implementation of Mercurial's formats and commands in TypeScript)

This is free software under the MIT licence. There is NO
warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.
`;

export const command: CommandDefinition = {
  name: 'version',
  repository: 'none',
  synopsis: '',
  summary: 'print version and licence',
  help: 'The version of quicksilver and the terms it may be used under.',
  category: 'help',
  argumentCount: [0, 0],
  options: [
    { short: 'T', long: 'template', kind: 'value', help: 'display with template', valueName: 'TEMPLATE' },
  ],
  run({ ui }, _args, options) {
    if (ui.verbose || options.value('template') !== undefined) ui.pager('version');
    const formatter = ui.formatter('version', options);
    formatter.startItem();
    formatter.write('ver', 'quicksilver Distributed SCM (version %s)\n', VERSION);
    if (!ui.quiet) formatter.plain(COPYRIGHT);
    if (!formatter.isPlain) formatter.nested('extensions', '{name}').end();
    formatter.end();
    return 0;
  },
};
