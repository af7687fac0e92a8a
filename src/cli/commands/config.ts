/** `qs config`. */
import type { ByteString } from '../../bytes/index.js';
import type { ConfigItem } from '../../config/index.js';
import { HgError, InputError } from '../../errors/index.js';
import type { CommandDefinition } from '../command.js';
import { editConfig } from '../edit-config.js';
import { knownDefault } from '../known-settings.js';

const flag = (short: string, long: string, help: string, mark: object = {}) =>
  ({ short, long, kind: 'flag', help, ...mark }) as const;

export const command: CommandDefinition = {
  name: 'config',
  repository: 'optional',
  synopsis: '[-u] [NAME]...',
  summary: 'show the settings in force and where they come from',
  help: `Without arguments, prints every setting as section.name=value.

With the name of one setting, prints its value alone. With names of settings or sections, prints those settings.

With --edit, opens the user's own configuration file in an editor; with --global the system's, with --local the repository's, with --shared that of the share's source.

With --debug, says for each setting which file and line it comes from.

Returns 0 on success, 1 when a name has no setting.`,
  category: 'help',
  options: [
    flag('u', 'untrusted', 'include settings of files that belong to others'),
    flag('', 'exp-all-known', 'include every known setting with its default', { experimental: true }),
    flag('e', 'edit', "edit the user's configuration"),
    flag('l', 'local', "edit the repository's configuration"),
    flag('', 'source', 'say which file and line a value comes from'),
    flag('', 'shared', "edit the configuration of the share's source", { experimental: true }),
    flag('', 'non-shared', 'edit the configuration that is not shared', { experimental: true }),
    flag('g', 'global', "edit the system's configuration"),
    { short: 'T', long: 'template', kind: 'value', help: 'display with template', valueName: 'TEMPLATE' },
  ],
  async run(context, args, options) {
    const { ui, root } = context;
    const places = ['local', 'global', 'shared', 'non-shared'].filter((name) => options.flag(name));
    if (places.length > 1) {
      const names = places.map((name) => `--${name}`);
      throw new InputError(`cannot specify both ${names.slice(0, 2).join(' and ')}`);
    }
    if (options.flag('edit') || places.length > 0) return editConfig(context, places[0]);
    ui.pager('config');
    const config = options.flag('untrusted') ? ui.config.untrusted() : ui.config;
    const formatter = ui.formatter('config', options);
    for (const file of context.configFiles) ui.debug(`read config from: ${file}\n`);
    const sections = new Set(args.filter((arg) => !arg.includes('.')));
    const entries = new Set(args.filter((arg) => arg.includes('.')));
    const single = entries.size === 1 && sections.size === 0 && args.length === 1;
    const showSource = ui.debugFlag || options.flag('source');
    let matched = false;
    const items: ConfigItem[] = [];
    for (const section of [...config.sections()].sort()) items.push(...config.items(section));
    for (const item of items) {
      const name: ByteString = `${item.section}.${item.name}`;
      if (args.length > 0 && !(sections.has(item.section) || entries.has(name))) continue;
      const value = item.value.replaceAll('\n', '\\n');
      formatter.startItem();
      formatter.conditionalWrite(showSource, 'source', '%s: ', item.source === '' ? 'none' : item.source);
      if (single && entries.has(name)) {
        formatter.data({ name });
        formatter.write('value', '%s\n', formatter.isPlain ? value : item.value);
      } else formatter.write('name value', '%s=%s\n', name, formatter.isPlain ? value : item.value);
      formatter.data({ defaultvalue: knownDefault(item.section, item.name) });
      matched = true;
    }
    formatter.end();
    if (root === undefined && options.flag('local')) throw new HgError('abort', 'no repository');
    return matched ? 0 : 1;
  },
};
