/** How `incoming` and `outgoing` show changesets. */

import { InputError } from '../../errors/index.js';
import type { Repository } from '../../repo/index.js';
import type { CommandContext, OptionDefinition, Options } from '../command.js';
import { PATCH_OPTIONS, STYLE_OPTIONS } from '../log/log-options.js';
import { prepareLogPrinting } from '../log/printer.js';
import { showChangesets, showGraph } from '../log/show-changesets.js';

/** Options that say which changesets are shown, and how. */
export const LIST_OPTIONS: readonly OptionDefinition[] = [
  ...PATCH_OPTIONS,
  { short: 'l', long: 'limit', kind: 'value', help: 'show no more changesets than this', valueName: 'NUM' },
  { short: 'M', long: 'no-merges', kind: 'flag', help: 'no merges' },
  { short: '', long: 'stat', kind: 'flag', help: 'show how many lines changed in each file' },
  { short: 'G', long: 'graph', kind: 'flag', help: 'draw the graph of revisions' },
  ...STYLE_OPTIONS,
];

export const SUBREPOS_OPTION: OptionDefinition = {
  short: 'S',
  long: 'subrepos',
  kind: 'flag',
  help: 'go into nested repositories',
};

/** @throws InputError */
function limitOf(options: Options): number {
  const text = options.value('limit');
  if (text === undefined || text === '') return Number.POSITIVE_INFINITY;
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new InputError('limit must be a positive integer');
  const limit = Number(text);
  if (limit <= 0) throw new InputError('limit must be positive');
  return limit;
}

/** @param revs ascending; shown so, or newest first, or as a graph. */
export async function listChangesets(
  context: CommandContext,
  repo: Repository,
  revs: Iterable<number>,
  options: Options,
): Promise<void> {
  const limit = limitOf(options);
  const all = [...revs];
  const ordered = options.flag('newest-first') || options.flag('graph') ? all.reverse() : all;
  const shown: number[] = [];
  for (const rev of ordered) {
    if (shown.length >= limit) break;
    if (options.flag('no-merges') && repo.graph.parent2(rev) >= 0) continue;
    shown.push(rev);
  }
  const within: CommandContext = { ...context, repository: repo, repo: () => repo };
  const printing = await prepareLogPrinting(within, options);
  if (options.flag('graph'))
    showGraph(within, printing, shown, { onlyDrawnParents: true, isElsewhere: repo !== context.repository });
  else showChangesets(within, printing, shown);
}
