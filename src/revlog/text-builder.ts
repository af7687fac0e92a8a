/** Full texts of single revisions: one read per dense slice, deltas folded into one patch, applied once. */
import { copyBytes, DeltaFolder } from '../delta/index.js';
import { CorruptionError, HgError } from '../errors/index.js';
import type { ChunkDecoder } from './chunk-decoder.js';
import type { DataFile } from './data-file.js';
import { HASH_HEADROOM } from './node-hash.js';
import type { RevlogIndex } from './revlog-index.js';
import { type ChunkPlaces, sliceChunkToDensity } from './slice-chunks.js';

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
  readonly sparse: { readonly density: number; readonly minGap: number } | undefined;
}

// Shared by all revlogs: the work is synchronous and never re-entered, and the scratch memory is worth keeping.
const folder = new DeltaFolder();
let baseScratch = new Uint8Array(1 << 14);
const KEEP_BYTES = 4 << 20;
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
  try {
    folder.reset();
    let baseBytes = base ?? baseScratch;
    let baseLength = base === undefined ? -1 : base.length;
    const collect = (at: number): void => {
      const { bytes, start, end } = source.decoder;
      if (baseLength < 0) {
        baseLength = end - start;
        if (baseLength > baseScratch.length) baseScratch = new Uint8Array(baseLength * 2);
        copyBytes(bytes, start, end, baseScratch, 0);
        baseBytes = baseScratch;
      } else {
        try {
          folder.add(bytes, start, end);
        } catch (error) {
          throw locateDeltaError(error, data.path, at);
        }
      }
    };
    eachChunk(source, chain, base === undefined ? -1 : base.length, collect);
    const length = folder.fold(baseLength);
    if (expected >= 0 && length !== expected) throw wrongSize(data.path, rev, length, expected);
    const buffer = new Uint8Array(HASH_HEADROOM + length);
    folder.apply(baseBytes, 0, baseLength, buffer, HASH_HEADROOM);
    return buffer.subarray(HASH_HEADROOM);
  } catch (error) {
    throw locateDeltaError(error, data.path, rev);
  } finally {
    if (baseScratch.length > KEEP_BYTES) baseScratch = new Uint8Array(1 << 14);
  }
}

/** Room for one text, used again and again: the text is `bytes[HASH_HEADROOM, end)` until the next one comes. */
export class TextRoom {
  bytes = new Uint8Array(1 << 14);
  end = 0;

  /** Takes a text that is stored whole. @throws CorruptionError */
  load(source: TextSource, rev: number): void {
    const expected = source.index.textLength(rev);
    loadChunk(source, rev, mostTextBytes(expected));
    const { bytes, start, end } = source.decoder;
    const length = end - start;
    if (expected >= 0 && length !== expected) throw wrongSize(source.data.path, rev, length, expected);
    if (HASH_HEADROOM + length > this.bytes.length || this.bytes.length > KEEP_BYTES)
      this.bytes = new Uint8Array(Math.max(1 << 14, HASH_HEADROOM + length));
    copyBytes(bytes, start, end, this.bytes, HASH_HEADROOM);
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

/** Decodes the chunks of a chain in order, one read per dense slice. */
function eachChunk(
  source: TextSource,
  chain: readonly number[],
  baseLength: number,
  collect: (rev: number) => void,
): void {
  const { index, places, data, decoder, sparse } = source;
  const groups =
    sparse === undefined
      ? [0, chain.length]
      : sliceChunkToDensity(places, chain, sparse.density, sparse.minGap);
  let previousLength = baseLength;
  let next = 0;
  for (let g = 0; g < groups.length; g += 2) {
    const from = groups[g] as number;
    const to = groups[g + 1] as number;
    const start = places.offset(chain[from] as number);
    const lastRev = chain[to - 1] as number;
    const span = places.offset(lastRev) + index.chunkLength(lastRev) - start;
    if (span > 0 && span <= MOST_SPAN_BYTES) data.load(start, span);
    // Chunks between two slices are empty, but belong to the chain all the same.
    for (; next < (groups[g + 2] ?? chain.length); next++) {
      const rev = chain[next] as number;
      const length = index.chunkLength(rev);
      checkLength(data.path, rev, length);
      data.load(places.offset(rev), length);
      const at = data.at;
      const textLength = index.textLength(rev);
      const isBase = next === 0 && baseLength < 0;
      const maximum = isBase ? mostTextBytes(textLength) : mostDeltaBytes(previousLength, textLength);
      decoder.decode(data.bytes, at, at + length, maximum, data.path, rev);
      collect(rev);
      previousLength = textLength;
    }
  }
}
