/** What became of a changeset: the sets of changesets that replace it together. */
import type { NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { ObsStore } from './obs-store.js';

/** Changesets that together replace one, with the numbers of the markers that say so. More than one set is divergence. */
export interface SuccessorsSet {
  readonly successors: readonly NodeId[];
  readonly markers: ReadonlySet<number>;
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
      markers: new Set([...prefix.markers, ...suffix.markers]),
    })),
  );
}

/** Without empty sets and sets inside others (whose markers the larger one takes over); small sets first. */
function reduce(sets: readonly SuccessorsSet[]): readonly SuccessorsSet[] {
  const candidates = sets.filter((set) => set.successors.length > 0);
  // Stable, so sets of one size keep the order of their markers.
  candidates.sort((a, b) => b.successors.length - a.successors.length);
  const kept: {
    readonly members: ReadonlySet<NodeId>;
    readonly successors: readonly NodeId[];
    readonly markers: Set<number>;
  }[] = [];
  for (const { successors, markers } of candidates) {
    const larger = kept.find(({ members }) => successors.every((node) => members.has(node)));
    if (larger === undefined)
      kept.push({ members: new Set(successors), successors, markers: new Set(markers) });
    else for (const marker of markers) larger.markers.add(marker);
  }
  return kept.reverse().map(({ successors, markers }) => ({ successors, markers }));
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
    if (markers.length === 0)
      return this.#isKnown(node) ? [{ successors: [node], markers: new Set() }] : NONE;
    const sets: SuccessorsSet[] = [];
    for (const { marker, successors } of markers) {
      let ways: SuccessorsSet[] = [{ successors: [], markers: new Set([marker]) }];
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
