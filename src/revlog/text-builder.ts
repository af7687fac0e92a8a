/** Full texts of single revisions: one read per dense slice, each chunk decoded and applied. */
import { copyBytes } from '../delta/index.js';
import { CorruptionError, HgError } from '../errors/index.js';
import type { ChunkCache } from './chunk-cache.js';
import type { ChunkDecoder } from './chunk-decoder.js';
import type { DataFile } from './data-file.js';
import { HASH_HEADROOM } from './node-hash.js';
import type { RevlogIndex } from './revlog-index.js';
import { type ChunkPlaces, sliceChunkToDensity } from './slice-chunks.js';
import { FoldedText, TextInPlace } from './text-from-deltas.js';

/** Where no length is known (version 0), what a chunk may inflate to at most. */
const UNKNOWN_MAXIMUM = 0x7fffffff;

/** The most bytes that a sound delta between texts of these lengths has: every hunk removes or adds a byte. */
export function mostDeltaBytes(baseLength: number, length: number): number {
  if (baseLength < 0 || length < 0) return UNKNOWN_MAXIMUM;
  return Math.min(UNKNOWN_MAXIMUM, length + 12 * (baseLength + length + 1));
}

export function mostTextBytes(length: number): number {
  return length < 0 ? UNKNOWN_MAXIMUM : length;
}

export function wrongSize(path: string, rev: number, got: number, expected: number): CorruptionError {
  return new CorruptionError(path, `unpacked size is ${got}, ${expected} expected`, { rev });
}

/** Adds file and revision to an error of the delta code. */
export function locateDeltaError(error: unknown, path: string, rev: number): unknown {
  if (!(error instanceof HgError) || error instanceof CorruptionError) return error;
  return new CorruptionError(path, error.message, { rev, cause: error });
}

export interface TextSource {
  readonly index: RevlogIndex;
  readonly places: ChunkPlaces;
  readonly data: DataFile;
  readonly decoder: ChunkDecoder;
  /** Undefined where chains are not worth it. */
  readonly cache: ChunkCache | undefined;
  readonly sparse: { readonly density: number; readonly minGap: number } | undefined;
}

// Shared by all revlogs: the work is synchronous and never re-entered, and the memory is worth keeping.
const folded = new FoldedText();
const inPlace = new TextInPlace();
const KEEP_BYTES = 4 << 20;
/** Bytes of text times deltas from which on folding deltas into one takes less time than applying each. */
const LARGE_WORK = 256 << 20;
/** Shorter chains are decoded anew every time. */
const CACHED_CHAIN = 8;
/** Spans above this are read chunk by chunk. */
const MOST_SPAN_BYTES = 64 << 20;

/**
 * Builds the text of the last revision of `chain`. The result is a part of a larger buffer that has
 * {@link HASH_HEADROOM} bytes free before it.
 * @param base the text that the first delta of the chain applies to; undefined when the chain begins with a full text.
 * @throws CorruptionError
 */
export function buildText(
  source: TextSource,
  chain: readonly number[],
  base: Uint8Array | undefined,
): Uint8Array {
  const { index, data } = source;
  const rev = chain[chain.length - 1] as number;
  const expected = index.textLength(rev);
  if (base === undefined && chain.length === 1) {
    loadChunk(source, rev, mostTextBytes(expected));
    const { bytes, start, end } = source.decoder;
    if (expected >= 0 && end - start !== expected) throw wrongSize(data.path, rev, end - start, expected);
    const buffer = new Uint8Array(HASH_HEADROOM + end - start);
    buffer.set(bytes.subarray(start, end), HASH_HEADROOM);
    return buffer.subarray(HASH_HEADROOM);
  }
  const builder = isLargeWork(source, chain, base) ? folded : inPlace;
  const cache = chain.length >= CACHED_CHAIN && source.cache?.expectText(expected) ? source.cache : undefined;
  let longest = base?.length ?? 0;
  for (const at of chain) longest = Math.max(longest, index.textLength(at));
  try {
    let hasBase = base !== undefined;
    if (base !== undefined) builder.begin(base, 0, base.length, longest);
    eachChunk(source, cache, chain, base?.length ?? -1, (at, bytes, start, end) => {
      try {
        if (hasBase) builder.add(bytes, start, end);
        else builder.begin(bytes, start, end, longest);
        hasBase = true;
      } catch (error) {
        throw locateDeltaError(error, data.path, at);
      }
    });
    const text = builder.finish();
    if (expected >= 0 && text.length !== expected) throw wrongSize(data.path, rev, text.length, expected);
    return text;
  } catch (error) {
    throw locateDeltaError(error, data.path, rev);
  } finally {
    builder.release();
  }
}

function isLargeWork({ index }: TextSource, chain: readonly number[], base: Uint8Array | undefined): boolean {
  const length = Math.max(base?.length ?? 0, index.textLength(chain[chain.length - 1] as number));
  return length * chain.length > LARGE_WORK;
}

/** One text with room for the hash's prefix before it: `bytes[start, end)` until anything else is read or decoded. */
export class TextRoom {
  bytes: Uint8Array = new Uint8Array(0);
  start = HASH_HEADROOM;
  end = 0;
  #scratch = new Uint8Array(1 << 14);

  /** Takes a text that is stored whole. @throws CorruptionError */
  load(source: TextSource, rev: number): void {
    const expected = source.index.textLength(rev);
    loadChunk(source, rev, mostTextBytes(expected));
    const { bytes, start, end, hasHeadroom } = source.decoder;
    const length = end - start;
    if (expected >= 0 && length !== expected) throw wrongSize(source.data.path, rev, length, expected);
    if (hasHeadroom) {
      this.bytes = bytes;
      this.start = start;
      this.end = end;
      return;
    }
    if (HASH_HEADROOM + length > this.#scratch.length || this.#scratch.length > KEEP_BYTES)
      this.#scratch = new Uint8Array(Math.max(1 << 14, HASH_HEADROOM + length));
    copyBytes(bytes, start, end, this.#scratch, HASH_HEADROOM);
    this.bytes = this.#scratch;
    this.start = HASH_HEADROOM;
    this.end = HASH_HEADROOM + length;
  }
}

/** Reads and decodes one chunk into the decoder. */
export function loadChunk(source: TextSource, rev: number, maximum: number): void {
  const { index, places, data } = source;
  const length = index.chunkLength(rev);
  checkLength(data.path, rev, length);
  data.load(places.offset(rev), length);
  source.decoder.decode(data.bytes, data.at, data.at + length, maximum, data.path, rev);
}

export function checkLength(path: string, rev: number, length: number): void {
  if (length < 0)
    throw new CorruptionError(path, `corrupted revlog, negative chunk length: ${rev}, ${length}`, { rev });
}

/** Decodes the chunks of a chain in order, one read per dense slice of those that no cache has. */
function eachChunk(
  source: TextSource,
  cache: ChunkCache | undefined,
  chain: readonly number[],
  baseLength: number,
  collect: (rev: number, bytes: Uint8Array, start: number, end: number) => void,
): void {
  const { index, decoder, data } = source;
  const missing = cache === undefined ? chain : chain.filter((rev) => !cache.find(rev));
  const slices = new SliceLoader(source, missing);
  let previousLength = baseLength;
  for (let i = 0; i < chain.length; i++) {
    const rev = chain[i] as number;
    const textLength = index.textLength(rev);
    if (cache?.find(rev)) collect(rev, cache.bytes, cache.start, cache.end);
    else {
      const isBase = i === 0 && baseLength < 0;
      const maximum = isBase ? mostTextBytes(textLength) : mostDeltaBytes(previousLength, textLength);
      slices.loadFor(rev);
      const length = index.chunkLength(rev);
      checkLength(data.path, rev, length);
      // Empty chunks may lie outside of the slices, and need no reading.
      if (length > 0) data.load(source.places.offset(rev), length);
      decoder.decode(data.bytes, data.at, data.at + length, maximum, data.path, rev);
      const { bytes, start, end } = decoder;
      cache?.add(rev, bytes, start, end);
      collect(rev, bytes, start, end);
    }
    previousLength = textLength;
  }
}

/** Reads dense slices of ascending revisions, each when its first revision is asked for. */
class SliceLoader {
  readonly #source: TextSource;
  readonly #revs: readonly number[];
  /** Pairs of positions in `#revs`. */
  readonly #slices: readonly number[];
  #next = 0;

  constructor(source: TextSource, revs: readonly number[]) {
    const { sparse, places } = source;
    this.#source = source;
    this.#revs = revs;
    this.#slices =
      sparse === undefined
        ? [0, revs.length]
        : sliceChunkToDensity(places, revs, sparse.density, sparse.minGap);
  }

  loadFor(rev: number): void {
    const from = this.#slices[this.#next];
    if (from === undefined || this.#revs[from] !== rev) return;
    const { index, places, data } = this.#source;
    const last = this.#revs[(this.#slices[this.#next + 1] as number) - 1] as number;
    this.#next += 2;
    const start = places.offset(rev);
    const span = places.offset(last) + index.chunkLength(last) - start;
    if (span > 0 && span <= MOST_SPAN_BYTES) data.load(start, span);
  }
}
