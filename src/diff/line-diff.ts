/** Compares two texts line by line. */
import type { LineComparer, LineMatches } from '../platform/index.js';
import { LineInterner } from './line-interner.js';
import { type LineBlocks, LineMatcher } from './line-matcher.js';
import { lineOffsets } from './lines.js';
import { cleanSpace, equalButBlankLines, ignoresSpace, type WhitespaceOptions } from './whitespace.js';

/** Kinds of regions, as the first number of five in {@link Regions}. */
export const REGION_EQUAL = 0;
/** The region differs. */
export const REGION_CHANGED = 1;
/** The region differs in empty lines only and those are ignored. */
export const REGION_BLANK = 2;

/** Quintuples `kind, a1, a2, b1, b2` in one array, in order, covering both texts; equal regions may be empty. */
export type Regions = Int32Array;

export interface LineDiff {
  /** Line starts of the original texts, valid until the next comparison; see {@link lineOffsets}. */
  readonly offsetsA: Int32Array;
  readonly offsetsB: Int32Array;
  readonly regions: Regions;
}

const NO_OPTIONS: WhitespaceOptions = {};

/** Keeps its working memory from one pair of texts to the next. */
export class LineDiffer {
  readonly #comparer: LineComparer | undefined;
  #interner: LineInterner | undefined;
  #matcher: LineMatcher | undefined;

  /** @param comparer does the work where the platform has one. */
  constructor(comparer?: LineComparer) {
    this.#comparer = comparer;
  }

  /** The matching blocks of two texts, exactly as hg finds them. Expected time is linear in the bytes. */
  blocks(a: Uint8Array, b: Uint8Array): LineBlocks {
    return this.#match(a, b).blocks.slice();
  }

  #match(a: Uint8Array, b: Uint8Array): LineMatches {
    const matches = this.#comparer?.compare(a, b);
    if (matches !== undefined) return matches;
    const interner = (this.#interner ??= new LineInterner());
    const matcher = (this.#matcher ??= new LineMatcher());
    interner.reset();
    const before = interner.intern(a);
    const after = interner.intern(b, before);
    const blocks = matcher.match(before.classes, after.classes, interner.count);
    return { offsetsA: before.offsets, offsetsB: after.offsets, blocks };
  }

  /** Equal and different regions under the given options. */
  compare(a: Uint8Array, b: Uint8Array, options: WhitespaceOptions = NO_OPTIONS): LineDiff {
    const clean = ignoresSpace(options);
    const matches = clean ? this.#match(cleanSpace(a, options), cleanSpace(b, options)) : this.#match(a, b);
    const { blocks } = matches;
    const offsetsA = clean ? lineOffsets(a) : matches.offsetsA;
    const offsetsB = clean ? lineOffsets(b) : matches.offsetsB;
    const regions = new Int32Array((blocks.length / 4) * 10);
    let used = 0;
    let a1 = 0;
    let b1 = 0;
    for (let at = 0; at < blocks.length; at += 4) {
      const a2 = blocks[at];
      const b2 = blocks[at + 2];
      if (a1 < a2 || b1 < b2) {
        let kind = REGION_CHANGED;
        if (options.ignoreBlankLines === true) {
          const old = a.subarray(offsetsA[a1], offsetsA[a2]);
          if (equalButBlankLines(old, b.subarray(offsetsB[b1], offsetsB[b2]), options)) kind = REGION_BLANK;
        }
        used = put(regions, used, kind, a1, a2, b1, b2);
      }
      a1 = blocks[at + 1];
      b1 = blocks[at + 3];
      used = put(regions, used, REGION_EQUAL, a2, a1, b2, b1);
    }
    return { offsetsA, offsetsB, regions: regions.subarray(0, used) };
  }
}

function put(
  regions: Int32Array,
  at: number,
  kind: number,
  a1: number,
  a2: number,
  b1: number,
  b2: number,
): number {
  regions[at] = kind;
  regions[at + 1] = a1;
  regions[at + 2] = a2;
  regions[at + 3] = b1;
  regions[at + 4] = b2;
  return at + 5;
}
