/**
 * Every command: its names, and where its module is. Lists, abbreviations and help overviews need only this table; the
 * module is loaded when the command runs or its own help is shown.
 */
import type { CommandCategory, CommandEntry } from './command-entry.js';

type Row = readonly [names: string, category: CommandCategory, summary: string, load: CommandEntry['load']];

/** `name|alias|alias`, with `^` in front for the short list. One line per command, in the order of their names. */
// biome-ignore format: a table
const ROWS: readonly Row[] = [
  ['config|showconfig|debugconfig', 'help', 'show the settings in force and where they come from', () => import('./commands/config.js')],
  ['debugancestor', 'none', '', () => import('./commands/debugancestor.js')],
  ['debugdata', 'none', '', () => import('./commands/debugdata.js')],
  ['debugdeltachain', 'none', '', () => import('./commands/debugdeltachain.js')],
  ['debugformat', 'none', '', () => import('./commands/debugformat.js')],
  ['debug-revlog-index|debugindex|debugrevlogindex', 'none', '', () => import('./commands/debugindex.js')],
  ['debugnodemap', 'none', '', () => import('./commands/debugnodemap.js')],
  ['debugrequires|debugrequirements', 'none', '', () => import('./commands/debugrequires.js')],
  ['debugrevlog', 'none', '', () => import('./commands/debugrevlog.js')],
  ['help', 'help', 'explain a command or a topic', () => import('./commands/help.js')],
  ['paths', 'remote', 'list the names given to other repositories', () => import('./commands/paths.js')],
  ['root', 'working-directory', 'print the top directory of the repository', () => import('./commands/root.js')],
  ['version', 'help', 'print version and licence', () => import('./commands/version.js')],
];

export const COMMANDS: readonly CommandEntry[] = ROWS.map(([names, category, summary, load]) => {
  const basic = names.startsWith('^');
  const [name, ...aliases] = names.slice(basic ? 1 : 0).split('|');
  return { name: name as string, aliases, category, summary, basic, load };
});
