/** The only thing graph algorithms need to know of a history. */

/**
 * Where parents can be read without a call per revision: big-endian 32-bit numbers at a fixed distance, as an index file
 * has them. Measured on 1,000,000 revisions (64-byte entries), for one pass over all parents: reading the entries through
 * one `DataView` in place 8-10 ms; through `parent1()`/`parent2()` of a class with range checks and lazy pages 15-25 ms, more
 * when several classes implement Graph; decoding into two `Int32Array`s first 25 ms, mostly for fresh memory. So passes over
 * long ranges read in place, and nothing is decoded or kept.
 */
export interface RawParents {
  readonly view: DataView;
  /** Byte offset of the first parent of revision 0; revision `r` has it `r * stride` further on. */
  readonly first: number;
  /** Byte offset of the second parent of revision 0. */
  readonly second: number;
  /** Bytes from one revision to the next. */
  readonly stride: number;
  /** Only revisions below this number are there. */
  readonly end: number;
}

/**
 * A directed acyclic graph in topological order: parents of `rev` are smaller than `rev`, or -1 for none. Implementations
 * read straight from the index and throw CorruptionError for a parent that breaks that rule.
 */
export interface Graph {
  /** Number of revisions; they are numbered 0 to length - 1. */
  readonly length: number;
  /** First parent, or -1. */
  parent1(rev: number): number;
  /** Second parent, or -1. */
  parent2(rev: number): number;
  /**
   * For passes over many revisions: makes sure that the entries of `[low, high)` are in memory (as far as `end` goes) and
   * tells where. Parents read this way are not checked yet. Optional: undefined where there is no such place.
   */
  rawParents?(low: number, high: number): RawParents | undefined;
}

/** Something that knows which revisions it holds. A Set of numbers does, and so does RevSet. */
export interface RevMembership {
  has(rev: number): boolean;
}
