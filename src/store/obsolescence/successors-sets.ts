/** What became of a changeset: the sets of changesets that replace it together. */
import type { NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { ObsStore } from './obs-store.js';

/** Which markers led to a set. Sets share the parts of their ways, so a chain of n rewrites costs n, not n squared. */
interface Way {
  /** -1: none of its own. */
  readonly marker: number;
  readonly parts: readonly Way[];
}

const NO_WAY: Way = { marker: -1, parts: [] };

/** Changesets that together replace one. More than one set is divergence. */
export interface SuccessorsSet {
  readonly successors: readonly NodeId[];
  /** For {@link markersOf}. */
  readonly way: Way;
}

/** Numbers of the markers that say so, ascending. */
export function markersOf(set: SuccessorsSet): number[] {
  const ways = new Set([set.way]);
  const markers = new Set<number>();
  for (const { marker, parts } of ways) {
    if (marker >= 0) markers.add(marker);
    for (const part of parts) ways.add(part);
  }
  return [...markers].sort((a, b) => a - b);
}

/** Splits of splits multiply; real histories stay below ten. */
const MOST_SETS = 10_000;

const NONE: readonly SuccessorsSet[] = [];

function orderOfSuccessors(a: readonly NodeId[], b: readonly NodeId[]): number {
  for (let i = 0; i < a.length && i < b.length; i++)
    if (a[i] !== b[i]) return (a[i] as NodeId) < (b[i] as NodeId) ? -1 : 1;
  return a.length - b.length;
}

/** Every way to put a set of `right` behind one of `left`. */
function product(left: readonly SuccessorsSet[], right: readonly SuccessorsSet[]): SuccessorsSet[] {
  if (left.length * right.length > MOST_SETS)
    throw new HgError('abort', `too many divergent successors (more than ${MOST_SETS})`);
  return left.flatMap((prefix) =>
    right.map((suffix) => ({
      successors: [...new Set([...prefix.successors, ...suffix.successors])],
      way: { marker: -1, parts: [prefix.way, suffix.way] },
    })),
  );
}

/** Without empty sets and sets inside others (whose markers the larger one takes over); small sets first. */
function reduce(sets: readonly SuccessorsSet[]): readonly SuccessorsSet[] {
  const candidates = sets.filter((set) => set.successors.length > 0);
  if (candidates.length < 2) return candidates;
  // Stable, so sets of one size keep the order of their markers.
  candidates.sort((a, b) => b.successors.length - a.successors.length);
  const kept: {
    readonly members: ReadonlySet<NodeId>;
    readonly successors: readonly NodeId[];
    readonly ways: Way[];
  }[] = [];
  for (const { successors, way } of candidates) {
    const larger = kept.find(({ members }) => successors.every((node) => members.has(node)));
    if (larger === undefined) kept.push({ members: new Set(successors), successors, ways: [way] });
    else larger.ways.push(way);
  }
  return kept.reverse().map(({ successors, ways }) => ({ successors, way: { marker: -1, parts: ways } }));
}

interface Step {
  readonly marker: number;
  readonly successors: readonly NodeId[];
}

/**
 * The first successor that is still to be looked into. A successor on the path leads back to itself: like hg, such a node
 * counts as having no replacement at all from then on.
 */
function firstMissing(
  steps: readonly Step[],
  found: Map<NodeId, readonly SuccessorsSet[]>,
  onPath: ReadonlySet<NodeId>,
): NodeId | undefined {
  for (const { successors } of steps)
    for (const successor of successors) {
      if (found.has(successor)) continue;
      if (!onPath.has(successor)) return successor;
      found.set(successor, NONE);
    }
  return undefined;
}

/**
 * The latest successors of nodes: sets of changesets that nothing replaces, each a whole replacement. A live changeset
 * is its own successor; a pruned or unknown one has none. One object keeps its findings, so ask it for many nodes.
 */
export class SuccessorsSets {
  readonly #store: ObsStore;
  readonly #isKnown: (node: NodeId) => boolean;
  readonly #closest: boolean;
  readonly #found = new Map<NodeId, readonly SuccessorsSet[]>();

  /** @param options.closest stop at the first known changesets after the one asked for, obsolete or not. */
  constructor(
    store: ObsStore,
    isKnown: (node: NodeId) => boolean,
    options: { readonly closest?: boolean } = {},
  ) {
    this.#store = store;
    this.#isKnown = isKnown;
    this.#closest = options.closest ?? false;
  }

  /** Sets of replacements, small ones first. Linear in the markers on the way; not recursive. */
  of(node: NodeId): readonly SuccessorsSet[] {
    const known = this.#found.get(node);
    if (known !== undefined && !this.#closest) return known;
    // Answers of "closest" depend on where the question started.
    const found = this.#closest ? new Map<NodeId, readonly SuccessorsSet[]>() : this.#found;
    const path: NodeId[] = [node];
    const onPath = new Set(path);
    while (path.length > 0) {
      const current = path.at(-1) as NodeId;
      const wasFound = found.has(current);
      const steps = wasFound ? [] : this.#stepsFrom(current, node);
      const missing = firstMissing(steps, found, onPath);
      if (missing !== undefined) {
        path.push(missing);
        onPath.add(missing);
        continue;
      }
      if (!wasFound) found.set(current, this.#combine(current, steps, found));
      path.pop();
      onPath.delete(current);
    }
    return found.get(node) as readonly SuccessorsSet[];
  }

  #stepsFrom(node: NodeId, start: NodeId): Step[] {
    if (this.#closest && node !== start && this.#isKnown(node)) return [];
    return this.#store
      .successorMarkers(node)
      .map((marker) => ({ marker, successors: this.#store.markers.successors(marker) }))
      .sort((a, b) => orderOfSuccessors(a.successors, b.successors));
  }

  #combine(
    node: NodeId,
    markers: readonly Step[],
    found: ReadonlyMap<NodeId, readonly SuccessorsSet[]>,
  ): readonly SuccessorsSet[] {
    if (markers.length === 0) return this.#isKnown(node) ? [{ successors: [node], way: NO_WAY }] : NONE;
    const sets: SuccessorsSet[] = [];
    for (const { marker, successors } of markers) {
      let ways: SuccessorsSet[] = [{ successors: [], way: { marker, parts: [] } }];
      for (const successor of successors) {
        // A successor that came to nothing (or leads back here) takes no part.
        const next = found.get(successor) ?? NONE;
        if (next.length > 0) ways = product(ways, next);
      }
      sets.push(...ways);
    }
    return reduce(sets);
  }
}
