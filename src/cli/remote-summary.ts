/** What there is to pull and push, for `summary --remote`. */
import type { ByteString } from '../bytes/index.js';
import { type Peer, SILENT_UI } from '../exchange/index.js';
import { compareBookmarks, discoverIncoming, discoverOutgoing, type Repository } from '../repo/index.js';
import type { CommandContext } from './command.js';
import { addBranchRevs } from './remote/branch-revs.js';
import { type Location, pullLocations, pushLocations } from './remote/locations.js';
import { existsAt, openPeer } from './remote/open-peer.js';

async function withPeer<T>(
  context: CommandContext,
  location: Location | undefined,
  look: (peer: ReturnType<typeof openPeer>['peer']) => Promise<T>,
): Promise<T | undefined> {
  if (location === undefined) return undefined;
  const { peer } = openPeer(context, location.url);
  try {
    return await look(peer);
  } finally {
    peer.close();
  }
}

/** What can be pushed is named by the branches of this side. */
function localBranches(repo: Repository): Pick<Peer, 'branchMap'> {
  return {
    branchMap: async () =>
      new Map([...repo.branches()].map(([name, { heads }]) => [name, heads.map((rev) => repo.node(rev))])),
  };
}

/** Paths that are not configured count as in step. */
export async function showRemote(context: CommandContext, repo: Repository): Promise<void> {
  const { ui } = context;
  const parts: ByteString[] = [];
  const [source] = repo.config.get('paths', 'default') === undefined ? [] : pullLocations(context, []);
  const incoming = await withPeer(context, source, async (peer) => {
    const { revs } = await addBranchRevs(peer, repo, { fragment: source?.fragment, branches: [], revs: [] });
    const heads = revs === undefined ? undefined : await Promise.all(revs.map((rev) => peer.lookup(rev)));
    const found = await discoverIncoming(repo, peer, heads === undefined ? {} : { heads }, SILENT_UI);
    const theirs = await peer.listKeys('bookmarks');
    return { any: found.anyIncoming, bookmarks: compareBookmarks(repo, theirs, repo.bookmarks()) };
  });
  if (incoming?.any === true) parts.push('1 or more incoming');
  const [target] = pushTargets(context, repo);
  const outgoing = await withPeer(context, target, async (peer) => {
    const { revs } = await addBranchRevs(localBranches(repo), repo, {
      fragment: target?.fragment,
      branches: [],
      revs: [],
    });
    const wanted = revs?.map((name) => repo.rev(name));
    const found = await discoverOutgoing(repo, peer, { revs: wanted }, SILENT_UI);
    const theirs = await peer.listKeys('bookmarks');
    return {
      count: found.outgoing.missing.length,
      bookmarks: compareBookmarks(repo, repo.bookmarks(), theirs),
    };
  });
  if (outgoing !== undefined && outgoing.count > 0) parts.push(`${outgoing.count} outgoing`);
  const added = (list: ReturnType<typeof compareBookmarks> | undefined): number =>
    (list ?? []).filter(({ state }) => state === 'added').length;
  const bookmarksIn = added(incoming?.bookmarks);
  const bookmarksOut = added(outgoing?.bookmarks);
  if (bookmarksIn > 0) parts.push(`${bookmarksIn} incoming bookmarks`);
  if (bookmarksOut > 0) parts.push(`${bookmarksOut} outgoing bookmarks`);
  if (parts.length > 0) ui.write(`remote: ${parts.join(', ')}\n`);
  else ui.status('remote: (synced)\n');
}

function pushTargets(context: CommandContext, repo: Repository): readonly Location[] {
  const { config } = repo;
  if (config.get('paths', 'default') === undefined && config.get('paths', 'default-push') === undefined)
    return [];
  return pushLocations(context, [], (url) => existsAt(context, url));
}
