/** `qs heads`. */
import type { ByteString } from '../../bytes/index.js';
import { dagRange } from '../../dag/index.js';
import type { Repository } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { STYLE_OPTIONS } from '../log/log-options.js';
import { prepareLogPrinting } from '../log/printer.js';
import { showChangesets } from '../log/show-changesets.js';
import { revisionOf, revisionsOf } from '../revisions.js';

/** Those of `heads` that descend from `start` or are it. */
function reachedFrom(repo: Repository, start: number | undefined, heads: readonly number[]): number[] {
  if (start === undefined || start < 0) return [...heads];
  const wanted = heads.filter((head) => head >= start);
  const range = new Set(dagRange(repo.graph, [start], wanted));
  return wanted.filter((head) => range.has(head));
}

function branchHeads(repo: Repository, start: number | undefined, closed: boolean): number[] {
  const all: number[] = [];
  for (const branch of repo.branches().values()) all.push(...(closed ? branch.heads : branch.openHeads));
  return reachedFrom(repo, start, all);
}

export const command: CommandDefinition = {
  name: 'heads',
  synopsis: '[-ct] [-r STARTREV] [REV]...',
  summary: 'show branch heads',
  help: `Shows the open heads of all named branches: changesets without a descendant on the same branch. With revisions, only
the heads of their branches. With --rev only heads that descend from a revision; with --topo changesets without children,
whatever their branch.

Returns 0 if there are any, 1 if not.`,
  category: 'organization',
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'only descendants of a revision', valueName: 'STARTREV' },
    { short: 't', long: 'topo', kind: 'flag', help: 'changesets without children' },
    { short: 'a', long: 'active', kind: 'flag', help: 'only active heads', deprecated: true },
    { short: 'c', long: 'closed', kind: 'flag', help: 'closed heads too' },
    ...STYLE_OPTIONS,
  ],
  async run(context, args, options) {
    const repo = context.repo();
    const from = options.value('rev');
    const start = from === undefined || from === '' ? undefined : revisionOf(context, from);
    const topological = (): number[] => reachedFrom(repo, start, repo.heads());
    let heads = options.flag('topo') ? topological() : branchHeads(repo, start, options.flag('closed'));
    if (args.length > 0) {
      const branches = new Set<ByteString>();
      for (const rev of revisionsOf(context, args)) branches.add(repo.branch(rev));
      heads = heads.filter((head) => branches.has(repo.branch(head)));
      if (options.flag('active')) {
        const childless = new Set(topological());
        heads = heads.filter((head) => childless.has(head));
      }
      const found = new Set(heads.map((head) => repo.branch(head)));
      const without = [...branches].filter((branch) => !found.has(branch));
      if (without.length > 0) {
        const started = from ? ` (started at ${from})` : '';
        context.ui.warn(`no open branch heads found on branches ${without.join(', ')}${started}\n`);
      }
    }
    if (heads.length === 0) return 1;
    context.ui.pager('heads');
    heads.sort((a, b) => b - a);
    showChangesets(context, await prepareLogPrinting(context, options), heads);
    return 0;
  },
};
