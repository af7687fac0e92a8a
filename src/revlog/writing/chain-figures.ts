/** Length and size of delta chains, remembered per revision. */
import { NULL_REV } from '../../bytes/index.js';
import type { Revlog } from '../revlog.js';

const UNKNOWN = -1;

/** All methods are amortised O(1) over the revisions of a revlog. */
export class ChainFigures {
  readonly #revlog: Revlog;
  /** Deltas in the chain; 0 for full texts. */
  #lengths = new Int32Array(0);
  /** Stored bytes of the whole chain. */
  #bytes = new Float64Array(0);
  /** Number of snapshots below; 0 for full texts, -1 for no snapshot, -2 for not known yet. */
  #depths = new Int8Array(0);
  readonly #path: number[] = [];

  constructor(revlog: Revlog) {
    this.#revlog = revlog;
  }

  /** Deltas in the chain of a revision. */
  length(rev: number): number {
    this.#find(rev);
    return this.#lengths[rev] as number;
  }

  /** Stored bytes of the chain of a revision, the full text included. */
  bytes(rev: number): number {
    this.#find(rev);
    return this.#bytes[rev] as number;
  }

  /** How many snapshots a snapshot builds upon (0: a full text); -1 for what is none. */
  snapshotDepth(rev: number): number {
    if (rev >= this.#lengths.length) this.#grow();
    const known = this.#depths[rev] as number;
    if (known !== -2) return known;
    let depth = -1;
    const base = this.#revlog.deltaParent(rev);
    if (base === NULL_REV) depth = 0;
    else {
      const below = this.snapshotDepth(base);
      if (below >= 0 && this.#revlog.isSnapshot(rev)) depth = Math.min(below + 1, 127);
    }
    this.#depths[rev] = depth;
    return depth;
  }

  #find(rev: number): void {
    if (rev >= this.#lengths.length) this.#grow();
    const lengths = this.#lengths;
    if ((lengths[rev] as number) !== UNKNOWN) return;
    const path = this.#path;
    path.length = 0;
    let at = rev;
    while (at !== NULL_REV && (lengths[at] as number) === UNKNOWN) {
      path.push(at);
      at = this.#revlog.deltaParent(at);
    }
    let length = at === NULL_REV ? -1 : (lengths[at] as number);
    let bytes = at === NULL_REV ? 0 : (this.#bytes[at] as number);
    for (let i = path.length - 1; i >= 0; i--) {
      const next = path[i] as number;
      bytes += this.#revlog.chunkLength(next);
      lengths[next] = ++length;
      this.#bytes[next] = bytes;
    }
  }

  #grow(): void {
    const old = this.#lengths.length;
    const size = Math.max(64, this.#revlog.length, old * 2);
    const lengths = new Int32Array(size).fill(UNKNOWN, old);
    const bytes = new Float64Array(size);
    const depths = new Int8Array(size).fill(-2, old);
    lengths.set(this.#lengths);
    bytes.set(this.#bytes);
    depths.set(this.#depths);
    this.#lengths = lengths;
    this.#bytes = bytes;
    this.#depths = depths;
  }

  /** Revisions from `rev` on have been removed. */
  forgetFrom(rev: number): void {
    this.#lengths.fill(UNKNOWN, rev);
    this.#depths.fill(-2, rev);
  }
}
