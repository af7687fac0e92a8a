/** Pushing: what this repository has and another one lacks. */
import { type ByteString, type NodeId, NULL_NODE } from '../../bytes/index.js';
import { headRevs, headsOf, LazyAncestors } from '../../dag/index.js';
import { FileSystemError, HgError } from '../../errors/index.js';
import {
  type ExchangeUi,
  encodeParts,
  encodeStreamParameters,
  type Peer,
  shownUrl,
  type UnbundleReply,
} from '../../exchange/index.js';
import { PHASE_NAMES } from '../../store/index.js';
import { Repository } from '../repository.js';
import { hasHistoryOf } from '../subrepos/index.js';
import { inTransaction, refreshed, withLock } from '../writing/index.js';
import { checkHeads } from './check-heads.js';
import { outdatedHeads } from './outdated-heads.js';
import { bundleCapabilitiesOf } from './peer-capabilities.js';
import { discoverForPush, type PushDiscovery, reportNothing } from './push-discovery.js';
import { type PushedBookmark, pushedBookmarks } from './pushed-bookmarks.js';
import { type PushedThings, pushedParts } from './pushed-parts.js';
import { remotePhases } from './remote-phases.js';

export interface PushRequest {
  /** These and their ancestors only. */
  readonly revs?: readonly number[] | undefined;
  /** No checks: unrelated repositories, new heads, obsolete changesets. */
  readonly force?: boolean;
  readonly newBranch?: boolean;
  readonly bookmarks?: readonly ByteString[];
  readonly allBookmarks?: boolean;
  /** Make what is pushed public on both sides. */
  readonly publish?: boolean;
  /**
   * Refuses changesets whose nested repositories nobody could get. Called, before anything is sent, with those that may have some.
   * @throws HgError
   */
  readonly checkLinks?: (revs: Iterable<number>) => void;
  /** Of a nested repository: where there is nothing to send, a publishing side's phases are left alone, as it may not be ours to write to. */
  readonly isNested?: boolean;
  /** For hooks of the other side. */
  readonly variables?: () => ReadonlyMap<ByteString, ByteString>;
}

export interface PushResult {
  /** hg's number; undefined when the other side got no changegroup: 0 where there was nothing to push. */
  readonly changegroup: number;
  /** 0: bookmarks were changed; 1: one could not be; 2: one is nowhere; undefined: none was to be. */
  readonly bookmarks: 0 | 1 | 2 | undefined;
}

/**
 * Sends changesets, phases, markers and bookmarks in one bundle; then this side's phases follow.
 * @throws StateError "push creates new remote head", HgError "repository is unrelated" and whatever the other side refuses.
 */
export async function push(
  repo: Repository,
  remote: Peer,
  request: PushRequest,
  ui: ExchangeUi,
): Promise<PushResult> {
  const raw = new Repository({ ...repo.place, texts: undefined }, true);
  return new Push(raw, remote, request, ui).run();
}

class Push {
  readonly #repo: Repository;
  readonly #remote: Peer;
  readonly #request: PushRequest;
  readonly #ui: ExchangeUi;
  #remoteBranches: ReadonlyMap<ByteString, readonly NodeId[]> | undefined;
  #remoteBookmarks: ReadonlyMap<ByteString, ByteString> = new Map();

  constructor(repo: Repository, remote: Peer, request: PushRequest, ui: ExchangeUi) {
    this.#repo = repo;
    this.#remote = remote;
    this.#request = request;
    this.#ui = ui;
  }

  async run(): Promise<PushResult> {
    const remote = this.#remote;
    const capabilities = bundleCapabilitiesOf(await remote.capabilities());
    if (capabilities === undefined)
      throw new HgError(
        'abort',
        'the other side does not know bundle2, without which this version cannot push',
      );
    const found = await discoverForPush(this.#repo, remote, this.#request, this.#ui);
    const keys = await remote.listKeys('phases');
    const phases = remotePhases(this.#repo, keys, found.commonHeads);
    const bookmarks = await this.#bookmarks();
    const { outgoing } = found;
    const sends = outgoing.missing.length > 0;
    if (!sends) reportNothing(this.#ui, outgoing.excluded, this.#repo);
    else if (this.#request.force !== true) await this.#check(found, bookmarks.changes);
    const isCourtesy = this.#request.isNested === true && !sends && phases.isPublishing;
    const publish = this.#request.publish === true;
    const outdated = isCourtesy ? [] : outdatedHeads(this.#repo, { found, phases, sends, publish });
    const reply = await this.#send({ found, capabilities, outdated, bookmarks: bookmarks.changes });
    const bookmarkResult = this.#reportBookmarks(bookmarks, reply);
    const changegroup = sends ? (reply?.changegroup ?? 0) : 0;
    const heads = changegroup !== 0 ? found.futureHeads : found.commonHeads;
    await this.#followPhases(heads);
    return { changegroup, bookmarks: bookmarkResult };
  }

  async #bookmarks(): Promise<ReturnType<typeof pushedBookmarks> & { result: 2 | undefined }> {
    const { bookmarks = [], allBookmarks = false, revs } = this.#request;
    const repo = this.#repo;
    const listed = await this.#remote.listKeys('bookmarks');
    const ancestors =
      revs === undefined ? undefined : new LazyAncestors(repo.graph, revs, { inclusive: true });
    const compared = pushedBookmarks(repo, {
      local: repo.bookmarks(),
      remote: listed,
      explicit: bookmarks,
      pushed: ancestors,
      all: allBookmarks,
      ui: this.#ui,
    });
    for (const name of compared.unknown)
      this.#ui.warn(`bookmark ${name} does not exist on the local or remote repository!\n`);
    this.#remoteBookmarks = listed;
    return { ...compared, result: compared.unknown.length > 0 ? 2 : undefined };
  }

  async #check(found: PushDiscovery, bookmarks: readonly PushedBookmark[]): Promise<void> {
    const repo = this.#repo;
    const { outgoing } = found;
    if (!repo.obsStore.isEmpty) this.#refuseTroubled(this.#headsConcerned);
    if (hasHistoryOf(repo, '.hgsubstate')) this.#request.checkLinks?.(outgoing.missing);
    this.#remoteBranches = await this.#remote.branchMap();
    if (found.remoteHeads.every((node) => node === NULL_NODE)) return;
    const bookmarked = new Set<NodeId>();
    const local = repo.bookmarks();
    for (const name of this.#remoteBookmarks.keys()) {
      const node = local.get(name);
      if (node !== undefined) bookmarked.add(node);
    }
    for (const { to } of bookmarks) if (to !== undefined) bookmarked.add(to);
    checkHeads({
      repo,
      missing: outgoing.missing,
      isFutureCommon: found.isFutureCommon,
      remoteBranches: this.#remoteBranches,
      bookmarkedNodes: bookmarked,
      newBranch: this.#request.newBranch ?? false,
      ui: this.#ui,
    });
  }

  /** Heads of what was asked for, common ones too; of all that may leave when nothing was. */
  get #headsConcerned(): readonly number[] {
    const repo = this.#repo;
    const { revs } = this.#request;
    if (revs !== undefined) return headsOf(repo.graph, revs);
    const visible = repo.withHidden(false);
    const stays = (rev: number): boolean => repo.phases.phase(rev) >= 2 || visible.isHidden(rev);
    return headRevs(repo.graph, { has: stays }).filter((rev) => rev >= 0);
  }

  #refuseTroubled(heads: readonly number[]): void {
    const repo = this.#repo;
    const obsolete = new Set(repo.obsoleteRevs());
    for (const rev of heads) {
      const short = repo.node(rev).slice(0, 12);
      if (obsolete.has(rev)) throw new HgError('abort', `push includes obsolete changeset: ${short}!`);
      const [trouble] = repo.instabilities(rev);
      if (trouble !== undefined) throw new HgError('abort', `push includes ${trouble} changeset: ${short}!`);
    }
  }

  /** Undefined when there was nothing to send. */
  async #send(
    things: Omit<PushedThings, 'remoteBranches' | 'variables'>,
  ): Promise<UnbundleReply | undefined> {
    const remoteBranches = this.#remoteBranches;
    const variables = this.#request.variables?.();
    const parts = pushedParts(this.#repo, { ...things, remoteBranches, variables }, this.#ui);
    if (parts === undefined) return undefined;
    const stream = (function* () {
      yield encodeStreamParameters(new Map());
      yield* encodeParts(parts);
    })();
    return this.#remote.unbundle(stream, { url: this.#remote.url });
  }

  #reportBookmarks(
    { changes, result }: { changes: readonly PushedBookmark[]; result: 2 | undefined },
    reply: UnbundleReply | undefined,
  ): PushResult['bookmarks'] {
    if (reply === undefined) return result;
    for (const { name, action } of changes)
      this.#ui.status(
        action === 'export'
          ? `exporting bookmark ${name}\n`
          : action === 'update'
            ? `updating bookmark ${name}\n`
            : `deleting remote bookmark ${name}\n`,
      );
    return result ?? (changes.length > 0 ? 0 : undefined);
  }

  /** What the other side has as public is public here, and what it has as draft is no longer secret. */
  async #followPhases(heads: readonly number[]): Promise<void> {
    const phases = remotePhases(this.#repo, await this.#remote.listKeys('phases'), heads);
    const publicHeads = phases.isPublishing ? heads : phases.publicHeads;
    this.#moveLocal(publicHeads, 0);
    if (!phases.isPublishing) this.#moveLocal(heads, 1);
  }

  #moveLocal(heads: readonly number[], phase: number): void {
    // A bundle shows the phases that it came with.
    if (this.#repo.place.bundle !== undefined) return;
    const repo = refreshed(this.#repo);
    if (!heads.some((rev) => repo.phases.phase(rev) > phase)) return;
    const source = 'push-response';
    const hookArguments = new Map([
      ['SOURCE', source],
      ['URL', this.#remote.url],
    ]);
    try {
      withLock(repo, () =>
        inTransaction(
          repo,
          { name: `${source}\n${shownUrl(this.#remote.url)}`, hookArguments },
          ({ writer }) => {
            writer.phases.advanceRevs(phase, heads);
          },
        ),
      );
    } catch (error) {
      // A repository that only others may write to can still be pushed from.
      if (!(error instanceof FileSystemError) || !['EACCES', 'EROFS', 'EPERM'].includes(error.errno))
        throw error;
      this.#ui.status(`cannot lock source repo, skipping local ${PHASE_NAMES[phase]} phase update\n`);
    }
  }
}
