/** The only thing graph algorithms need to know of a history. */

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
}
