/** Comparing texts line by line outside of the core's own code. */

/** The lines of two texts and which of them are equal; all of it valid until the next comparison. */
export interface LineMatches {
  /** Start of every line, and the text's length at the end. */
  readonly offsetsA: Int32Array;
  readonly offsetsB: Int32Array;
  /** Quadruples `a1, a2, b1, b2`: lines `[a1, a2)` of the first text equal lines `[b1, b2)` of the second. */
  readonly blocks: Int32Array;
}

/** Finds the same blocks as the line matcher in `diff/`, quicker. */
export interface LineComparer {
  /** Undefined when the texts are too large for it. */
  compare(a: Uint8Array, b: Uint8Array): LineMatches | undefined;
}
