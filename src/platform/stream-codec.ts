/** Compressing and decompressing streams that do not fit into memory. */

/** Pieces in order, each good until the next one is asked for. */
export type Pieces = Iterable<Uint8Array>;

/** One compression format, piece by piece; memory is bounded by the format's window and the longest piece. */
export interface StreamCodec {
  compress(pieces: Pieces, level?: number): Pieces;
  /**
   * What comes out of a stream that is cut ends early; the last `next()` then gives `false`, otherwise `true`. What follows the compressed
   * stream is left unread. @throws HgError with code `corruption` for damage.
   */
  decompress(pieces: Pieces): Generator<Uint8Array, boolean>;
}

export interface StreamCodecs {
  readonly zlib: StreamCodec;
  readonly zstd: StreamCodec;
}
