/** Options of `log`, and those that it shares with `heads`, `tip` and `parents`. */
import type { OptionDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { TEMPLATE_OPTION } from '../revisions.js';

export const STYLE_OPTIONS: readonly OptionDefinition[] = [
  {
    short: '',
    long: 'style',
    kind: 'value',
    help: 'display using a template map file',
    valueName: 'STYLE',
    deprecated: true,
  },
  TEMPLATE_OPTION,
];

export const PATCH_OPTIONS: readonly OptionDefinition[] = [
  { short: 'p', long: 'patch', kind: 'flag', help: 'show the patch' },
  { short: 'g', long: 'git', kind: 'flag', help: 'write the extended format of git' },
];

// biome-ignore format: a table
export const LOG_OPTIONS: readonly OptionDefinition[] = [
  { short: 'f', long: 'follow', kind: 'flag', help: 'follow the history of changesets, or of files across copies and renames' },
  { short: '', long: 'follow-first', kind: 'flag', help: 'follow only the first parent of merges', deprecated: true },
  { short: 'd', long: 'date', kind: 'value', help: 'only revisions that match the date', valueName: 'DATE' },
  { short: 'C', long: 'copies', kind: 'flag', help: 'show copied files' },
  { short: 'k', long: 'keyword', kind: 'list', help: 'look for a text, upper or lower case', valueName: 'TEXT' },
  { short: 'r', long: 'rev', kind: 'list', help: 'revisions to show or to follow from', valueName: 'REV' },
  { short: 'L', long: 'line-range', kind: 'list', help: 'follow a range of lines of a file', valueName: 'FILE,RANGE', experimental: true },
  { short: '', long: 'removed', kind: 'flag', help: 'also revisions that removed files' },
  { short: 'm', long: 'only-merges', kind: 'flag', help: 'only merges (use -r "merge()" instead)', deprecated: true },
  { short: 'u', long: 'user', kind: 'list', help: 'revisions committed by a user', valueName: 'USER' },
  { short: '', long: 'only-branch', kind: 'list', help: 'only changesets of the named branch', valueName: 'BRANCH', deprecated: true },
  { short: 'b', long: 'branch', kind: 'list', help: 'changesets of the named branch', valueName: 'BRANCH' },
  { short: 'B', long: 'bookmark', kind: 'list', help: 'changesets that only the bookmark leads to', valueName: 'BOOKMARK' },
  { short: 'P', long: 'prune', kind: 'list', help: 'neither the revision nor its ancestors', valueName: 'REV' },
  ...PATCH_OPTIONS,
  { short: 'l', long: 'limit', kind: 'value', help: 'show no more changesets than this', valueName: 'NUM' },
  { short: 'M', long: 'no-merges', kind: 'flag', help: 'no merges' },
  { short: '', long: 'stat', kind: 'flag', help: 'show how many lines changed in each file' },
  { short: 'G', long: 'graph', kind: 'flag', help: 'draw the graph of revisions' },
  ...STYLE_OPTIONS,
  ...WALK_OPTIONS,
];
