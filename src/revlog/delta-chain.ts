/** Which revisions a text is made from. */
import { NULL_REV } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';
import { BASE_AT, ENTRY_BYTES } from './layout.js';
import type { RevlogIndex } from './revlog-index.js';

export interface DeltaChain {
  /** Base first; without `stopRev`. */
  readonly chain: number[];
  /** True when the walk ended at `stopRev` instead of a full text. */
  readonly stopped: boolean;
}

function badBase(name: string, rev: number, base: number): CorruptionError {
  const what = base > rev ? 'revision base above revision' : 'revision base out of range';
  return new CorruptionError(name, `corrupted revlog, ${what}: ${rev}, ${base}`, {
    rev,
    offset: rev * ENTRY_BYTES + BASE_AT,
  });
}

/** A text that may serve as the base of others. */
export interface RecentText {
  readonly rev: number;
  readonly text: Uint8Array;
}

/** What the base field of a revision means, with and without general delta. */
export class DeltaParents {
  readonly #index: RevlogIndex;
  readonly #generalDelta: boolean;
  readonly #name: string;

  constructor(index: RevlogIndex, generalDelta: boolean, name: string) {
    this.#index = index;
    this.#generalDelta = generalDelta;
    this.#name = name;
  }

  /**
   * The revision that the stored chunk is a delta against, -1 for a full text. Always smaller than `rev`.
   * @throws CorruptionError
   */
  deltaParent(rev: number): number {
    if (rev === NULL_REV) return NULL_REV;
    const base = this.#index.base(rev);
    if (base === rev) return NULL_REV;
    // hg reads a base of -1 as a delta against the empty text, but never writes that.
    if (base > rev || base < 0) throw badBase(this.#name, rev, base);
    return this.#generalDelta ? base : rev - 1;
  }

  /** Fills `chain` with the revisions from the base up to `rev`; true when it ended at `stopRev`. */
  fill(chain: number[], rev: number, stopRev: number): boolean {
    chain.length = 0;
    let at = rev;
    while (at !== stopRev) {
      chain.push(at);
      const parent = this.deltaParent(at);
      if (parent === NULL_REV) {
        chain.reverse();
        return false;
      }
      at = parent;
    }
    chain.reverse();
    return true;
  }

  /**
   * As {@link fill}, up to the first revision whose text is at hand: `lastRev`'s (`lastText` is undefined when there is
   * none) or a recent one's. Returns that text; undefined when the chain begins with a full text.
   */
  fillToAny(
    chain: number[],
    rev: number,
    recent: readonly RecentText[],
    lastRev: number,
    lastText: Uint8Array | undefined,
  ): Uint8Array | undefined {
    chain.length = 0;
    let text: Uint8Array | undefined;
    for (let at = rev; at !== NULL_REV; at = this.deltaParent(at)) {
      if (at === lastRev) text = lastText;
      for (let i = 0; i < recent.length && text === undefined; i++)
        if (recent[i]?.rev === at) text = recent[i]?.text;
      if (text !== undefined) break;
      chain.push(at);
    }
    chain.reverse();
    return text;
  }
}
