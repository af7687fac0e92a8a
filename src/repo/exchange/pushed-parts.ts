/** The bundle2 that a push sends. */
import { type ByteString, bytesOf, type NodeId } from '../../bytes/index.js';
import { LazyAncestors } from '../../dag/index.js';
import { HgError } from '../../errors/index.js';
import {
  changegroupVersion,
  type ExchangeUi,
  generateChangegroup,
  type OutgoingPart,
} from '../../exchange/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';
import { encodeRelevantMarkers } from './get-bundle.js';
import type { OutgoingChangesets } from './outgoing-changesets.js';
import { encodeBookmarksPart, encodeNodes, encodePhaseHeads } from './part-payloads.js';
import {
  type BundleCapabilities,
  bundleCapabilities,
  encodeBundleCapabilities,
} from './peer-capabilities.js';
import type { PushDiscovery } from './push-discovery.js';
import type { PushedBookmark } from './pushed-bookmarks.js';

export interface PushedThings {
  readonly found: PushDiscovery;
  /** Heads of what is to become public there. */
  readonly outdated: readonly number[];
  readonly bookmarks: readonly PushedBookmark[];
  /** What the other side understands. */
  readonly capabilities: BundleCapabilities;
  /** Its branches and their heads, as far as it has been asked. */
  readonly remoteBranches: ReadonlyMap<ByteString, readonly NodeId[]> | undefined;
  /** For hooks there. */
  readonly variables: ReadonlyMap<ByteString, ByteString> | undefined;
}

/** In hg's order: checks first. Undefined when there is nothing to send. @throws HgError when a hook refuses */
export function pushedParts(
  repo: Repository,
  things: PushedThings,
  ui: ExchangeUi,
): readonly OutgoingPart[] | undefined {
  const { found, outdated, bookmarks, capabilities, remoteBranches, variables } = things;
  const { outgoing } = found;
  const parts: OutgoingPart[] = [];
  if (bookmarks.length > 0 && capabilities.has('bookmarks'))
    parts.push(
      mandatory('check:bookmarks', encodeBookmarksPart(bookmarks.map(({ name, from }) => [name, from]))),
    );
  if (outgoing.missing.length > 0) {
    const affected = affectedHeads(repo, outgoing, remoteBranches);
    if (affected.length > 0 && capabilities.get('checkheads')?.includes('related') === true)
      parts.push(mandatory('check:updated-heads', encodeNodes(affected)));
    parts.push(changegroup(repo, outgoing, capabilities, ui));
  }
  if (outdated.length > 0 && capabilities.has('phases'))
    parts.push(mandatory('phase-heads', encodePhaseHeads(outdated.map((rev) => [0, repo.node(rev)]))));
  const versions = capabilities.get('obsmarkers');
  if (versions !== undefined && isEvolutionEnabled(repo.config, 'exchange')) {
    const pushed = new LazyAncestors(repo.graph, found.futureHeads, { inclusive: true });
    const markers = encodeRelevantMarkers(repo, pushed, versions);
    if (markers !== undefined) parts.push(mandatory('obsmarkers', markers));
  }
  if (bookmarks.length > 0)
    parts.push(mandatory('bookmarks', encodeBookmarksPart(bookmarks.map(({ name, to }) => [name, to]))));
  if (parts.length === 0) return undefined;
  const own = bytesOf(encodeBundleCapabilities(bundleCapabilities(repo)));
  return [
    mandatory('replycaps', own),
    ...(variables === undefined || variables.size === 0
      ? []
      : [{ type: 'pushvars', isMandatory: false, advisory: variables }]),
    ...parts,
  ];
}

/** Heads of the other side that the push takes away from being heads. */
function affectedHeads(
  repo: Repository,
  { missing }: OutgoingChangesets,
  remoteBranches: PushedThings['remoteBranches'],
): NodeId[] {
  const parents = new Set<number>();
  for (const rev of missing) {
    parents.add(repo.graph.parent1(rev));
    parents.add(repo.graph.parent2(rev));
  }
  const affected: NodeId[] = [];
  for (const heads of remoteBranches?.values() ?? [])
    for (const node of heads) {
      const rev = repo.revOf(node);
      if (rev !== undefined && parents.has(rev)) affected.push(node);
    }
  return affected.sort();
}

function changegroup(
  repo: Repository,
  outgoing: OutgoingChangesets,
  capabilities: BundleCapabilities,
  ui: ExchangeUi,
): OutgoingPart {
  const isTree = repo.store.requirements.has('treemanifest');
  const versions = capabilities.get('changegroup') ?? ['01'];
  const version = isTree ? '03' : versions.includes('02') ? '02' : '01';
  if (!versions.includes(version)) throw new HgError('abort', 'no common changegroup version');
  runOutgoingHooks(repo, repo.node(outgoing.missing[0] as number));
  ui.note(`${outgoing.missing.length} changesets found\n`);
  ui.debug('list of changesets:\n');
  for (const rev of outgoing.missing) ui.debug(`${repo.node(rev)}\n`);
  const parameters = new Map([['version', version]]);
  if (isTree) parameters.set('treemanifest', '1');
  return {
    type: 'changegroup',
    isMandatory: true,
    mandatory: parameters,
    payload: generateChangegroup(repo.store, outgoing, changegroupVersion(version), ui),
  };
}

function runOutgoingHooks(repo: Repository, first: NodeId): void {
  const { hooks } = repo.place.writing;
  const source = ['SOURCE', 'push'] as const;
  if (hooks.has('preoutgoing')) hooks.run('preoutgoing', new Map([source]), { refusable: true });
  if (hooks.has('outgoing')) hooks.run('outgoing', new Map([['NODE', first], source]), { refusable: false });
}

function mandatory(type: ByteString, payload: Uint8Array): OutgoingPart {
  return { type, isMandatory: true, payload };
}
