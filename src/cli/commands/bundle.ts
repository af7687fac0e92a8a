/** `qs bundle`. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { type BundleSpec, type Outgoing, outgoingRevs, parseBundleSpec } from '../../exchange/index.js';
import { discoverOutgoing, type Repository, reportNothing, writeBundle } from '../../repo/index.js';
import { writeBundleFile } from '../bundle-file.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';

import { addBranchRevs } from '../remote/branch-revs.js';
import { pushLocations } from '../remote/locations.js';
import { existsAt, openPeer } from '../remote/open-peer.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';
import { revisionsOf } from '../revisions.js';

/** What is bundled, and what the message says was left out. */
interface Selection {
  readonly outgoing: Outgoing;
  readonly excluded: readonly number[];
}

/** The changesets that receivers are taken to have: from the options; undefined when another repository is asked. */
function basesOf(
  context: CommandContext,
  options: Options,
  wanted: readonly number[] | undefined,
): number[] | undefined {
  if (options.flag('all')) return [];
  if (options.flag('exact')) {
    const { graph } = context.repo();
    const revs = new Set(wanted ?? visible(context.repo()));
    return [...revs]
      .flatMap((rev) => [graph.parent1(rev), graph.parent2(rev)])
      .filter((rev) => !revs.has(rev));
  }
  const bases = options.list('base');
  const revs = bases.length === 0 ? [] : [...revisionsOf(context, bases)];
  return revs.length === 0 ? undefined : revs;
}

function visible(repo: Repository): number[] {
  const revs: number[] = [];
  for (let rev = 0; rev < repo.length; rev++) if (!repo.isHidden(rev)) revs.push(rev);
  return revs;
}

/** Combinations that make no sense. */
function refuseConflicts(
  context: CommandContext,
  options: Options,
  destinations: readonly ByteString[],
): void {
  const { ui } = context;
  const ignore = (name: string, because: string): void => {
    if (name === 'base' ? options.list('base').length > 0 : options.flag(name))
      ui.warn(`ignoring --${name} because --${because} was specified\n`);
  };
  if (options.flag('all')) {
    ignore('base', 'all');
    ignore('exact', 'all');
  } else if (options.flag('exact')) ignore('base', 'exact');
  if (destinations.length === 0) return;
  for (const name of ['all', 'exact'])
    if (options.flag(name)) throw new InputError(`--${name} is incompatible with specifying destinations`);
  if (options.list('base').length > 0)
    throw new InputError('--base is incompatible with specifying destinations');
}

async function select(
  context: CommandContext,
  options: Options,
  destinations: readonly ByteString[],
): Promise<Selection> {
  const repo = context.repo();
  const names = options.list('rev');
  const wanted = names.length === 0 ? undefined : [...revisionsOf(context, names)];
  if (wanted !== undefined && wanted.length === 0) throw new InputError('no commits to bundle');
  const bases = basesOf(context, options, wanted);
  if (bases !== undefined)
    return { outgoing: outgoingRevs(repo.changelog, bases, wanted ?? [...repo.heads()]), excluded: [] };
  const common: number[] = [];
  let heads: readonly number[] = [];
  let excluded: readonly number[] = [];
  for (const location of pushLocations(context, destinations, (url) => existsAt(context, url))) {
    const { peer } = await openPeer(context, location.url);
    try {
      const { revs } = await addBranchRevs(localBranches(repo), repo, {
        fragment: location.fragment,
        branches: options.list('branch'),
        revs: names,
      });
      const asked = revs === undefined ? undefined : [...revisionsOf(context, revs)];
      const request = { revs: asked, force: options.flag('force') };
      const found = await discoverOutgoing(repo, peer, request, context.ui);
      common.push(...found.outgoing.commonHeads);
      heads = [...heads, ...found.outgoing.missingHeads];
      excluded = found.outgoing.excluded;
    } finally {
      peer.close();
    }
  }
  return { outgoing: outgoingRevs(repo.changelog, common, heads), excluded };
}

function localBranches(repo: Repository): Parameters<typeof addBranchRevs>[0] {
  return {
    branchMap: async () =>
      new Map([...repo.branches()].map(([name, { heads }]) => [name, heads.map((rev) => repo.node(rev))])),
  };
}

function specOf(context: CommandContext, options: Options): BundleSpec {
  const hasGeneralDelta = context.repo().store.requirements.has('generaldelta');
  return parseBundleSpec(options.value('type') ?? 'bzip2', hasGeneralDelta);
}

export const command: CommandDefinition = {
  name: 'bundle',
  argumentCount: [1, Number.POSITIVE_INFINITY],
  synopsis: '[-f] [-t BUNDLESPEC] [-a] [-r REV]... [--base REV]... FILE [DEST]...',
  summary: 'write changesets to a bundle file',
  help: `Writes changesets to FILE, from which unbundle or pull adds them to another repository, with everything that belongs to them.

Without further options the bundle holds what DEST, or the place where push goes, does not have. With --base no repository is asked: the receiver is taken to have those revisions and all before them. With -a/--all (or --base null) everything is bundled, with -r/--rev only these revisions and what they need.

-t/--type chooses the form and the compression, such as "zstd-v2", "gzip-v1" or "none-v2;phases=yes;obsolescence=yes"; the topic bundlespec explains it. Otherwise it is the form that suits the repository, with bzip2.

Returns 0 on success, 1 if there is nothing to bundle.`,
  category: 'import-export',
  options: [
    { short: '', long: 'exact', kind: 'flag', help: 'bundle the revisions given, and not their ancestors' },
    { short: 'f', long: 'force', kind: 'flag', help: 'run even when the repositories are unrelated' },
    {
      short: 'r',
      long: 'rev',
      kind: 'list',
      help: 'a changeset that the bundle is to have',
      valueName: 'REV',
    },
    { short: 'b', long: 'branch', kind: 'list', help: 'a branch to bundle', valueName: 'BRANCH' },
    { short: '', long: 'base', kind: 'list', help: 'a changeset that receivers have', valueName: 'REV' },
    { short: 'a', long: 'all', kind: 'flag', help: 'bundle all changesets' },
    {
      short: 't',
      long: 'type',
      kind: 'value',
      help: 'form and compression of the bundle (default: bzip2)',
      valueName: 'TYPE',
    },
    ...PEER_OPTIONS,
  ],
  async run(context, [file = '', ...destinations], options) {
    const { ui } = context;
    const repo = context.repo();
    const spec = specOf(context, options);
    refuseConflicts(context, options, destinations);
    const { outgoing, excluded } = await select(context, options, destinations);
    if (outgoing.missing.length === 0) {
      reportNothing(ui, excluded, repo);
      return 1;
    }
    writeBundleFile(context, file, writeBundle(repo, outgoing, spec, ui));
    return 0;
  },
};
