/** Pulling: what another repository has and this one lacks. */
import { type ByteString, type NodeId, NULL_NODE } from '../../bytes/index.js';
import { LazyAncestors } from '../../dag/index.js';
import { HgError } from '../../errors/index.js';
import {
  type AppliedBundle,
  applyBundle2,
  type BundleRequest,
  type ByteStream,
  type Discovered,
  type DiscoveryRequest,
  discoverCommon,
  discoveryOptions,
  type ExchangeUi,
  openBundle,
  type Peer,
  quoteUrl,
  shownUrl,
} from '../../exchange/index.js';
import type { BookmarkChange } from '../../store/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import { Repository } from '../repository.js';
import { inTransaction, refreshed, type TransactionRequest, withLock, withWlock } from '../writing/index.js';
import { ExchangeReport } from './exchange-report.js';
import { bundleCapabilities, bundleCapabilitiesOf, encodeBundleCapabilities } from './peer-capabilities.js';
import { type BookmarkMode, type PulledBookmarks, pulledBookmarks } from './pulled-bookmarks.js';
import { remotePhases } from './remote-phases.js';

export interface PullRequest {
  /** Ancestors of these only; everything when absent. */
  readonly heads?: readonly NodeId[] | undefined;
  /** Unrelated repositories, too. */
  readonly force?: boolean;
  /** To be taken as the other side has them, even where that is not forward. */
  readonly bookmarks?: readonly ByteString[];
  /** The other side's bookmarks, where they were asked for already. */
  readonly remoteBookmarks?: ReadonlyMap<ByteString, NodeId>;
  readonly bookmarkMode?: BookmarkMode;
  /** The name that the configuration has for the other side, for divergent bookmarks. */
  readonly alias?: ByteString | undefined;
  /** For an empty repository: the files of the store, where the other side gives them. */
  readonly stream?: boolean;
  /** Done before the locks are released and hooks that wait for that are run: an update, mostly. */
  readonly whileLocked?: (pulled: PullResult) => void;
  /** Asked before changes become permanent, when they have been described; false undoes them. */
  readonly confirm?: () => boolean;
}

export interface PullResult {
  /** hg's number: 0 when there was nothing to pull. */
  readonly changegroup: number;
  /** The repository as it is now. */
  readonly repository: Repository;
}

interface Found {
  readonly common: readonly NodeId[];
  readonly anyIncoming: boolean;
  readonly remoteHeads: readonly NodeId[];
}

/** Nothing is asked when what is wanted is known. */
export async function discoverIncoming(
  repo: Repository,
  remote: Peer,
  request: Pick<PullRequest, 'heads' | 'force'>,
  ui: ExchangeUi,
): Promise<Found> {
  const { heads } = request;
  const isKnown = (node: NodeId): boolean => {
    const rev = repo.revOf(node);
    return rev !== undefined && (rev < 0 || !repo.isHidden(rev));
  };
  if (heads !== undefined && heads.length > 0 && heads.every(isKnown))
    return { common: heads, anyIncoming: false, remoteHeads: heads };
  return incomingOf(
    repo,
    await discoverCommon({ ...discoveryIn(repo, ui), remote, force: request.force ?? false }),
  );
}

/** How common changesets are looked for from this side. */
export function discoveryIn(repo: Repository, ui: ExchangeUi): Omit<DiscoveryRequest, 'remote' | 'force'> {
  return {
    history: repo.changelog,
    heads: repo.heads(),
    isVisible: (rev) => !repo.isHidden(rev),
    options: discoveryOptions(repo.config),
    random: Math.random,
    ui,
  };
}

/** What was found, with hidden changesets of this side counted as known: those that are heads of the other need not come again. */
export function incomingOf(repo: Repository, found: Discovered): Found {
  const common = new Set(found.common);
  for (const node of found.remoteHeads) if (repo.revOf(node) !== undefined) common.add(node);
  if (common.size > 1) common.delete(NULL_NODE);
  const anyIncoming = found.anyIncoming && !found.remoteHeads.every((node) => common.has(node));
  return { common: [...common], anyIncoming, remoteHeads: found.remoteHeads };
}

/** What this repository understands, as `getbundle` is told. */
export function ownBundleCapabilities(repo: Repository): ByteString[] {
  return ['HG20', `bundle2=${quoteUrl(encodeBundleCapabilities(bundleCapabilities(repo)))}`];
}

/**
 * Takes the changesets, phases, bookmarks and markers of another repository.
 * @throws HgError "repository is unrelated" and whatever is wrong with what comes: nothing has changed then; LockError.
 */
export async function pull(
  repo: Repository,
  remote: Peer,
  request: PullRequest,
  ui: ExchangeUi,
): Promise<PullResult> {
  if (request.stream === true && request.heads === undefined && repo.length === 0) {
    if (await takeStream(repo, remote, ui))
      return pull(refreshed(repo), remote, { ...request, stream: false }, ui);
    ui.warn('warning: stream clone requested but server has them disabled\n');
  }
  const found = await discoverIncoming(repo, remote, request, ui);
  const capabilities = bundleCapabilitiesOf(await remote.capabilities());
  if (capabilities === undefined)
    throw new HgError(
      'abort',
      'the other side does not know bundle2, without which this version cannot pull',
    );
  const asksForEverything = request.heads === undefined && found.common.every((node) => node === NULL_NODE);
  if (!found.anyIncoming) ui.status('no changes found\n');
  else if (asksForEverything) ui.status('requesting all changes\n');
  const markers = isEvolutionEnabled(repo.config, 'exchange') && capabilities.has('obsmarkers');
  if (!found.anyIncoming && !markers) {
    await pullNames(repo, remote, request, found, ui);
    return { changegroup: 0, repository: refreshed(repo) };
  }
  const bundleRequest: BundleRequest = {
    common: found.common,
    heads: request.heads ?? found.remoteHeads,
    bundleCapabilities: ownBundleCapabilities(repo),
    changegroup: found.anyIncoming,
    changegroupAttempted: true,
    phases: capabilities.has('phases'),
    bookmarks: request.remoteBookmarks === undefined && capabilities.has('bookmarks'),
    obsMarkers: markers,
  };
  return applyPulled(repo, remote.url, await remote.getBundle(bundleRequest), request, ui);
}

/** What a pull does with the bundle that it gets. @throws as {@link pull} */
export function applyPulled(
  repo: Repository,
  url: ByteString,
  stream: ByteStream,
  request: PullRequest,
  ui: ExchangeUi,
): PullResult {
  const report = new ExchangeReport(repo, 'pull', ui);
  const bundle = openBundle(stream, repo.place.platform, url);
  if (bundle.kind !== 'bundle2') throw new HgError('abort', 'expected a bundle2 stream');
  const apply = (): AppliedBundle =>
    inTransaction(repo, transactionOf({ url }), (session) => {
      const applied = applyBundle2(session, bundle, {
        ui,
        source: 'pull',
        url,
        acceptMarkers: isEvolutionEnabled(repo.config, 'exchange'),
        bookmarks: 'record',
        platform: repo.place.platform,
      });
      // Markers that have just come say what is forward.
      const now = new Repository(session.repository.place, true);
      const remoteBookmarks = request.remoteBookmarks ?? knownOnly(applied.bookmarks);
      const local = session.writer.bookmarks.all;
      const { phases } = session.writer;
      const isPublic = (rev: number) => phases.phase(rev) === 0;
      const changes = bookmarkChanges(now, request, { remote: remoteBookmarks, local, isPublic }, ui);
      if (changes.length > 0) session.writer.bookmarks.apply(changes);
      if (request.confirm !== undefined && applied.changegroups.length > 0) {
        report.preview(session, applied.changegroups);
        if (!request.confirm()) throw new HgError('canceled', 'user aborted');
      }
      report.atEndOf(session, applied.changegroups);
      return applied;
    });
  return withWlock(repo, () => {
    const applied = withLock(repo, apply);
    const pulled = {
      changegroup: applied.changegroups.length === 0 ? 0 : applied.result,
      repository: refreshed(repo),
    };
    request.whileLocked?.(pulled);
    return pulled;
  });
}

/**
 * Fills an empty repository with the other side's files; what came since is pulled afterwards.
 * @returns false when the other side does not give them.
 */
async function takeStream(repo: Repository, remote: Peer, ui: ExchangeUi): Promise<boolean> {
  const stream = await remote.stream();
  if (stream === undefined) return false;
  const bundle = openBundle(stream, repo.place.platform, remote.url);
  if (bundle.kind !== 'bundle2') throw new HgError('abort', 'expected a bundle2 stream');
  ui.status('streaming all changes\n');
  inTransaction(repo, transactionOf(remote), (session) =>
    applyBundle2(session, bundle, { ui, source: 'pull', url: remote.url, acceptMarkers: false }),
  );
  return true;
}

function transactionOf({ url }: Pick<Peer, 'url'>): TransactionRequest {
  return {
    name: `pull\n${shownUrl(url)}`,
    hookArguments: new Map([
      ['SOURCE', 'pull'],
      ['URL', url],
    ]),
  };
}

function bookmarkChanges(
  repo: Repository,
  request: PullRequest,
  sides: Pick<PulledBookmarks, 'remote' | 'local' | 'isPublic'>,
  ui: ExchangeUi,
): BookmarkChange[] {
  const { bookmarks: explicit = [], bookmarkMode: mode = 'default', alias } = request;
  return pulledBookmarks(repo, { ...sides, explicit, mode, alias, ui });
}

/** Phases and bookmarks, when there are no changesets to get: without a transaction where nothing changes. */
async function pullNames(
  repo: Repository,
  remote: Peer,
  request: PullRequest,
  { common, remoteHeads }: Found,
  ui: ExchangeUi,
): Promise<void> {
  const keys = await remote.listKeys('phases');
  const remoteBookmarks = request.remoteBookmarks ?? (await remote.listKeys('bookmarks'));
  takeNames(repo, remote.url, { ...request, remoteBookmarks }, keys, [...common, ...remoteHeads], ui);
}

/**
 * @param keys the other side's phases.
 * @param shared nodes that both sides have.
 */
export function takeNames(
  repo: Repository,
  url: ByteString,
  request: PullRequest & { readonly remoteBookmarks: ReadonlyMap<ByteString, NodeId> },
  keys: ReadonlyMap<ByteString, ByteString>,
  shared: readonly NodeId[],
  ui: ExchangeUi,
): void {
  const { remoteBookmarks } = request;
  withWlock(repo, () =>
    withLock(repo, () => {
      const now = new Repository({ ...refreshed(repo).place, texts: undefined }, true);
      const heads = [...(request.heads ?? shared)]
        .map((node) => now.revOf(node))
        .filter((rev): rev is number => rev !== undefined && rev >= 0);
      const { isPublishing, publicHeads } = remotePhases(now, keys, heads);
      const moves = [
        ...(isPublishing ? heads : publicHeads).map((rev) => [rev, 0] as const),
        ...(isPublishing ? [] : heads.map((rev) => [rev, 1] as const)),
      ].filter(([rev, phase]) => now.phases.phase(rev) > phase);
      const published = moves.filter(([, phase]) => phase === 0).map(([rev]) => rev);
      const below = new LazyAncestors(now.changelog, published, { inclusive: true });
      const isPublic = (rev: number) => now.phases.isPublic(rev) || below.has(rev);
      const sides = { remote: remoteBookmarks, local: now.bookmarks(), isPublic };
      const changes = bookmarkChanges(now, request, sides, ui);
      if (moves.length === 0 && changes.length === 0) return;
      const report = new ExchangeReport(repo, 'pull', ui);
      inTransaction(repo, transactionOf({ url }), (session) => {
        for (const [rev, phase] of moves) session.writer.phases.advanceRevs(phase, [rev]);
        session.writer.bookmarks.apply(changes);
        report.atEndOf(session, []);
      });
    }),
  );
}

function knownOnly(bookmarks: ReadonlyMap<ByteString, NodeId | undefined>): Map<ByteString, NodeId> {
  const out = new Map<ByteString, NodeId>();
  for (const [name, node] of bookmarks) if (node !== undefined) out.set(name, node);
  return out;
}
