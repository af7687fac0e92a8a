/**
 * Which changesets two repositories have in common, found out by asking about samples: what the other side knows, it knows
 * with all ancestors; what it does not know, it has no descendants of.
 */
import { type NodeId, NULL_NODE } from '../bytes/index.js';
import { UndecidedRevs } from '../dag/index.js';
import { HgError } from '../errors/index.js';
import type { History } from '../store/index.js';
import type { DiscoveryOptions } from './discovery-options.js';
import type { ExchangeUi } from './exchange-ui.js';
import type { Peer } from './peer.js';

/** What `debugdiscovery` tells of a run. */
export interface DiscoveryAudit {
  roundTrips: number;
  queries: number;
  /** Undecided revisions after the first exchange; undefined when there were none to sample from. */
  firstUndecided: Int32Array | undefined;
}

export interface DiscoveryRequest {
  readonly history: History;
  /** Visible heads of this side; [-1] or [] when it is empty. */
  readonly heads: readonly number[];
  /** Only ancestors of these matter; they need not be heads. */
  readonly ancestorsOf?: readonly number[];
  /** Whether a revision is visible. */
  readonly isVisible: (rev: number) => boolean;
  readonly remote: Pick<Peer, 'heads' | 'known'>;
  readonly options: DiscoveryOptions;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly ui: ExchangeUi;
  /** Repositories without a common changeset are no error. */
  readonly force?: boolean;
  readonly audit?: DiscoveryAudit;
}

export interface Discovered {
  /** Heads of what both have; the null node when that is nothing. */
  readonly common: readonly NodeId[];
  /** The other side has more, as far as visible changesets tell. */
  readonly anyIncoming: boolean;
  readonly remoteHeads: readonly NodeId[];
}

const NO_COMMON: readonly NodeId[] = [NULL_NODE];

function nothingThere(heads: readonly NodeId[]): boolean {
  return heads.length === 0 || (heads.length === 1 && heads[0] === NULL_NODE);
}

/** `count` of `revs`, at random or the lowest. Changes the array. */
function limited(revs: number[], count: number, random: (() => number) | undefined): number[] {
  if (revs.length <= count) return revs;
  if (random === undefined) return revs.sort((a, b) => a - b).slice(0, count);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (revs.length - i));
    const swapped = revs[i] as number;
    revs[i] = revs[j] as number;
    revs[j] = swapped;
  }
  return revs.slice(0, count);
}

/** The first sample: whoever is ahead is so by little, mostly. */
function quickSample(undecided: UndecidedRevs, size: number, random: (() => number) | undefined): number[] {
  if (undecided.size <= size) return [...undecided.toArray()];
  return limited(undecided.sampleFromHeads(size), size, random);
}

/** From both ends, and at random in between. */
function fullSample(
  undecided: UndecidedRevs,
  size: number,
  dynamic: boolean,
  random: (() => number) | undefined,
): number[] {
  if (undecided.size <= size) return [...undecided.toArray()];
  const { heads, roots } = undecided.ends();
  const wanted = dynamic ? Math.max(size, Math.min(heads.length, roots.length)) : size;
  const sample = new Set([...heads, ...undecided.sampleFromHeads(), ...undecided.sampleFromRoots()]);
  if (sample.size > wanted) return limited([...sample], wanted, random);
  const rest = undecided.toArray();
  if (random === undefined) {
    for (let at = 0; at < rest.length && sample.size < wanted; at++) sample.add(rest[at] as number);
  } else if (rest.length <= 4 * wanted) {
    const others = [...rest].filter((rev) => !sample.has(rev));
    for (const rev of limited(others, wanted - sample.size, random)) sample.add(rev);
  } else while (sample.size < wanted) sample.add(rest[Math.floor(random() * rest.length)] as number);
  return [...sample];
}

/** What one round asks the other side. */
interface Question {
  readonly asksHeads: boolean;
  readonly nodes: readonly NodeId[];
}

interface Answer {
  /** [] when they were not asked for. */
  readonly heads: readonly NodeId[];
  readonly known: readonly boolean[];
}

/**
 * Asks about the other side's heads and about samples of what is here until nothing is undecided. Each round passes over the
 * undecided range a few times.
 * @throws HgError "repository is unrelated" unless forced.
 */
function* discovery(request: Omit<DiscoveryRequest, 'remote'>): Generator<Question, Discovered, Answer> {
  const { history, ui, options } = request;
  const random = options.randomize ? request.random : undefined;
  const begun = Date.now();
  const audit = request.audit ?? { roundTrips: 0, queries: 0, firstUndecided: undefined };
  const ownHeads = (request.ancestorsOf ?? request.heads).filter((rev) => rev >= 0);
  const question = (revs: readonly number[], asksHeads = false): Question => {
    audit.queries += revs.length;
    return { asksHeads, nodes: revs.map((rev) => history.node(rev)) };
  };
  if (request.heads.every((rev) => rev < 0)) {
    audit.roundTrips = 1;
    const { heads: remoteHeads } = yield question([], true);
    return nothingThere(remoteHeads)
      ? { common: NO_COMMON, anyIncoming: false, remoteHeads: [] }
      : { common: NO_COMMON, anyIncoming: true, remoteHeads };
  }
  const undecided = new UndecidedRevs(history, ownHeads);
  ui.debug('query 1; heads\n');
  const sample = options.exchangeHeads ? limited([...ownHeads], options.initialSampleSize, random) : [];
  audit.roundTrips = 1;
  const { heads: remoteHeads, known: answers } = yield question(sample, true);
  ui.status('searching for changes\n');
  if (nothingThere(remoteHeads)) return { common: NO_COMMON, anyIncoming: false, remoteHeads };
  const knownHeads: number[] = [];
  if (options.exchangeHeads)
    for (const node of remoteHeads) {
      const rev = history.revOf(node);
      if (rev !== undefined && (rev < 0 || request.isVisible(rev))) knownHeads.push(rev);
    }
  if (options.exchangeHeads && knownHeads.length === remoteHeads.length) {
    ui.debug('all remote heads known locally\n');
    return { common: remoteHeads, anyIncoming: false, remoteHeads };
  }
  if (sample.length > 0 && sample.length === ownHeads.length && answers.every((known) => known)) {
    ui.note('all local changesets known remotely\n');
    return { common: ownHeads.map((rev) => history.node(rev)), anyIncoming: true, remoteHeads };
  }
  const tell = (revs: readonly number[], known: readonly boolean[]): void => {
    undecided.addCommon(revs.filter((_, at) => known[at] === true));
    undecided.addMissing(revs.filter((_, at) => known[at] !== true));
  };
  undecided.addCommon(knownHeads);
  tell(sample, answers);
  let full = false;
  let size = options.sampleSize;
  const progress = ui.progress('searching', undefined, 'queries');
  while (undecided.size > 0) {
    if (request.audit !== undefined) audit.firstUndecided ??= undecided.toArray();
    let revs: number[];
    if (full || undecided.hasCommon) {
      if (full) ui.note('sampling from both directions\n');
      else ui.debug('taking initial sample\n');
      revs = fullSample(undecided, Math.floor(size), options.dynamic, random);
      size *= options.growth;
    } else {
      ui.debug('taking quick initial sample\n');
      revs = quickSample(undecided, options.initialSampleSize, random);
    }
    audit.roundTrips++;
    progress.update(audit.roundTrips);
    ui.debug(
      `query ${audit.roundTrips}; still undecided: ${undecided.size}, sample size is: ${revs.length}\n`,
    );
    full = true;
    tell(revs, (yield question(revs)).known);
  }
  progress.complete();
  ui.debug(`${audit.roundTrips} total queries in ${((Date.now() - begun) / 1000).toFixed(4)}s\n`);
  const common = undecided.commonHeads();
  if (common.length === 0) {
    if (request.force !== true) throw new HgError('abort', 'repository is unrelated');
    ui.warn('warning: repository is unrelated\n');
    return { common: NO_COMMON, anyIncoming: true, remoteHeads };
  }
  return { common: common.map((rev) => history.node(rev)), anyIncoming: true, remoteHeads };
}

/** What {@link discovery} finds, with another side that answers later. @throws as it, and what the peer throws */
export async function discoverCommon(request: DiscoveryRequest): Promise<Discovered> {
  const { remote } = request;
  const steps = discovery(request);
  for (let step = steps.next(); ; ) {
    if (step.done === true) return step.value;
    const { asksHeads, nodes } = step.value;
    const [heads, known] = await Promise.all([
      asksHeads ? remote.heads() : [],
      nodes.length > 0 ? remote.known(nodes) : [],
    ]);
    step = steps.next({ heads, known });
  }
}

/** Another side that answers at once. */
export interface NearSide {
  headNodes(): readonly NodeId[];
  knows(node: NodeId): boolean;
}

/** As {@link discoverCommon}. */
export function discoverCommonNear(
  request: Omit<DiscoveryRequest, 'remote'> & { readonly remote: NearSide },
): Discovered {
  const { remote } = request;
  const steps = discovery(request);
  for (let step = steps.next(); ; ) {
    if (step.done === true) return step.value;
    const { asksHeads, nodes } = step.value;
    const known = nodes.map((node) => remote.knows(node));
    step = steps.next({ heads: asksHeads ? remote.headNodes() : [], known });
  }
}
