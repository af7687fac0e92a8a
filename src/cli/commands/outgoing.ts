/** `qs outgoing`. */

import { shownUrl } from '../../exchange/index.js';
import { compareBookmarks, discoverOutgoing, reportNothing } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';

import { listBookmarks } from '../remote/bookmark-list.js';
import { addBranchRevs } from '../remote/branch-revs.js';
import { LIST_OPTIONS, listChangesets, SUBREPOS_OPTION } from '../remote/changeset-list.js';
import { type Location, pushLocations } from '../remote/locations.js';
import { existsAt, openPeer } from '../remote/open-peer.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';
import { revisionsOf } from '../revisions.js';
import { compareSubrepos } from '../subrepos/compare-subrepos.js';

async function outgoingTo(context: CommandContext, location: Location, options: Options): Promise<number> {
  const { ui } = context;
  const repo = context.repo();
  const { peer } = openPeer(context, location.url);
  try {
    if (options.flag('bookmarks')) {
      ui.status(`comparing with ${shownUrl(location.url)}\n`);
      ui.pager('outgoing');
      const remote = await peer.listKeys('bookmarks');
      const differences = compareBookmarks(repo, repo.bookmarks(), remote);
      return listBookmarks(context, differences, ['added', 'deleted', 'advanced', 'diverged', 'changed']);
    }
    ui.status(`comparing with ${shownUrl(location.url)}\n`);
    const { revs } = await addBranchRevs(
      {
        branchMap: async () =>
          new Map(
            [...repo.branches()].map(([name, { heads }]) => [name, heads.map((rev) => repo.node(rev))]),
          ),
      },
      repo,
      { fragment: location.fragment, branches: options.list('branch'), revs: options.list('rev') },
    );
    const wanted = revs === undefined ? undefined : [...revisionsOf(context, revs)];
    const { outgoing } = await discoverOutgoing(
      repo,
      peer,
      { revs: wanted, force: options.flag('force') },
      ui,
    );
    if (outgoing.missing.length === 0) {
      reportNothing(ui, outgoing.excluded, repo);
      return 1;
    }
    ui.pager('outgoing');
    await listChangesets(context, repo, outgoing.missing, options);
    return 0;
  } finally {
    peer.close();
  }
}

export const command: CommandDefinition = {
  name: 'outgoing',
  aliases: ['out'],
  synopsis: '[-M] [-p] [-n] [-f] [-r REV]... [DEST]...',
  summary: 'show changesets not found in the destination',
  help: `Shows what a push would send: changesets that DEST, or the place where push goes, does not have.

With --bookmarks, shows the bookmarks that differ instead, with --verbose how: "added" and "deleted" ones exist on one side only; "advanced" ones were moved forward here, and push takes them along; "diverged" ones were moved on both sides; "changed" is said when one of the changesets is unknown here. All but the advanced ones are pushed with --bookmark of push only.

Returns 0 if there are outgoing changes, 1 otherwise.`,
  category: 'remote',
  options: [
    { short: 'f', long: 'force', kind: 'flag', help: 'run even when the repositories are unrelated' },
    {
      short: 'r',
      long: 'rev',
      kind: 'list',
      help: 'a changeset that the other side is to have',
      valueName: 'REV',
    },
    { short: 'n', long: 'newest-first', kind: 'flag', help: 'newest changesets first' },
    { short: 'B', long: 'bookmarks', kind: 'flag', help: 'compare bookmarks' },
    { short: 'b', long: 'branch', kind: 'list', help: 'branch to push', valueName: 'BRANCH' },
    ...LIST_OPTIONS,
    ...PEER_OPTIONS,
    SUBREPOS_OPTION,
  ],
  async run(context, args, options) {
    let code = 1;
    for (const location of pushLocations(context, args, (url) => existsAt(context, url))) {
      code = Math.min(code, await outgoingTo(context, location, options));
      if (options.flag('subrepos'))
        code = Math.min(code, await compareSubrepos(context, location, options, outgoingTo));
    }
    return code;
  },
};
