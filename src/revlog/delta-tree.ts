/** Which revisions are stored as deltas against which: the chains of a revlog seen from their bases. */
import { NULL_REV } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { DeltaParents } from './delta-chain.js';

/**
 * Children in linked lists of typed arrays, the child with most descendants apart: whoever visits it last, and drops
 * the parent's text before going on there, never holds more than log2(revisions) texts.
 */
export interface DeltaTree {
  /** Lightest way down: any child but the heavy one, or -1; then {@link nextSibling}. */
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** The child with most descendants, or -1. */
  readonly heavyChild: Int32Array;
  /** Revisions whose base field is damaged; they have no place in the tree but children of their own. */
  readonly damaged: ReadonlyMap<number, HgError>;
  /** Full texts and damaged revisions, ascending. */
  readonly roots: Int32Array;
}

/** Memory for the columns of a tree, one behind the other, used again for the next: stores have thousands of short revlogs. */
export class DeltaTreeRoom {
  #memory = new Int32Array(0);
  #used = 0;

  begin(ints: number): void {
    this.#used = 0;
    if (ints > this.#memory.length) this.#memory = new Int32Array(Math.max(1 << 12, ints));
  }

  column(length: number, value: number): Int32Array {
    const start = this.#used;
    this.#used += length;
    return this.#memory.subarray(start, this.#used).fill(value);
  }
}

/** O(revisions). @param room good only until it is used again, as is the tree. */
export function deltaTree(length: number, deltaParents: DeltaParents, room: DeltaTreeRoom): DeltaTree {
  room.begin(6 * length);
  const parents = room.column(length, 0);
  const sizes = room.column(length, 1);
  const firstChild = room.column(length, -1);
  const nextSibling = room.column(length, -1);
  const heavyChild = room.column(length, -1);
  const damaged = new Map<number, HgError>();
  let rootCount = 0;
  for (let rev = length - 1; rev >= 0; rev--) {
    let parent = NULL_REV;
    try {
      parent = deltaParents.deltaParent(rev);
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      damaged.set(rev, error);
    }
    parents[rev] = parent;
    if (parent === NULL_REV) {
      rootCount++;
      continue;
    }
    sizes[parent] = (sizes[parent] as number) + (sizes[rev] as number);
    const heavy = heavyChild[parent] as number;
    if (heavy === -1 || (sizes[rev] as number) > (sizes[heavy] as number)) heavyChild[parent] = rev;
  }
  const roots = room.column(rootCount, 0);
  for (let rev = length - 1; rev >= 0; rev--) {
    const parent = parents[rev] as number;
    if (parent === NULL_REV) roots[--rootCount] = rev;
    else if (heavyChild[parent] !== rev) {
      nextSibling[rev] = firstChild[parent] as number;
      firstChild[parent] = rev;
    }
  }
  return { firstChild, nextSibling, heavyChild, damaged, roots };
}
