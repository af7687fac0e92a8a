/** Making bundles of a repository's changesets. */
import { type ByteString, bytesOf, bytesOfHex, concatBytes, type NodeId } from '../../bytes/index.js';
import { headsOf } from '../../dag/index.js';
import { HgError } from '../../errors/index.js';
import {
  type BundleSpec,
  type ByteStream,
  type ChangegroupVersion,
  cacheStreamFiles,
  compressBundle,
  type ExchangeUi,
  encodeParts,
  encodeStreamParameters,
  generateChangegroup,
  type Outgoing,
  type OutgoingPart,
  storeStreamFiles,
  streamPart,
  streamRequirements,
  totalSize,
} from '../../exchange/index.js';
import { RevBranches, relevantMarkers, sortedMarkers, TagFileNodesCache } from '../../store/index.js';
import { isPublishing } from '../exchange/is-publishing.js';
import { encodePhaseHeads } from '../exchange/part-payloads.js';
import type { Repository } from '../repository.js';
import { withLock } from '../writing/index.js';

const LEVEL_NAMES = { UN: 'none', GZ: 'gzip', BZ: 'bzip2', ZS: 'zstd' } as const;

/** Versions that a repository's changesets may be bundled in. @throws HgError */
function versionFor({ config, store }: Repository, spec: BundleSpec): ChangegroupVersion {
  const isTree = store.requirements.has('treemanifest');
  const may03 = isTree || config.getBool('experimental', 'changegroup3');
  // As with hg, a repository with tree manifests has to be asked for 03.
  const version = spec.changegroupVersion ?? (spec.type === 'v1' ? '01' : '02');
  if ((version === '03' && !may03) || (isTree && version !== '03'))
    throw new HgError('abort', `repository does not support bundle version ${version}`);
  return version;
}

/** `experimental.bundlecomplevel.ENGINE`, or the one for all engines. */
function levelFor({ config }: Repository, { compression }: BundleSpec): number | undefined {
  for (const name of [`bundlecomplevel.${LEVEL_NAMES[compression]}`, 'bundlecomplevel'])
    if (config.has('experimental', name)) return config.getInt('experimental', name, 0);
  return undefined;
}

/**
 * The bundle as a stream that is made as it is read; the repository may grow meanwhile, and nothing else. The same repository makes the same bytes.
 * @param options.caches what spares the receiver some work comes along.
 * @throws HgError for a specification that the repository cannot fulfil.
 */
export function writeBundle(
  repo: Repository,
  outgoing: Outgoing,
  spec: BundleSpec,
  ui: ExchangeUi,
  { caches = true }: { readonly caches?: boolean } = {},
): ByteStream {
  const { platform } = repo.place;
  const level = levelFor(repo, spec);
  if (spec.type === 'packed1')
    throw new HgError('abort', 'packed bundles cannot be produced by "hg bundle"', {
      hint: "use 'hg debugcreatestreamclonebundle'",
    });
  if (spec.stream) return bundle2(repo, spec, streamParts(repo, spec, outgoing, ui), level);
  const version = versionFor(repo, spec);
  ui.status(`${outgoing.missing.length} changesets found\n`);
  if (ui.debugFlag === true) {
    ui.debug('list of changesets:\n');
    for (const rev of outgoing.missing) ui.debug(`${repo.node(rev)}\n`);
  }
  const changegroup = generateChangegroup(repo.store, outgoing, version, ui);
  if (version === '01') {
    // Nothing but the changegroup; bzip2's own header is a part of the bundle's.
    const packed = compressBundle(spec.compression, changegroup, platform, level);
    return after(spec.compression === 'BZ' ? 'HG10' : `HG10${spec.compression}`, packed);
  }
  return bundle2(repo, spec, parts(repo, outgoing, spec, version, changegroup, caches), level);
}

function* after(magic: ByteString, stream: ByteStream): Generator<Uint8Array> {
  yield bytesOf(magic);
  yield* stream;
}

function* bundle2(
  { place }: Repository,
  { compression }: BundleSpec,
  outgoing: Iterable<OutgoingPart>,
  level: number | undefined,
): Generator<Uint8Array> {
  yield encodeStreamParameters(new Map(compression === 'UN' ? [] : [['Compression', compression]]));
  yield* compressBundle(compression, encodeParts(outgoing), place.platform, level);
}

function* parts(
  repo: Repository,
  outgoing: Outgoing,
  spec: BundleSpec,
  version: ChangegroupVersion,
  payload: ByteStream,
  caches: boolean,
): Generator<OutgoingPart> {
  const { missing } = outgoing;
  const mandatory = new Map([['version', version as ByteString]]);
  const advisory = new Map([['nbchanges', String(missing.length)]]);
  if (spec.phases && missing.some((rev) => repo.phases.phase(rev) === 2)) advisory.set('targetphase', '2');
  yield { type: 'changegroup', isMandatory: true, mandatory, advisory, payload };
  if (caches) {
    const tagFileNodes = tagFileNodesOf(repo, outgoing);
    if (tagFileNodes.length > 0) yield { type: 'hgtagsfnodes', isMandatory: true, payload: tagFileNodes };
    yield { type: 'cache:rev-branch-cache', isMandatory: false, payload: branchesOf(repo, missing) };
  }
  if (spec.obsolescence) {
    const markers = markersOf(repo, missing);
    if (markers !== undefined) yield { type: 'obsmarkers', isMandatory: true, payload: markers };
  }
  if (spec.phases)
    yield { type: 'phase-heads', isMandatory: true, payload: encodePhaseHeads(phaseHeadsOf(repo, missing)) };
}

/** What the cache knows of the heads that are sent: pairs of nodes, sorted. */
function tagFileNodesOf({ store }: Repository, { missingHeads }: Outgoing): Uint8Array {
  const { changelog } = store;
  const cache = TagFileNodesCache.read(store.places.sharedHgFs.at('cache'), changelog);
  const pairs: (readonly [NodeId, NodeId])[] = [];
  for (const rev of missingHeads) {
    const node = cache.fileNode(rev);
    if (node !== undefined) pairs.push([changelog.node(rev), node]);
  }
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return concatBytes(pairs.flat().map((node) => bytesOfHex(node) as Uint8Array));
}

/** Per branch, by name: lengths, the name, nodes of open changesets and of those that close it, each sorted. */
function* branchesOf({ store }: Repository, missing: Int32Array): Generator<Uint8Array> {
  const { changelog } = store;
  const branches = new RevBranches(changelog, store.places.sharedHgFs.at('cache'), (rev) =>
    changelog.changeset(rev),
  );
  const byName = new Map<ByteString, { open: NodeId[]; closed: NodeId[] }>();
  changelog.reading(() => {
    for (const rev of missing) {
      const name = branches.branch(rev);
      let lists = byName.get(name);
      if (lists === undefined) {
        lists = { open: [], closed: [] };
        byName.set(name, lists);
      }
      (branches.closesBranch(rev) ? lists.closed : lists.open).push(changelog.node(rev));
    }
  });
  for (const [name, { open, closed }] of [...byName].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const head = new DataView(new ArrayBuffer(12));
    head.setUint32(0, name.length);
    head.setUint32(4, open.length);
    head.setUint32(8, closed.length);
    yield concatBytes([new Uint8Array(head.buffer), bytesOf(name)]);
    for (const nodes of [open, closed])
      if (nodes.length > 0) yield bytesOfHex(nodes.sort().join('')) as Uint8Array;
  }
}

function markersOf({ obsStore, changelog }: Repository, missing: Int32Array): Uint8Array | undefined {
  if (obsStore.isEmpty) return undefined;
  const nodes = Array.from(missing, (rev) => changelog.node(rev));
  const markers = sortedMarkers(obsStore, relevantMarkers(obsStore, nodes));
  if (markers.length === 0) return undefined;
  const format = Uint8Array.of(obsStore.markers.version);
  return concatBytes([format, ...markers.map((marker) => obsStore.markers.rawBytes(marker))]);
}

/** Heads of the public and of the draft ones; what is in neither phase is secret. */
function phaseHeadsOf({ phases, changelog }: Repository, missing: Int32Array): [number, NodeId][] {
  return [0, 1].flatMap((phase) => {
    const inPhase = [...missing].filter((rev) => phases.phase(rev) === phase);
    return headsOf(changelog, inPhase).map((rev): [number, NodeId] => [phase, changelog.node(rev)]);
  });
}

/** @throws HgError where history is not to be streamed: secret changesets, markers that were not asked for, configuration */
function streamParts(
  repo: Repository,
  { obsolescence }: BundleSpec,
  { missing }: Outgoing,
  ui: ExchangeUi,
): OutgoingPart[] {
  const { store, config, obsStore } = repo;
  const hasSecret = repo.phases.revsInPhase(2).length > 0;
  const allowed = config.getBool('server', 'uncompressed', true);
  if (!allowed || (hasSecret && !config.getBool('server', 'uncompressedallowsecret')))
    throw new HgError('abort', 'stream data requested but server does not allow this feature', {
      hint: 'well-behaved clients should not be requesting stream data from servers not advertising it; the client may be buggy',
    });
  if (!obsolescence && !obsStore.isEmpty)
    throw new HgError(
      'abort',
      'server has obsolescence markers, but client cannot receive them via stream clone',
    );
  const extras = [
    ...(isPublishing(config) ? [] : (['phaseroots'] as const)),
    ...(obsolescence ? (['obsstore'] as const) : []),
  ];
  const files = withLock(repo, () => [...storeStreamFiles(store, extras), ...cacheStreamFiles(store)]);
  const progress = ui.progress('bundle', totalSize(files), 'bytes');
  const stream = streamPart(streamRequirements(store), files, (done) => progress.update(done));
  const markers = obsolescence ? markersOf(repo, missing) : undefined;
  if (markers === undefined) return [stream];
  return [stream, { type: 'obsmarkers', isMandatory: true, payload: markers }];
}
