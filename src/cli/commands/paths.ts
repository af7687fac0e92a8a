/** `qs paths`. */

import { shownUrl } from '../../exchange/index.js';
import type { CommandDefinition } from '../command.js';
import { readPaths } from '../paths.js';
import { locateStore } from '../store-place.js';

export const command: CommandDefinition = {
  name: 'paths',
  repository: 'optional',
  synopsis: '[NAME]',
  summary: 'list the names given to other repositories',
  help: `Without a name, prints every name of the [paths] section and what it stands for; with one, its value.

The name default is where pull and push go when they are told nothing else; default-push, or the option pushurl of a name, says where push goes instead.

Templates know name, url and pushurl, and every other option of a path by its own name.

Returns 0 on success, 1 when there is no such name.`,
  category: 'remote',
  argumentCount: [0, 1],
  options: [
    { short: 'T', long: 'template', kind: 'value', help: 'display with template', valueName: 'TEMPLATE' },
  ],
  run({ ui, root, cwd, platform }, args, options) {
    const shared =
      root === undefined ? undefined : locateStore(platform, root).storepath.replace(/\/store$/, '');
    const base = (source: string): string => {
      if (root !== undefined && source.startsWith(`${root}/.hg/`)) return root;
      return shared !== undefined && source.startsWith(`${shared}/hgrc`)
        ? shared
        : source === '--config'
          ? (root ?? cwd)
          : (platform.env('HOME') ?? cwd);
    };
    const all = readPaths(ui.config, base, {
      env: (name) => platform.env(name),
      warn: (text) => ui.warn(text),
    });
    const [wanted] = args;
    const paths = wanted === undefined ? all : all.filter((path) => path.name === wanted);
    ui.pager('paths');
    const formatter = ui.formatter('paths', options);
    const shown = formatter.isPlain ? shownUrl : (url: string) => url;
    for (const path of paths) {
      formatter.startItem();
      const brief = wanted !== undefined || ui.quiet;
      formatter.conditionalWrite(wanted === undefined, 'name', '%s', path.name);
      formatter.labelled('path.name');
      if (!ui.quiet || !formatter.isPlain) {
        if (wanted === undefined) formatter.plain(' = ');
        formatter.write('url', '%s', shown(path.url));
      }
      if (!(ui.quiet && wanted !== undefined)) formatter.plain('\n');
      for (const [option, value] of path.options) {
        if (brief && formatter.isPlain) continue;
        formatter.conditionalWrite(!brief, option, `${path.name}:${option} = %s\n`, value);
      }
    }
    formatter.end();
    if (wanted === undefined || paths.length > 0) return 0;
    if (!ui.quiet) ui.warn('not found!\n');
    return 1;
  },
};
