/** One row of the table of commands, and the headings of the overview. */
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
