/** `qs root`. */
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'root',
  repository: 'required',
  synopsis: '',
  summary: 'print the top directory of the repository',
  help: `Prints the directory that holds the working copy: the nearest one upward that has a repository in it.

Templates also know hgpath, the directory of the repository's own data, and storepath, where its history is.

Returns 0 on success.`,
  category: 'working-directory',
  argumentCount: [0, 0],
  options: [
    { short: 'T', long: 'template', kind: 'value', help: 'display with template', valueName: 'TEMPLATE' },
  ],
  async run({ ui, root, platform }, _args, options) {
    const formatter = ui.formatter('root', options);
    formatter.startItem();
    formatter.write('reporoot', '%s\n', root as string);
    if (!formatter.isPlain) {
      const { locateStore } = await import('../store-place.js');
      formatter.data(locateStore(platform, root as string));
    }
    formatter.end();
    return 0;
  },
};
