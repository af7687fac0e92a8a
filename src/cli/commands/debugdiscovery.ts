/** `qs debugdiscovery`. */
import type { ByteString } from '../../bytes/index.js';
import { headRevs, headsOf } from '../../dag/index.js';
import { type ExchangeUi, type LineSide, type NearSide, SILENT_UI, shownUrl } from '../../exchange/index.js';
import { linesOf, type Repository, ServedView } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { discoveryFigures, type Side, sideOf } from '../remote/discovery-figures.js';
import { findByLines, findBySamples } from '../remote/find-common.js';
import { pullLocations } from '../remote/locations.js';
import { openPeer } from '../remote/open-peer.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';
import { revisionsOf, TEMPLATE_OPTION } from '../revisions.js';

/** The generator of hg's own default, so that runs can be repeated. */
const DEFAULT_SEED = 12323;

/** Numbers in [0, 1) that follow from a seed. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}

/** The other side, as nodes. */
type Remote = NearSide & LineSide;

function remoteOf(
  context: CommandContext,
  repo: Repository,
  args: readonly ByteString[],
  options: Options,
): Remote {
  const revs = options.list('remote-as-revs');
  if (revs.length > 0) {
    const side = sideOf(repo, [...revisionsOf(context, revs)]);
    return {
      ...linesOf(repo.changelog),
      headNodes: () => side.heads.map((rev) => repo.node(rev)),
      knows: (node) => side.has(repo.revOf(node) ?? -2),
    };
  }
  const [location] = pullLocations(context, args);
  const url = location?.url ?? '';
  const { repository } = openPeer(context, url);
  context.ui.status(`comparing with ${shownUrl(url)}\n`);
  const served = new ServedView(repository);
  return {
    ...linesOf(repository.changelog),
    headNodes: () => served.headNodes(),
    knows: (node) => served.knows(node),
  };
}

export const command: CommandDefinition = {
  name: 'debugdiscovery',
  argumentCount: [0, 1],
  synopsis: '[--rev REV] [OTHER]',
  summary: 'runs the changeset discovery protocol in isolation',
  help: `Finds out what this repository and OTHER have in common, and prints how many rounds and questions it took.

With --local-as-revs, only those revisions and their ancestors count as this side; with --remote-as-revs, those of this repository stand for the other side. The settings devel.discovery.* change how the questions are chosen; --seed makes them the same each time.`,
  category: 'none',
  options: [
    { short: '', long: 'old', kind: 'flag', help: 'discovery by walking trees' },
    { short: '', long: 'nonheads', kind: 'flag', help: 'discovery by walking trees, heads or not' },
    { short: '', long: 'rev', kind: 'list', help: 'only what has to do with these revisions' },
    {
      short: '',
      long: 'seed',
      kind: 'value',
      help: 'what the random numbers start from',
      default: String(DEFAULT_SEED),
      integer: true,
    },
    { short: '', long: 'local-as-revs', kind: 'list', help: 'this side has these revisions only' },
    {
      short: '',
      long: 'remote-as-revs',
      kind: 'list',
      help: 'this repository is the other side, too, with these revisions only',
    },
    ...PEER_OPTIONS,
    TEMPLATE_OPTION,
  ],
  run(context, args, options) {
    const { ui } = context;
    const repo = context.repo();
    const remote = remoteOf(context, repo, args, options);
    const localRevs = options.list('local-as-revs');
    const visible = headRevs(repo.graph, repo.hasHidden ? { has: (rev) => repo.isHidden(rev) } : undefined);
    const local: Side =
      localRevs.length > 0
        ? sideOf(repo, [...revisionsOf(context, localRevs)])
        : { heads: visible.filter((rev) => rev >= 0), has: (rev) => !repo.isHidden(rev) };
    const only = options.list('rev');
    const formatter = ui.formatter('debugdiscovery', options);
    let output = '';
    const collecting: ExchangeUi = {
      ...SILENT_UI,
      status: (text) => {
        if (!ui.quiet) output += text;
      },
      note: (text) => {
        if (ui.verbose) output += text;
      },
      debug: (text) => {
        if (ui.debugFlag) output += text;
      },
      warn: (text) => ui.warn(text),
    };
    const search = {
      repo,
      local,
      remote,
      ui: formatter.isPlain ? ui : collecting,
      write: (text: ByteString) => {
        if (formatter.isPlain) ui.write(text);
        else output += text;
      },
    };
    const begun = performance.now();
    const { common, roundTrips, queries, lines } = options.flag('old')
      ? findByLines(search, !options.flag('nonheads'))
      : findBySamples(
          search,
          only.length > 0 ? headsOf(repo.graph, revisionsOf(context, only)) : undefined,
          randomFrom(options.int('seed') ?? DEFAULT_SEED),
        );
    const elapsed = (performance.now() - begun) / 1000;
    const found = discoveryFigures(repo, local, common, remote.headNodes());
    const { commonHeads, localHeads, localCommon, remoteCommon, remoteHeads, both } = found;
    const localCount = Math.max(localHeads.length, 1);
    const number = (value: number, width: number): ByteString => String(value).padStart(width);
    formatter.startItem();
    formatter.context({ repo });
    const line = (name: string, text: string, value: number, width = 9): void => {
      formatter.plain(text);
      formatter.write(name, '%s', formatter.isPlain ? number(value, width) : value);
      formatter.plain('\n');
    };
    if (formatter.isPlain) formatter.plain(`elapsed time:  ${elapsed.toFixed(6)} seconds\n`);
    else formatter.data({ elapsed });
    line('total-roundtrips', 'round-trips:           ', roundTrips);
    if (lines !== undefined && !formatter.isPlain)
      formatter.data({
        'total-roundtrips-heads': 1,
        'total-roundtrips-branches': lines.branches.roundTrips,
        'total-roundtrips-between': lines.between.roundTrips,
      });
    line('total-queries', 'queries:               ', queries);
    if (lines !== undefined) {
      line('total-queries-branches', '  queries-branches:    ', lines.branches.nodes);
      line('total-queries-between', '  queries-between:     ', lines.between.nodes);
    }
    formatter.plain('heads summary:\n');
    line('nb-common-heads', '  total common heads:  ', commonHeads.length);
    line('nb-common-heads-local', '    also local heads:  ', localCommon.length);
    line('nb-common-heads-remote', '    also remote heads: ', remoteCommon.length);
    line('nb-common-heads-both', '    both:              ', both);
    line('nb-head-local', '  local heads:         ', localCount);
    formatter.plain(`    common:            ${number(localCommon.length, 9)}\n`);
    line('nb-head-local-missing', '    missing:           ', localCount - localCommon.length);
    line('nb-head-remote', '  remote heads:        ', remoteHeads.length);
    formatter.plain(`    common:            ${number(remoteCommon.length, 9)}\n`);
    line('nb-head-remote-unknown', '    unknown:           ', remoteHeads.length - remoteCommon.length);
    line('nb-revs', 'local changesets:      ', found.all);
    line('nb-revs-common', '  common:              ', found.common.size);
    formatter.plain(`    heads:             ${number(commonHeads.length, 9)}\n`);
    line('nb-common-roots', '    roots:             ', found.common.roots);
    line('nb-revs-missing', '  missing:             ', found.missing.size);
    line('nb-missing-heads', '    heads:             ', found.missing.heads);
    line('nb-missing-roots', '    roots:             ', found.missing.roots);
    line('nb-ini_und', '  first undecided set: ', found.undecided.size);
    line('nb-ini_und-heads', '    heads:             ', found.undecided.heads);
    line('nb-ini_und-roots', '    roots:             ', found.undecided.roots);
    line('nb-ini_und-common', '    common:            ', found.undecidedCommon);
    line('nb-ini_und-missing', '    missing:           ', found.undecided.size - found.undecidedCommon);
    if (!formatter.isPlain) formatter.data({ output });
    if (ui.verbose)
      formatter.plain(`common heads: ${commonHeads.map((node) => node.slice(0, 12)).join(' ')}\n`);
    formatter.end();
    return 0;
  },
};
