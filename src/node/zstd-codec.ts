/**
 * zstd on WebAssembly: our own decoder for what revlogs hold, our own encoder for texts of up to 64 KiB, a library for everything else,
 * each loaded on first use.
 */
import { CODEC_HEADROOM, type Codec } from '../platform/index.js';
import { decompressError, tooLarge } from './decompress-error.js';
import { WASM_PAGE_BYTES } from './web-assembly.js';
import { DECODER_SLACK, loadZstdDecoder, type ZstdDecoder } from './zstd-decoder.js';
import { ZstdEncoder } from './zstd-encoder.js';
import { frameContentSize } from './zstd-frame.js';
import { DEFAULT_LEVEL, ZstdLibrary } from './zstd-library.js';

const FIRST_BYTES = 1 << 16;
/** First guess for a frame that does not tell its size. */
const UNKNOWN_SIZE_BYTES = 4 << 20;
/** A block takes at least four bytes and makes at most 128 KiB. */
const MOST_RATIO = 32768;

export class ZstdCodec implements Codec {
  #decoder: ZstdDecoder | undefined;
  readonly #library = new ZstdLibrary();
  #encoder: ZstdEncoder | undefined;
  /** The memory that the last result is in. */
  #heap = new Uint8Array(0);
  #outputStart = 0;
  /** Bytes that source and result may have where they are now in the decoder's memory. */
  #inputRoom = 0;
  #outputRoom = 0;
  #inputStart = 0;

  compress(data: Uint8Array, level = DEFAULT_LEVEL): Uint8Array {
    if (level === DEFAULT_LEVEL) {
      this.#encoder ??= new ZstdEncoder();
      if (data.length <= this.#encoder.most) return this.#encoder.compress(data);
    }
    return this.#library.compress(data, level);
  }

  /** The memory of which the last {@link decompressInPlace} filled a part. */
  get output(): Uint8Array {
    return this.#heap;
  }

  get outputStart(): number {
    return this.#outputStart;
  }

  decompress(source: Uint8Array, start: number, end: number, maximum: number): Uint8Array {
    const length = this.decompressInPlace(source, start, end, maximum);
    return this.#heap.subarray(this.#outputStart, this.#outputStart + length);
  }

  decompressInPlace(source: Uint8Array, start: number, end: number, maximum: number): number {
    const told = frameContentSize(source, start, end);
    if (told === -2) throw decompressError('zstd decompressor error: Unknown frame descriptor');
    const length = end - start;
    const most = Math.min(maximum, length * MOST_RATIO);
    if (told > most) throw tooLarge(most);
    let room = told >= 0 ? told : Math.min(most, UNKNOWN_SIZE_BYTES);
    for (;;) {
      const got = this.#decode(source, start, end, room);
      if (got >= 0 && (told < 0 || got === told)) return got;
      if (told >= 0 || room >= most)
        throw decompressError('zstd decompressor error: Data corruption detected');
      room = Math.min(most, room * 4);
    }
  }

  /** Negative for damage, and when there is not enough room. */
  #decode(source: Uint8Array, start: number, end: number, room: number): number {
    this.#decoder ??= loadZstdDecoder();
    const length = end - start;
    this.#makeRoom(this.#decoder, length, room);
    this.#outputStart = this.#inputStart + this.#inputRoom + DECODER_SLACK + CODEC_HEADROOM;
    copyIn(source, start, end, this.#heap, this.#inputStart);
    const got = this.#decoder.decompress(this.#inputStart, length, this.#outputStart, room);
    if (got >= 0) return got;
    const bytes = this.#library.decompress(source, start, end, room);
    if (bytes === undefined) return -1;
    this.#heap.set(bytes, this.#outputStart);
    return bytes.length;
  }

  #makeRoom(decoder: ZstdDecoder, input: number, output: number): void {
    if (input > this.#inputRoom || output > this.#outputRoom) {
      const inputRoom = roomFor(Math.max(input, this.#inputRoom));
      const outputRoom = roomFor(Math.max(output, this.#outputRoom));
      this.#inputStart = decoder.start + DECODER_SLACK;
      growTo(decoder, this.#inputStart + inputRoom + outputRoom + CODEC_HEADROOM + 2 * DECODER_SLACK);
      this.#inputRoom = inputRoom;
      this.#outputRoom = outputRoom;
    }
    // Another one after growing.
    const { buffer } = decoder.memory;
    if (this.#heap.buffer !== buffer) this.#heap = new Uint8Array(buffer);
  }
}

function roomFor(bytes: number): number {
  return Math.max(FIRST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
}

function growTo({ memory }: ZstdDecoder, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
  } catch {
    throw decompressError('out of memory');
  }
}

/** A view and a native copy cost as much as copying this many bytes one by one. */
const SHORT_COPY = 128;

function copyIn(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): void {
  if (end - start > SHORT_COPY)
    target.set(start === 0 && end === source.length ? source : source.subarray(start, end), at);
  else for (let i = start, j = at; i < end; ) target[j++] = source[i++] as number;
}
