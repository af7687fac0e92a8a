/** `qs pull`. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { shownUrl } from '../../exchange/index.js';
import { type BookmarkMode, pull, type Repository } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';

import { afterIncoming } from '../remote/after-incoming.js';
import { addBranchRevs } from '../remote/branch-revs.js';
import { targetOf } from '../remote/local-url.js';
import { type Location, pullLocations } from '../remote/locations.js';
import { openPeer } from '../remote/open-peer.js';
import { pathAlias } from '../remote/path-alias.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';

/** Pulls from one place. @returns the exit code. */
async function pullFrom(context: CommandContext, location: Location, options: Options): Promise<number> {
  const { ui } = context;
  // What can never be opened is refused before anything is said.
  targetOf(location.url);
  ui.status(`pulling from ${shownUrl(location.url)}\n`);
  ui.flush();
  const repo = context.repo();
  const { peer } = openPeer(context, location.url);
  try {
    const { revs, checkout } = await addBranchRevs(peer, repo, {
      fragment: location.fragment,
      branches: options.list('branch'),
      revs: options.list('rev'),
    });
    const nodes: NodeId[] = [];
    let remoteBookmarks: ReadonlyMap<ByteString, NodeId> | undefined;
    const bookmarks = options.list('bookmark').map((name) => expandBookmark(repo, name));
    if (bookmarks.length > 0) {
      remoteBookmarks = await peer.listKeys('bookmarks');
      for (const name of bookmarks) {
        const node = remoteBookmarks.get(name);
        if (node === undefined) throw new InputError(`remote bookmark ${name} not found!`);
        nodes.push(node);
      }
    }
    for (const rev of revs ?? []) nodes.push(await peer.lookup(rev));
    const destination =
      checkout === undefined ? (bookmarks.length > 0 ? nodes[0] : undefined) : await peer.lookup(checkout);
    const name =
      options.list('rev')[0] ??
      (bookmarks.length > 0 ? bookmarks[0] : (options.list('branch')[0] ?? location.fragment));
    let updated = 0;
    const pulled = await pull(
      repo,
      peer,
      {
        heads: revs === undefined && bookmarks.length === 0 ? undefined : nodes,
        force: options.flag('force'),
        bookmarks,
        ...(remoteBookmarks !== undefined && { remoteBookmarks }),
        bookmarkMode: (location.options.get('bookmarks.mode') ?? 'default') as BookmarkMode,
        alias: pathAlias(context, location.url),
        ...((options.flag('confirm') || ui.config.getBool('pull', 'confirm')) && {
          confirm: () => ui.choose('accept incoming changes (yn)? ', ['y', 'n'], 0) === 0,
        }),
        ...(options.flag('update') && {
          whileLocked: ({ repository, changegroup }) => {
            const rev = destination === undefined ? undefined : repository.revOf(destination);
            const update = { rev, name: rev === undefined ? undefined : name };
            updated = withNestedFrom(repo, location.url, () =>
              afterIncoming(context, repository, changegroup, update),
            );
          },
        }),
      },
      ui,
    );
    return options.flag('update')
      ? updated
      : afterIncoming(context, pulled.repository, pulled.changegroup, undefined);
  } finally {
    peer.close();
  }
}

/** Nested repositories come from the same side. */
function withNestedFrom<T>({ place: { nesting } }: Repository, url: ByteString, update: () => T): T {
  if (nesting === undefined) return update();
  nesting.exchangesWith = url;
  try {
    return update();
  } finally {
    nesting.exchangesWith = undefined;
  }
}

/** `.` is the active bookmark. */
function expandBookmark(repo: Repository, name: ByteString): ByteString {
  if (name !== '.') return name;
  const active = repo.activeBookmark;
  if (active === undefined) throw new InputError('no active bookmark');
  return active;
}

export const command: CommandDefinition = {
  name: 'pull',
  synopsis: '[-u] [-f] [-r REV]... [-e CMD] [--remotecmd CMD] [SOURCE]...',
  summary: 'pull changes from the specified source',
  help: `Adds what another repository has, and this one has not, to this one: changesets, their phases, and bookmarks. The working directory stays as it is, unless --update is given.

SOURCE is a directory, a bundle, or a name of the section [paths]; without one the path default is taken. What follows ''#'' in it names a branch or another revision: then only that comes, with its ancestors, as with --rev, --branch and --bookmark. Several sources are pulled from one after the other.

'hg incoming' shows what a pull would bring.

Returns 0 on success, 1 when an update has left files to resolve.`,
  category: 'remote',
  options: [
    { short: 'u', long: 'update', kind: 'flag', help: 'update to the new head if there are new descendants' },
    { short: 'f', long: 'force', kind: 'flag', help: 'run even when the repositories are unrelated' },
    { short: '', long: 'confirm', kind: 'flag', help: 'ask before the changes are kept' },
    { short: 'r', long: 'rev', kind: 'list', help: 'a changeset of the other side', valueName: 'REV' },
    {
      short: 'B',
      long: 'bookmark',
      kind: 'list',
      help: 'a bookmark of the other side',
      valueName: 'BOOKMARK',
    },
    { short: 'b', long: 'branch', kind: 'list', help: 'a branch of the other side', valueName: 'BRANCH' },
    ...PEER_OPTIONS,
  ],
  async run(context, args, options) {
    const { ui } = context;
    if (ui.config.getBool('commands', 'update.requiredest') && options.flag('update'))
      throw new InputError('update destination required by configuration', {
        hint: 'use hg pull followed by hg update DEST',
      });
    for (const location of pullLocations(context, args)) {
      const code = await pullFrom(context, location, options);
      if (code !== 0) return code;
    }
    return 0;
  },
};
