/** A quick way to the texts of short revlogs, where a platform has one. */

/**
 * Builds texts of revlogs with short indexes, in memory that holds index, chunks and text. Whatever it cannot do (damage, flags,
 * other compression than zstd, long texts) it declines: the code of `revlog/` does it, or says what is wrong. One text at a time.
 */
export interface RevlogTexts {
  /** Everything below is an offset in it. Another one after {@link find} or {@link build}, which may make it larger. */
  readonly memory: Uint8Array;
  /** Where the caller puts the index, and how many bytes there may be. */
  readonly fileStart: number;
  readonly fileRoom: number;
  /**
   * Looks for a version in the index of `length` bytes.
   * @param node 40 hex digits.
   * @returns false for declined.
   */
  find(length: number, node: string): boolean;
  /**
   * As {@link find}, in the index that the last text was built of, with nothing changed in the memory since: what both texts are made of is not
   * done again.
   */
  findOther(length: number, node: string): boolean;
  /**
   * Where the text is going to be. The 40 bytes before it are what its hash takes in first. Until {@link build}, there is room for
   * {@link textLength} bytes of the caller's and one more (not after {@link findOther}).
   */
  readonly textStart: number;
  /** Of the version found, as the index says; metadata included. */
  readonly textLength: number;
  /** Whether the version found has a first parent, so that there is no metadata in front of it. */
  readonly hasParent: boolean;
  /**
   * Unless the chunks are in the index file (0): how many bytes of the other file the caller has to put at {@link dataStart} before {@link build}, and
   * from where in that file on.
   */
  readonly dataLength: number;
  readonly dataOffset: number;
  readonly dataStart: number;
  /**
   * Builds the text of the version found; its hash is left to the caller.
   * @returns false for declined.
   */
  build(): boolean;
}
