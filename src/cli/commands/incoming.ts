/** `qs incoming`. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { outgoingRevs, shownUrl, writeStream } from '../../exchange/index.js';
import {
  compareBookmarks,
  discoverIncoming,
  ownBundleCapabilities,
  type Repository,
} from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { absolutePath } from '../find-repository.js';

import { listBookmarks } from '../remote/bookmark-list.js';
import { addBranchRevs } from '../remote/branch-revs.js';
import { LIST_OPTIONS, listChangesets, SUBREPOS_OPTION } from '../remote/changeset-list.js';
import { type Location, pullLocations } from '../remote/locations.js';
import { type OpenedPeer, openPeer } from '../remote/open-peer.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';
import { compareSubrepos } from '../subrepos/compare-subrepos.js';

/** Revisions of the other repository that this one lacks, ascending. */
function missingThere(other: Repository, common: readonly NodeId[], heads: readonly NodeId[]): Int32Array {
  const revs = (nodes: readonly NodeId[]): number[] =>
    nodes.map((node) => other.revOf(node)).filter((rev): rev is number => rev !== undefined && rev >= 0);
  return outgoingRevs(other.changelog, revs(common), revs(heads)).missing;
}

async function incomingFrom(
  context: CommandContext,
  { peer, repository }: OpenedPeer,
  location: Location,
  options: Options,
): Promise<number> {
  const { ui } = context;
  const repo = context.repo();
  const { revs } = await addBranchRevs(peer, repo, {
    fragment: location.fragment,
    branches: options.list('branch'),
    revs: options.list('rev'),
  });
  const wanted = revs === undefined ? undefined : await Promise.all(revs.map((rev) => peer.lookup(rev)));
  const force = options.flag('force');
  const found = await discoverIncoming(repo, peer, { heads: wanted, force }, ui);
  const heads = wanted ?? found.remoteHeads;
  const missing = found.anyIncoming ? missingThere(repository, found.common, heads) : new Int32Array(0);
  if (missing.length === 0) {
    ui.status('no changes found\n');
    return 1;
  }
  const file = options.value('bundle');
  if (file !== undefined && file !== '') await saveBundle(context, peer, file, found.common, heads);
  ui.pager('incoming');
  await listChangesets(context, repository, missing, options);
  return 0;
}

async function saveBundle(
  context: CommandContext,
  peer: OpenedPeer['peer'],
  file: ByteString,
  common: readonly NodeId[],
  heads: readonly NodeId[],
): Promise<void> {
  const bundleCapabilities = ownBundleCapabilities(context.repo());
  const stream = await peer.getBundle({ common, heads, bundleCapabilities });
  writeStream(context.platform.openFileSystem('/'), absolutePath(context.cwd, file), stream);
}

async function compareWith(context: CommandContext, location: Location, options: Options): Promise<number> {
  const { ui } = context;
  const opened = openPeer(context, location.url);
  try {
    ui.status(`comparing with ${shownUrl(location.url)}\n`);
    ui.flush();
    if (!options.flag('bookmarks')) return await incomingFrom(context, opened, location, options);
    ui.pager('incoming');
    const repo = context.repo();
    const remote = await opened.peer.listKeys('bookmarks');
    const differences = compareBookmarks(repo, remote, repo.bookmarks());
    return listBookmarks(context, differences, ['added', 'advanced', 'diverged', 'changed']);
  } finally {
    opened.peer.close();
  }
}

export const command: CommandDefinition = {
  name: 'incoming',
  aliases: ['in'],
  synopsis: '[-p] [-n] [-M] [-f] [-r REV]... [--bundle FILENAME] [SOURCE]...',
  summary: 'show new changesets found in source',
  help: `Shows what a pull would bring: changesets of SOURCE, or of the path default, that this repository does not have. --bundle keeps them in a file, for a pull later on.

With --bookmarks, shows the bookmarks that differ instead, with --verbose what a pull does about them: "added" ones exist on the other side only, and pull makes them; "advanced" ones were moved forward there, and pull follows; for "diverged" ones, pull makes a second bookmark; "changed" is said when the changeset is not known here yet.

Returns 0 if there are incoming changes, 1 otherwise.`,
  category: 'remote',
  options: [
    { short: 'f', long: 'force', kind: 'flag', help: 'run even when the repositories are unrelated' },
    { short: 'n', long: 'newest-first', kind: 'flag', help: 'newest changesets first' },
    { short: '', long: 'bundle', kind: 'value', help: 'keep the changesets in a file', valueName: 'FILE' },
    { short: 'r', long: 'rev', kind: 'list', help: 'a changeset of the other side', valueName: 'REV' },
    { short: 'B', long: 'bookmarks', kind: 'flag', help: 'compare bookmarks' },
    { short: 'b', long: 'branch', kind: 'list', help: 'a branch of the other side', valueName: 'BRANCH' },
    ...LIST_OPTIONS,
    ...PEER_OPTIONS,
    SUBREPOS_OPTION,
  ],
  async run(context, args, options) {
    let code = 1;
    if (options.flag('subrepos') && options.value('bundle'))
      throw new InputError('cannot specify both --subrepos and --bundle');
    for (const location of pullLocations(context, args)) {
      code = Math.min(code, await compareWith(context, location, options));
      if (options.flag('subrepos'))
        code = Math.min(code, await compareSubrepos(context, location, options, compareWith));
    }
    return code;
  },
};
