/** Choosing what a new text is stored as: the text itself, or a delta against a well-chosen earlier revision. */
import { NULL_REV } from '../../bytes/index.js';
import { binaryDelta } from '../../delta/index.js';
import { FLAG_CENSORED, FLAG_EXTERNALLY_STORED } from '../layout.js';
import type { Revlog } from '../revlog.js';
import type { ChainFigures } from './chain-figures.js';
import { type Chunk, type ChunkCompressor, chunkBytes } from './chunk-compressor.js';
import type { RecentTexts } from './recent-texts.js';
import { SnapshotFamilies } from './snapshot-families.js';
import type { RevlogWriteOptions } from './write-options.js';

/** A chain may hold this many times the bytes of the text that it makes. */
const MOST_CHAIN_TO_TEXT = 2;
/** Without other orders, a chain may span this many times the bytes of the text. */
const MOST_SPAN_TO_TEXT = 4;
/** A text this many times as long as another is not made from it. */
const MOST_LENGTH_RATIO = 500;
/** Bytes that a delta counts for beyond its own, and as a part of its text; see `#overhead`. Found by trying, on real histories. */
const DELTA_OVERHEAD = 16;
const DELTAS_PER_TEXT = 700;
const DEFAULT_CHAIN_LENGTH = 1000;
const DEFAULT_GROUP_SIZE = 10;

/** A delta that came with a revision. */
export interface IncomingDelta {
  /** -1 when it is the full text. */
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** How to store a text. */
export interface StoredForm {
  /** -1: the chunk holds the full text. */
  readonly base: number;
  readonly chunk: Chunk;
}

export interface NewText {
  /** The revision it will be. */
  readonly rev: number;
  readonly text: Uint8Array;
  readonly p1: number;
  readonly p2: number;
  readonly incoming: IncomingDelta | undefined;
  readonly flags?: number;
}

/**
 * Candidates come in groups, likely ones first; within the first group that has an acceptable delta the smallest one is
 * taken. A delta is acceptable when it is not longer than the text, its chain is short enough in deltas, bytes and (without
 * sparse-revlog) span, and, where it makes a snapshot, when it is smaller than the text halved once for every snapshot
 * below it, and not larger than the snapshot it builds on.
 */
export class DeltaSearch {
  readonly #revlog: Revlog;
  readonly #options: RevlogWriteOptions;
  readonly #compressor: ChunkCompressor;
  readonly #texts: RecentTexts;
  readonly #figures: ChainFigures;
  readonly #families: SnapshotFamilies;
  readonly #sparse: boolean;
  readonly #maxChainLength: number;
  readonly #tried = new Set<number>();

  constructor(
    revlog: Revlog,
    options: RevlogWriteOptions,
    compressor: ChunkCompressor,
    texts: RecentTexts,
    figures: ChainFigures,
  ) {
    this.#revlog = revlog;
    this.#options = options;
    this.#compressor = compressor;
    this.#texts = texts;
    this.#figures = figures;
    this.#families = new SnapshotFamilies(revlog, figures);
    this.#sparse = (options.sparseRevlog ?? true) && revlog.generalDelta;
    this.#maxChainLength =
      options.maxChainLength ?? (this.#sparse ? DEFAULT_CHAIN_LENGTH : Number.POSITIVE_INFINITY);
  }

  /** Revisions from `rev` on have been removed. */
  forgetFrom(rev: number): void {
    this.#families.forgetFrom(rev);
  }

  find(candidate: NewText): StoredForm {
    const found = this.#mayDelta(candidate) ? this.#search(candidate) : undefined;
    return found ?? { base: NULL_REV, chunk: this.#compressor.compress(candidate.text) };
  }

  /** hg keeps no deltas in a changelog: its texts have too little in common. */
  #mayDelta({ rev, text, flags = 0 }: NewText): boolean {
    return (flags & FLAG_CENSORED) === 0 && rev > 0 && text.length > 0 && this.#revlog.kind !== 'changelog';
  }

  #search(candidate: NewText): StoredForm | undefined {
    const { incoming } = candidate;
    this.#tried.clear();
    const { lazyDelta = true, lazyDeltaBase = true } = this.#options;
    if (incoming !== undefined && lazyDelta && lazyDeltaBase && this.#isObvious(incoming.base, candidate)) {
      const found = this.#best([incoming.base], candidate);
      if (found !== undefined) return found;
    }
    if (!this.#revlog.generalDelta) return this.#best([candidate.rev - 1], candidate);
    const byParents = this.#parents(candidate);
    if (byParents !== undefined) return byParents;
    if (this.#sparse) {
      const bySnapshots = this.#snapshots(candidate);
      if (bySnapshots !== undefined) return bySnapshots;
    }
    return this.#best([candidate.rev - 1], candidate);
  }

  /** Bases that need no comparison with others. What was a good snapshot elsewhere need not be one here. */
  #isObvious(base: number, { rev, p1, p2 }: NewText): boolean {
    if (base === NULL_REV) return false;
    if (!this.#revlog.generalDelta) return base === rev - 1;
    if (!this.#sparse && base === rev - 1) return true;
    return base === p1 || base === p2 || this.#standsForParent(base, p1) || this.#standsForParent(base, p2);
  }

  #parents(candidate: NewText): StoredForm | undefined {
    const { p1, p2 } = candidate;
    if (this.#options.deltaBothParents ?? true) return this.#best([p1, p2], candidate);
    return this.#best([Math.max(p1, p2)], candidate);
  }

  /**
   * Snapshots that the parents' chains begin with: from the last of each chain down to the full text, before each the
   * newer snapshots that build upon the same one; then the other full texts since.
   */
  #snapshots(candidate: NewText): StoredForm | undefined {
    const levels = this.#families.levels(candidate.p1, candidate.p2);
    const floor = this.#families.floor;
    for (let depth = levels.length - 1; depth >= 0; depth--) {
      const level = levels[depth] as readonly number[];
      const found =
        this.#firstGood(this.#families.childrenOf(level), candidate) ?? this.#firstGood(level, candidate);
      if (found !== undefined) return this.#refined(found, candidate);
    }
    const found = this.#firstGood(this.#families.fullTextsFrom(floor), candidate);
    return found === undefined ? undefined : this.#refined(found, candidate);
  }

  /** Looks among the snapshots that build on the chosen one for a better one, and so on. */
  #refined(found: StoredForm, candidate: NewText): StoredForm {
    for (let best = found; ; ) {
      const better = this.#firstGood(this.#families.childrenOf([best.base]), candidate);
      if (better === undefined || chunkBytes(better.chunk) >= chunkBytes(best.chunk)) return best;
      best = better;
    }
  }

  /** Tries newer ones first, a few at a time. */
  #firstGood(revs: readonly number[], candidate: NewText): StoredForm | undefined {
    const size = this.#options.candidateGroupChunkSize ?? DEFAULT_GROUP_SIZE;
    const step = size > 0 ? size : revs.length;
    const sorted = [...new Set(revs)].filter((rev) => !this.#tried.has(rev)).sort((a, b) => b - a);
    for (let from = 0; from < sorted.length; from += step) {
      const found = this.#best(sorted.slice(from, from + step), candidate);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The acceptable delta against one of the revisions that is the smallest before compression, which takes longer than all else. */
  #best(revs: readonly number[], candidate: NewText): StoredForm | undefined {
    const bases: number[] = [];
    const deltas: Uint8Array[] = [];
    for (const rev of revs) {
      const base = this.#solid(rev);
      if (base === NULL_REV || this.#tried.has(base)) continue;
      this.#tried.add(base);
      if (!this.#isPromising(base, candidate)) continue;
      bases.push(base);
      deltas.push(this.#delta(base, candidate));
    }
    while (deltas.length > 0) {
      let at = 0;
      for (let i = 1; i < deltas.length; i++)
        if ((deltas[i] as Uint8Array).length < (deltas[at] as Uint8Array).length) at = i;
      const [base] = bases.splice(at, 1) as [number];
      const [delta] = deltas.splice(at, 1) as [Uint8Array];
      const chunk = this.#compressor.compress(delta);
      if (this.#isAcceptable(base, chunkBytes(chunk), candidate)) return { base, chunk };
    }
    return undefined;
  }

  /** A revision whose chunk is empty has the text of its base, with a chain that is shorter by one. */
  #solid(rev: number): number {
    let at = rev;
    // Without general delta only the revision before will do.
    if (this.#revlog.generalDelta)
      while (at !== NULL_REV && this.#revlog.chunkLength(at) === 0) at = this.#revlog.deltaParent(at);
    return at;
  }

  #delta(base: number, { text, incoming }: NewText): Uint8Array {
    if (incoming !== undefined && incoming.base === base && (this.#options.lazyDelta ?? true))
      return incoming.bytes;
    return binaryDelta(this.#texts.text(base), text);
  }

  /** What can be refused before the delta is known. */
  #isPromising(base: number, candidate: NewText): boolean {
    const { text } = candidate;
    // What stands there is not what its node says.
    if ((this.#revlog.flags(base) & (FLAG_CENSORED | FLAG_EXTERNALLY_STORED)) !== 0) return false;
    if (this.#revlog.index.textLength(base) * MOST_LENGTH_RATIO < text.length) return false;
    return this.#isAcceptable(base, 0, candidate);
  }

  #isAcceptable(base: number, deltaBytes: number, { rev, text, p1, p2, incoming }: NewText): boolean {
    const figures = this.#figures;
    const length = text.length;
    if (deltaBytes > length) return false;
    if (figures.length(base) + 1 > this.#maxChainLength) return false;
    const chain =
      figures.bytes(base) + deltaBytes + this.#overhead(base, length, incoming) * (figures.length(base) + 1);
    if (chain > length * MOST_CHAIN_TO_TEXT) return false;
    if (!this.#sparse || this.#options.maxDeltaChainSpan !== undefined) {
      if (this.#span(base, rev) + deltaBytes > this.#mostSpan(length)) return false;
    }
    if (!this.#sparse || base === p1 || base === p2) return true;
    const depth = figures.snapshotDepth(base);
    if (depth < 0 || this.#standsForParent(base, p1) || this.#standsForParent(base, p2)) return true;
    if (deltaBytes > length / 2 ** (depth + 1)) return false;
    return depth === 0 || deltaBytes <= this.#revlog.chunkLength(base);
  }

  /**
   * What each delta of a manifest's chain counts for beyond its bytes: it takes time to apply. Where ours are smaller than those that hg makes,
   * the limit on bytes alone would make chains longer than hg's. A delta that came along has been paid for.
   */
  #overhead(base: number, textLength: number, incoming: IncomingDelta | undefined): number {
    if (this.#revlog.kind !== 'manifest') return 0;
    if (!this.#revlog.generalDelta) return DELTA_OVERHEAD;
    if (!this.#sparse && incoming !== undefined) return 1.25 * DELTA_OVERHEAD;
    if (incoming?.base === base) return 2 * DELTA_OVERHEAD;
    return Math.max(DELTA_OVERHEAD, textLength / DELTAS_PER_TEXT);
  }

  /** Whether the parent's text is that of `base`, with empty deltas only in between. */
  #standsForParent(base: number, parent: number): boolean {
    return parent !== NULL_REV && this.#solid(parent) === base;
  }

  #mostSpan(textLength: number): number {
    const limit = this.#options.maxDeltaChainSpan ?? 0;
    return limit < 0 ? Number.POSITIVE_INFINITY : Math.max(limit, textLength * MOST_SPAN_TO_TEXT);
  }

  /** Bytes from the start of a chain to the end of the file. */
  #span(base: number, rev: number): number {
    const revlog = this.#revlog;
    let root = base;
    if (!revlog.generalDelta) root = revlog.base(base);
    else for (let at = base; at !== NULL_REV; at = revlog.deltaParent(at)) root = at;
    return revlog.offset(rev - 1) + revlog.chunkLength(rev - 1) - revlog.offset(root);
  }
}
