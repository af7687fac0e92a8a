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

/** O(revisions). */
export function deltaTree(length: number, deltaParents: DeltaParents): DeltaTree {
  const parents = new Int32Array(length);
  const sizes = new Int32Array(length).fill(1);
  const firstChild = new Int32Array(length).fill(-1);
  const nextSibling = new Int32Array(length).fill(-1);
  const heavyChild = new Int32Array(length).fill(-1);
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
  const roots = new Int32Array(rootCount);
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
