/** zstd over streams: frames are read block by block, and made by joining the blocks of frames that were compressed on their own. */
import type { HgError } from '../errors/index.js';
import type { Codec, Pieces, StreamCodec } from '../platform/index.js';
import { decompressError } from './decompress-error.js';
import { PieceReader } from './piece-reader.js';
import { WASM_PAGE_BYTES } from './web-assembly.js';
import { DECODER_SLACK, loadZstdDecoder, type ZstdDecoder } from './zstd-decoder.js';

const MAGIC = 0xfd2fb528;
/** Sixteen magic numbers announce frames that are to be passed over. */
const SKIPPABLE = 0x184d2a50;
const MOST_BLOCK = 1 << 17;
/** zstd's own limit for those who were not told to expect more. */
const MOST_WINDOW = 1 << 27;
/** Room for history at the beginning; it grows as content comes. */
const FIRST_ROOM = 1 << 20;
const RAW = 0;
const RUN = 1;
const COMPRESSED = 2;

function damaged(): HgError {
  return decompressError('zstd decompressor error: Data corruption detected');
}

/** The decoder's memory: a block of input, then history with room for the next block behind it. */
class BlockDecoder {
  readonly #decoder: ZstdDecoder = loadZstdDecoder();
  readonly #input: number;
  readonly #history: number;
  #window = 0;
  #room = 0;
  #end = 0;
  #heap = new Uint8Array(0);

  constructor() {
    this.#input = this.#decoder.start + DECODER_SLACK;
    this.#history = this.#input + MOST_BLOCK + 2 * DECODER_SLACK;
  }

  begin(window: number): void {
    this.#decoder.beginFrame();
    this.#window = window;
    this.#end = this.#history;
    if (this.#room === 0) this.#grow(FIRST_ROOM);
  }

  setRepeats(first: number, second: number, third: number): void {
    this.#decoder.setRepeats(first, second, third);
  }

  longestRepeat(): number {
    return this.#decoder.longestRepeat();
  }

  #grow(room: number): void {
    const { memory } = this.#decoder;
    const missing = this.#history + room + DECODER_SLACK - memory.buffer.byteLength;
    try {
      if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    } catch {
      throw decompressError('out of memory');
    }
    this.#room = room;
    this.#heap = new Uint8Array(memory.buffer);
  }

  /** Makes room for one block: more of it as long as history does not fill its window, then by letting go of the oldest. */
  #prepare(): void {
    if (this.#end + MOST_BLOCK <= this.#history + this.#room) return;
    const most = this.#window + Math.max(FIRST_ROOM, this.#window >> 1);
    if (this.#room < most) this.#grow(Math.min(most, this.#room * 2));
    else {
      this.#heap.copyWithin(this.#history, this.#end - this.#window, this.#end);
      this.#end = this.#history + this.#window;
    }
    this.#prepare();
  }

  /**
   * @param content the block as stored; of a run, the byte.
   * @param size the number that the block's header has.
   * @returns what the block holds, good until the next one; undefined for damage.
   */
  decode(kind: number, content: Uint8Array, size: number): Uint8Array | undefined {
    this.#prepare();
    const start = this.#end;
    const heap = this.#heap;
    if (kind === RUN) {
      this.#end += size;
      heap.fill(content[0] as number, start, this.#end);
    } else if (kind === RAW) {
      heap.set(content, start);
      this.#end += size;
    } else {
      heap.set(content, this.#input);
      const room = start + MOST_BLOCK;
      const end = this.#decoder.block(this.#input, this.#input + size, this.#history, start, room);
      if (end === 0) return undefined;
      this.#end = end;
    }
    return heap.subarray(start, this.#end);
  }
}

/** Bytes of a number, little endian. */
function number(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] as number);
  return value;
}

interface FrameHeader {
  readonly window: number;
  readonly hasChecksum: boolean;
}

/** Undefined where the stream ends. @throws HgError */
function readFrameHeader(reader: PieceReader): FrameHeader | undefined {
  for (;;) {
    const magic = reader.take(4);
    if (magic === undefined) return undefined;
    const kind = number(magic, 0, 4);
    if (kind === MAGIC) break;
    if ((kind & ~15) >>> 0 !== SKIPPABLE)
      throw decompressError('zstd decompressor error: Unknown frame descriptor');
    const length = reader.take(4);
    if (length === undefined || !reader.skip(number(length, 0, 4))) return undefined;
  }
  const descriptor = reader.take(1)?.[0];
  if (descriptor === undefined) return undefined;
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeCode = descriptor >> 6;
  const sizeBytes = sizeCode === 0 ? (isSingle ? 1 : 0) : 1 << sizeCode;
  const rest = reader.take((isSingle ? 0 : 1) + dictionaryBytes + sizeBytes);
  if (rest === undefined) return undefined;
  if ((descriptor & 8) !== 0 || dictionaryBytes > 0)
    throw decompressError('zstd decompressor error: Unsupported frame parameter');
  const window = isSingle
    ? number(rest, 0, sizeBytes) + (sizeBytes === 2 ? 256 : 0)
    : 2 ** (10 + ((rest[0] as number) >> 3)) * (1 + ((rest[0] as number) & 7) / 8);
  if (window > MOST_WINDOW)
    throw decompressError('zstd decompressor error: Frame requires too much memory for decoding');
  return { window, hasChecksum: (descriptor & 4) !== 0 };
}

function* decompress(pieces: Pieces): Generator<Uint8Array, boolean> {
  const reader = new PieceReader(pieces);
  const header = readFrameHeader(reader);
  if (header === undefined) return false;
  const decoder = new BlockDecoder();
  decoder.begin(header.window);
  for (let isLast = false; !isLast; ) {
    const head = reader.take(3);
    if (head === undefined) return false;
    const bits = number(head, 0, 3);
    isLast = (bits & 1) !== 0;
    const kind = (bits >> 1) & 3;
    const size = bits >> 3;
    if (kind > COMPRESSED || size > MOST_BLOCK) throw damaged();
    const content = reader.take(kind === RUN ? 1 : size);
    if (content === undefined) return false;
    const made = decoder.decode(kind, content, size);
    if (made === undefined) throw damaged();
    if (made.length > 0) yield made;
  }
  return !header.hasChecksum || reader.take(4) !== undefined;
}

/** Bytes that are compressed at a time; also the window that the whole frame asks for. */
const PART_BYTES = 1 << 22;
const WINDOW_LOG = 22;
/** Raw bytes put before a part whose compressed form cannot follow others. */
const RAW_BYTES = 1 << 12;
/** Offsets that no sound block can use. */
const POISON = 0x7ffffff0;

/** The blocks of one frame. */
interface Block {
  readonly kind: number;
  readonly size: number;
  readonly content: Uint8Array;
}

function* blocksOf(frame: Uint8Array): Generator<Block> {
  const reader = new PieceReader([frame]);
  readFrameHeader(reader);
  for (let isLast = false; !isLast; ) {
    const bits = number(reader.take(3) as Uint8Array, 0, 3);
    isLast = (bits & 1) !== 0;
    const kind = (bits >> 1) & 3;
    const size = bits >> 3;
    yield { kind, size, content: reader.take(kind === RUN ? 1 : size) as Uint8Array };
  }
}

function blockHeader(kind: number, size: number, isLast = false): Uint8Array {
  const bits = (size << 3) | (kind << 1) | (isLast ? 1 : 0);
  return Uint8Array.of(bits, bits >> 8, bits >> 16);
}

/**
 * A frame is compressed as if the last offsets were 1, 4 and 8. Behind other blocks they are others, so its blocks may follow only
 * when they never repeat one of the three: found out by decoding with offsets that are damage when used, until three new ones
 * have taken their place.
 */
function standsAlone(frame: Uint8Array, decoder: BlockDecoder): boolean {
  decoder.begin(PART_BYTES);
  decoder.setRepeats(POISON, POISON + 2, POISON + 4);
  for (const { kind, content, size } of blocksOf(frame)) {
    if (decoder.decode(kind, content, size) === undefined) return false;
    if (decoder.longestRepeat() < POISON - 1) return true;
  }
  return true;
}

/**
 * Three blocks with one match of three bytes each, at distance 8, 4 and 1: afterwards the last offsets are what they are at the
 * beginning of a frame. They fit wherever the eight bytes before and nine bytes behind are all the same. Each block: no literals, one
 * sequence, one code for each of its lengths and its offset (whose extra bits end the block).
 */
const RESET = Uint8Array.from(
  [
    [3, 0x0b],
    [2, 0x07],
    [2, 0x04],
  ].flatMap(([code = 0, bits = 0]) => [...blockHeader(COMPRESSED, 7), 0, 1, 0x54, 0, code, 0, bits]),
);
const RESET_BEFORE = 8;
const RESET_BYTES = 9;

/** The last place where {@link RESET} fits; -1 for none. Changegroups are full of null nodes. */
function placeForReset(data: Uint8Array): number {
  const wanted = RESET_BEFORE + RESET_BYTES;
  let run = 1;
  for (let at = data.length - 2; at >= 0; at--) {
    run = data[at] === data[at + 1] ? run + 1 : 1;
    if (run === wanted) return at + RESET_BEFORE;
  }
  return -1;
}

/** One frame, made of the blocks of many: readers that stop after the first frame (hg's) get everything, and memory is bounded. */
class FrameJoiner {
  readonly #codec: Codec;
  readonly #level: number | undefined;
  readonly #decoder = new BlockDecoder();
  readonly #part = new Uint8Array(PART_BYTES);
  #length = 0;
  /** The last offsets are those that a frame begins with. */
  #isFresh = true;

  constructor(codec: Codec, level: number | undefined) {
    this.#codec = codec;
    this.#level = level;
  }

  *add(piece: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; at < piece.length; ) {
      const count = Math.min(piece.length - at, PART_BYTES - this.#length);
      this.#part.set(piece.subarray(at, at + count), this.#length);
      at += count;
      this.#length += count;
      if (this.#length === PART_BYTES) yield* this.#flush();
    }
  }

  *#flush(): Generator<Uint8Array> {
    const cut = placeForReset(this.#part);
    if (cut < PART_BYTES >> 1) {
      yield* this.#blocks(this.#part);
      this.#isFresh = false;
      this.#length = 0;
      return;
    }
    yield* this.#blocks(this.#part.subarray(0, cut));
    yield RESET;
    this.#isFresh = true;
    this.#part.copyWithin(0, cut + RESET_BYTES);
    this.#length = PART_BYTES - cut - RESET_BYTES;
  }

  *finish(): Generator<Uint8Array> {
    if (this.#length > 0) yield* this.#blocks(this.#part.subarray(0, this.#length));
    yield blockHeader(RAW, 0, true);
  }

  *#blocks(data: Uint8Array): Generator<Uint8Array> {
    for (let at = 0, raw = RAW_BYTES; at < data.length; raw = Math.min(2 * raw, MOST_BLOCK)) {
      const rest = data.subarray(at);
      const frame = this.#codec.compress(rest, this.#level);
      if ((this.#isFresh && at === 0) || standsAlone(frame, this.#decoder)) {
        for (const { kind, size, content } of blocksOf(frame)) {
          yield blockHeader(kind, size);
          yield content;
        }
        return;
      }
      const first = rest.subarray(0, raw);
      yield blockHeader(RAW, first.length);
      yield first;
      at += first.length;
    }
  }
}

function* compress(codec: Codec, pieces: Pieces, level?: number): Generator<Uint8Array> {
  yield Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, (WINDOW_LOG - 10) << 3);
  const joiner = new FrameJoiner(codec, level);
  for (const piece of pieces) yield* joiner.add(piece);
  yield* joiner.finish();
}

/** @param codec compresses the parts. */
export function createZstdStream(codec: Codec): StreamCodec {
  return { compress: (pieces, level) => compress(codec, pieces, level), decompress };
}
