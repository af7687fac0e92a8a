/** Pushing: what this repository has and another one lacks. */
import { type ByteString, bytesOf, type NodeId, NULL_NODE } from '../../bytes/index.js';
import { headRevs, headsOf, LazyAncestors } from '../../dag/index.js';
import { FileSystemError, HgError } from '../../errors/index.js';
import {
  changegroupVersion,
  type ExchangeUi,
  encodeParts,
  encodeStreamParameters,
  generateChangegroup,
  type OutgoingPart,
  type Peer,
  shownUrl,
  type UnbundleReply,
} from '../../exchange/index.js';
import { PHASE_NAMES } from '../../store/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import { Repository } from '../repository.js';
import { hasHistoryOf } from '../subrepos/index.js';
import { inTransaction, refreshed, withLock } from '../writing/index.js';
import { checkHeads } from './check-heads.js';
import { encodeRelevantMarkers } from './get-bundle.js';
import type { OutgoingChangesets } from './outgoing-changesets.js';
import { encodeBookmarksPart, encodeNodes, encodePhaseHeads } from './part-payloads.js';
import {
  type BundleCapabilities,
  bundleCapabilities,
  bundleCapabilitiesOf,
  encodeBundleCapabilities,
} from './peer-capabilities.js';
import { discoverForPush, type PushDiscovery, reportNothing } from './push-discovery.js';
import { type PushedBookmark, pushedBookmarks } from './pushed-bookmarks.js';
import { type RemotePhases, remotePhases } from './remote-phases.js';

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
    const outdated = isCourtesy ? [] : this.#outdated(found, phases, sends);
    const reply = await this.#send(found, capabilities, outdated, bookmarks.changes);
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

  /** Heads of what the other side is to make public. */
  #outdated(found: PushDiscovery, phases: RemotePhases, sends: boolean): readonly number[] {
    const repo = this.#repo;
    const { graph } = repo;
    const { futureHeads, outgoing, commonHeads } = found;
    const isPublic = (rev: number): boolean => repo.phases.isPublic(rev);
    if (!phases.isPublishing && this.#request.publish === true)
      return futureHeads.filter((rev) => !isPublic(rev) || this.#descends(rev, phases.draftRoots));
    const roots = sends ? [...phases.draftRoots, ...outgoing.missing] : phases.draftRoots;
    if (roots.length === 0) return [];
    const heads = sends ? futureHeads : commonHeads;
    const range = this.#range(roots, heads);
    return headsOf(graph, phases.isPublishing ? range : range.filter(isPublic));
  }

  #descends(rev: number, roots: readonly number[]): boolean {
    return this.#range(roots, [rev]).length > 0;
  }

  /** `roots::heads`. */
  #range(roots: readonly number[], heads: readonly number[]): number[] {
    const { graph } = this.#repo;
    if (roots.length === 0) return [];
    const low = roots.reduce((a, b) => Math.min(a, b));
    const rootSet = new Set(roots);
    const found = new Set<number>();
    for (const rev of [...new LazyAncestors(graph, heads, { inclusive: true, stop: low })].reverse())
      if (rootSet.has(rev) || found.has(graph.parent1(rev)) || found.has(graph.parent2(rev))) found.add(rev);
    return [...found];
  }

  /** Undefined when there was nothing to send. */
  async #send(
    found: PushDiscovery,
    capabilities: BundleCapabilities,
    outdated: readonly number[],
    bookmarks: readonly PushedBookmark[],
  ): Promise<UnbundleReply | undefined> {
    const repo = this.#repo;
    const parts: OutgoingPart[] = [];
    const { outgoing } = found;
    const node = (rev: number): NodeId => repo.node(rev);
    if (bookmarks.length > 0 && capabilities.has('bookmarks'))
      parts.push(
        mandatory('check:bookmarks', encodeBookmarksPart(bookmarks.map(({ name, from }) => [name, from]))),
      );
    if (outgoing.missing.length > 0) {
      const affected = this.#affectedHeads(outgoing);
      if (affected.length > 0 && capabilities.get('checkheads')?.includes('related') === true)
        parts.push(mandatory('check:updated-heads', encodeNodes(affected)));
      parts.push(this.#changegroup(outgoing, capabilities));
    }
    if (outdated.length > 0 && capabilities.has('phases'))
      parts.push(mandatory('phase-heads', encodePhaseHeads(outdated.map((rev) => [0, node(rev)]))));
    const versions = capabilities.get('obsmarkers');
    if (versions !== undefined && isEvolutionEnabled(repo.config, 'exchange')) {
      const pushed = new LazyAncestors(repo.graph, found.futureHeads, { inclusive: true });
      const markers = encodeRelevantMarkers(repo, pushed, versions);
      if (markers !== undefined) parts.push(mandatory('obsmarkers', markers));
    }
    if (bookmarks.length > 0)
      parts.push(mandatory('bookmarks', encodeBookmarksPart(bookmarks.map(({ name, to }) => [name, to]))));
    if (parts.length === 0) return undefined;
    const reply: OutgoingPart = mandatory(
      'replycaps',
      bytesOf(encodeBundleCapabilities(bundleCapabilities(repo))),
    );
    const variables = this.#request.variables?.();
    const all =
      variables === undefined || variables.size === 0
        ? [reply, ...parts]
        : [reply, { type: 'pushvars', isMandatory: false, advisory: variables }, ...parts];
    const stream = (function* () {
      yield encodeStreamParameters(new Map());
      yield* encodeParts(all);
    })();
    return this.#remote.unbundle(stream, { url: this.#remote.url });
  }

  /** Heads of the other side that the push takes away from being heads. */
  #affectedHeads({ missing }: OutgoingChangesets): NodeId[] {
    const repo = this.#repo;
    const parents = new Set<number>();
    for (const rev of missing) {
      parents.add(repo.graph.parent1(rev));
      parents.add(repo.graph.parent2(rev));
    }
    const affected: NodeId[] = [];
    for (const heads of this.#remoteBranches?.values() ?? [])
      for (const node of heads) {
        const rev = repo.revOf(node);
        if (rev !== undefined && parents.has(rev)) affected.push(node);
      }
    return affected.sort();
  }

  #changegroup(outgoing: OutgoingChangesets, capabilities: BundleCapabilities): OutgoingPart {
    const repo = this.#repo;
    const isTree = repo.store.requirements.has('treemanifest');
    const versions = capabilities.get('changegroup') ?? ['01'];
    const version = isTree ? '03' : versions.includes('02') ? '02' : '01';
    if (!versions.includes(version)) throw new HgError('abort', 'no common changegroup version');
    const { hooks } = repo.place.writing;
    if (hooks.has('preoutgoing'))
      hooks.run('preoutgoing', new Map([['SOURCE', 'push']]), { refusable: true });
    if (hooks.has('outgoing'))
      hooks.run(
        'outgoing',
        new Map([
          ['NODE', repo.node(outgoing.missing[0] as number)],
          ['SOURCE', 'push'],
        ]),
        { refusable: false },
      );
    this.#ui.note(`${outgoing.missing.length} changesets found\n`);
    this.#ui.debug('list of changesets:\n');
    for (const rev of outgoing.missing) this.#ui.debug(`${repo.node(rev)}\n`);
    const parameters = new Map([['version', version]]);
    if (isTree) parameters.set('treemanifest', '1');
    return {
      type: 'changegroup',
      isMandatory: true,
      mandatory: parameters,
      payload: generateChangegroup(repo.store, outgoing, changegroupVersion(version), this.#ui),
    };
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

function mandatory(type: ByteString, payload: Uint8Array): OutgoingPart {
  return { type, isMandatory: true, payload };
}
