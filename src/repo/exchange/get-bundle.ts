/** Makes the bundle that a peer asks for. */
import { type ByteString, concatBytes, type NodeId, NULL_NODE } from '../../bytes/index.js';
import { headsOf } from '../../dag/index.js';
import { HgError, LookupError } from '../../errors/index.js';
import {
  type BundleRequest,
  type ByteStream,
  type ChangegroupVersion,
  changegroupVersion,
  type ExchangeUi,
  encodeParts,
  encodeStreamParameters,
  generateChangegroup,
  type OutgoingPart,
  outgoingRevs,
  unquoteUrl,
} from '../../exchange/index.js';
import { encodeMarkers, relevantMarkers } from '../../store/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import { listedKeys, phaseHeads } from './listed-keys.js';
import { encodeBookmarksPart, encodeKeys, encodePhaseHeads } from './part-payloads.js';
import { type BundleCapabilities, decodeBundleCapabilities } from './peer-capabilities.js';
import type { ServedView } from './served-view.js';

function receiverCapabilities({ bundleCapabilities = [] }: BundleRequest): BundleCapabilities {
  const text = bundleCapabilities.find((one) => one.startsWith('bundle2='));
  return text === undefined ? new Map() : decodeBundleCapabilities(unquoteUrl(text.slice('bundle2='.length)));
}

/** The newest version that both know, and that can carry what is sent. */
function versionFor(served: ServedView, receiver: BundleCapabilities): ChangegroupVersion {
  const known = receiver.get('changegroup') ?? ['01', '02'];
  if (served.repo.store.requirements.has('treemanifest')) {
    if (!known.includes('03')) throw new HgError('abort', 'no common changegroup version');
    return '03';
  }
  return changegroupVersion(known.includes('02') ? '02' : '01');
}

/**
 * Parts for a pull, as bundle2. Everything is decided when this is called; the changegroup is made as the stream is read.
 * @throws LookupError for heads that are not served.
 */
export function getBundle(served: ServedView, request: BundleRequest, ui: ExchangeUi): ByteStream {
  const { repo } = served;
  const receiver = receiverCapabilities(request);
  const heads = request.heads?.filter((node) => node !== NULL_NODE).map((node) => servedRev(served, node));
  const headRevs = heads ?? [...served.heads];
  const common = (request.common ?? [])
    .map((node) => repo.revOf(node))
    .filter((rev): rev is number => rev !== undefined && rev >= 0 && served.isServed(rev));
  const parts: OutgoingPart[] = [];
  if (request.changegroup !== false) {
    const outgoing = outgoingRevs(repo.changelog, common, headRevs);
    if (outgoing.missing.length > 0) {
      runOutgoingHooks(repo, outgoing.missing);
      const version = versionFor(served, receiver);
      if (repo.config.getBool('ui', 'verbose') || repo.config.getBool('ui', 'debug'))
        ui.note(`${outgoing.missing.length} changesets found\n`);
      if (repo.config.getBool('ui', 'debug')) {
        ui.debug('list of changesets:\n');
        for (const rev of outgoing.missing) ui.debug(`${repo.node(rev)}\n`);
      }
      const mandatory = new Map([['version', version as ByteString]]);
      if (repo.store.requirements.has('treemanifest')) mandatory.set('treemanifest', '1');
      parts.push({
        type: 'changegroup',
        isMandatory: true,
        mandatory,
        advisory: new Map([['nbchanges', String(outgoing.missing.length)]]),
        payload: generateChangegroup(repo.store, outgoing, version, ui),
      });
    }
  }
  const bookmarks = served.bookmarks();
  if (request.bookmarks === true)
    parts.push({ type: 'bookmarks', isMandatory: true, payload: encodeBookmarksPart(bookmarks) });
  for (const namespace of request.listKeys ?? [])
    parts.push({
      type: 'listkeys',
      isMandatory: true,
      mandatory: new Map([['namespace', namespace]]),
      payload: encodeKeys(listedKeys(served, namespace)),
    });
  if (request.obsMarkers === true) parts.push(...markerParts(served, headRevs, receiver));
  if (request.phases === true)
    parts.push({
      type: 'phase-heads',
      isMandatory: true,
      payload: encodePhaseHeads(phaseHeads(served, headsOf(repo.changelog, headRevs))),
    });
  return streamOf(parts);
}

/** They may refuse, and see what goes. */
function runOutgoingHooks(repo: ServedView['repo'], missing: Int32Array): void {
  const { hooks } = repo.place.writing;
  const source = ['SOURCE', 'pull'] as const;
  if (hooks.has('preoutgoing')) hooks.run('preoutgoing', new Map([source]), { refusable: true });
  if (!hooks.has('outgoing')) return;
  const node = repo.node(missing[0] as number);
  hooks.run('outgoing', new Map([['NODE', node], source]), { refusable: false });
}

function* streamOf(parts: readonly OutgoingPart[]): Generator<Uint8Array> {
  yield encodeStreamParameters(new Map());
  yield* encodeParts(parts);
}

function servedRev(served: ServedView, node: NodeId): number {
  const rev = served.repo.revOf(node);
  if (rev === undefined || !served.isServed(rev)) throw new LookupError(node, `unknown revision '${node}'`);
  return rev;
}

/** Markers that have to do with the ancestors of the heads. */
function markerParts(
  { repo }: ServedView,
  heads: readonly number[],
  receiver: BundleCapabilities,
): OutgoingPart[] {
  const versions = receiver.get('obsmarkers');
  if (versions === undefined || !isEvolutionEnabled(repo.config, 'exchange') || repo.obsStore.isEmpty)
    return [];
  const payload = encodeRelevantMarkers(repo, outgoingRevs(repo.changelog, [], heads).missing, versions);
  return payload === undefined ? [] : [{ type: 'obsmarkers', isMandatory: true, payload }];
}

/** Undefined when there are none, or no version is known to both. */
export function encodeRelevantMarkers(
  repo: ServedView['repo'],
  revs: Iterable<number>,
  versions: readonly ByteString[],
): Uint8Array | undefined {
  const { obsStore } = repo;
  const format = versions.includes('V1') ? 1 : versions.includes('V0') ? 0 : undefined;
  if (format === undefined || obsStore.isEmpty) return undefined;
  const markers = relevantMarkers(
    obsStore,
    [...revs].map((rev) => repo.node(rev)),
  );
  if (markers.length === 0) return undefined;
  if (obsStore.markers.version === format)
    return concatBytes([
      Uint8Array.of(format),
      ...markers.map((marker) => obsStore.markers.rawBytes(marker)),
    ]);
  return encodeMarkers(
    markers.map((marker) => obsStore.marker(marker)),
    format,
  );
}
