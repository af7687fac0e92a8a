/** Counts and sizes of a revlog, for `debugrevlog`. */
import type { Revlog } from '../../revlog/index.js';

/** Count, sum, least and greatest of some sizes in bytes. */
export class Sizes {
  count = 0;
  total = 0;
  #least = Number.POSITIVE_INFINITY;
  greatest = 0;

  add(size: number): void {
    this.count++;
    this.total += size;
    if (size < this.#least) this.#least = size;
    if (size > this.greatest) this.greatest = size;
  }

  get least(): number {
    return this.count === 0 ? 0 : this.#least;
  }

  /** Rounded down. */
  get average(): number {
    return this.count === 0 ? 0 : Math.floor(this.total / this.count);
  }
}

/** What the chunks with one first byte have in common. */
export interface ChunkKind {
  count: number;
  size: number;
}

/** Between the bytes `e` and `f`. */
const EMPTY_PLACE = 0x65 + 0.5;

export interface RevlogStatistics {
  readonly revisions: number;
  readonly merges: number;
  /** Revisions without any stored byte: full texts, and deltas. */
  readonly emptyTexts: number;
  readonly emptyDeltas: number;
  /** By depth: 0 are full texts. */
  readonly snapshots: readonly Sizes[];
  readonly deltas: Sizes;
  readonly deltasAgainst: {
    previous: number;
    previousIsParent1: number;
    previousIsParent2: number;
    parent1: number;
    parent2: number;
    other: number;
  };
  /** By first byte, in its order; `empty` is -1, and sorts as the word does. */
  readonly chunkKinds: ReadonlyMap<number, ChunkKind>;
  readonly texts: Sizes;
  readonly chainLengths: Sizes;
  /** Bytes from the start of a chain's base to the end of a revision. */
  readonly chainSpans: Sizes;
}

/** Goes once over the index and the first byte of every chunk. */
export function revlogStatistics(revlog: Revlog): RevlogStatistics {
  let merges = 0;
  let emptyTexts = 0;
  let emptyDeltas = 0;
  const snapshots: Sizes[] = [new Sizes()];
  const deltas = new Sizes();
  const against = {
    previous: 0,
    previousIsParent1: 0,
    previousIsParent2: 0,
    parent1: 0,
    parent2: 0,
    other: 0,
  };
  const kinds = new Map<number, ChunkKind>();
  const texts = new Sizes();
  const chainLengths = new Sizes();
  const chainSpans = new Sizes();
  const lengthOf = new Int32Array(revlog.length);
  const baseOf = new Int32Array(revlog.length);
  revlog.reading(() => {
    for (let rev = 0; rev < revlog.length; rev++) {
      // A second parent without a first counts as the first, except in filelogs, where it means something.
      const parents = revlog.parents(rev) as [number, number];
      const swapped = parents[0] === -1 && revlog.kind !== 'filelog';
      const [p1, p2] = swapped ? [parents[1], -1] : parents;
      if (p2 !== -1) merges++;
      const size = revlog.chunkLength(rev);
      const delta = revlog.deltaParent(rev);
      texts.add(revlog.index.textLength(rev));
      if (delta === -1) {
        baseOf[rev] = rev;
        if (size === 0) emptyTexts++;
        else (snapshots[0] as Sizes).add(size);
      } else {
        baseOf[rev] = baseOf[delta] as number;
        lengthOf[rev] = (lengthOf[delta] as number) + 1;
        if (size === 0) emptyDeltas++;
        else if (revlog.isSnapshot(rev)) {
          const depth = revlog.snapshotDepth(rev);
          while (snapshots.length <= depth) snapshots.push(new Sizes());
          (snapshots[depth] as Sizes).add(size);
        } else {
          deltas.add(size);
          if (delta === rev - 1) {
            against.previous++;
            if (delta === p1) against.previousIsParent1++;
            else if (delta === p2) against.previousIsParent2++;
          } else if (delta === p1) against.parent1++;
          else if (delta === p2) against.parent2++;
          else against.other++;
        }
      }
      chainLengths.add(lengthOf[rev] as number);
      chainSpans.add(revlog.offset(rev) + size - revlog.offset(baseOf[rev] as number));
      const first = size === 0 ? -1 : (revlog.segmentForRevs(rev, rev).bytes[0] as number);
      const kind = kinds.get(first);
      if (kind === undefined) kinds.set(first, { count: 1, size });
      else {
        kind.count++;
        kind.size += size;
      }
    }
  });
  // hg sorts `empty` as a word among the bytes.
  const place = (byte: number): number => (byte === -1 ? EMPTY_PLACE : byte);
  const order = [...kinds].sort(([a], [b]) => place(a) - place(b));
  return {
    revisions: revlog.length,
    merges,
    emptyTexts,
    emptyDeltas,
    snapshots,
    deltas,
    deltasAgainst: against,
    chunkKinds: new Map(order),
    texts,
    chainLengths,
    chainSpans,
  };
}
