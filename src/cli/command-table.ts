/**
 * Every command: its names, and where its module is. Lists, abbreviations and help overviews need only this table; the
 * module is loaded when the command runs or its own help is shown.
 */
import type { CommandDefinition } from './command.js';

export interface CommandEntry {
  /** The name shown first in help. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** One line for the list of commands; '' keeps the command out of it. */
  readonly summary: string;
  readonly category: CommandCategory;
  /** In the short list that plain `qs` prints. */
  readonly basic?: boolean;
  load(): Promise<{ readonly command: CommandDefinition }>;
}

export type CommandCategory =
  | 'repo'
  | 'remote'
  | 'commit'
  | 'management'
  | 'organization'
  | 'files'
  | 'navigation'
  | 'working-directory'
  | 'import-export'
  | 'maintenance'
  | 'help'
  | 'none';

/** Headings of the overview, in its order. */
export const CATEGORIES: readonly (readonly [CommandCategory, string])[] = [
  ['repo', 'Repository creation'],
  ['remote', 'Remote repository management'],
  ['commit', 'Change creation'],
  ['management', 'Change manipulation'],
  ['organization', 'Change organization'],
  ['files', 'File content management'],
  ['navigation', 'Change navigation'],
  ['working-directory', 'Working directory management'],
  ['import-export', 'Change import/export'],
  ['maintenance', 'Repository maintenance'],
  ['help', 'Help'],
  ['none', 'Uncategorized commands'],
];

type Row = readonly [names: string, category: CommandCategory, summary: string, load: CommandEntry['load']];

/** `name|alias|alias`, with `^` in front for the short list. One line per command, in the order of their names. */
// biome-ignore format: a table
const ROWS: readonly Row[] = [
  ['config|showconfig|debugconfig', 'help', 'show the settings in force and where they come from', () => import('./commands/config.js')],
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
