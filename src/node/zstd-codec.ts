/** zstd on WebAssembly, with contexts and buffers kept for all calls. */
import { CODEC_HEADROOM, type Codec } from '../platform/index.js';
import { decompressError, tooLarge } from './decompress-error.js';
import { frameContentSize } from './zstd-frame.js';
import { loadZstd, type ZstdModule } from './zstd-module.js';

const FIRST_BYTES = 1 << 16;
/** First guess for a frame that does not tell its size. */
const UNKNOWN_SIZE_BYTES = 4 << 20;
/** A block takes at least four bytes and makes at most 128 KiB. */
const MOST_RATIO = 32768;
const DEFAULT_LEVEL = 3;

/** zstd's results are lengths, or errors counted down from zero, and arrive as signed numbers. */
function isError(result: number): boolean {
  return result < 0 && result > -200;
}

/** A region of the module's memory that only grows. */
interface Region {
  at: number;
  size: number;
}

export class ZstdCodec implements Codec {
  #module: ZstdModule | undefined;
  #heap = new Uint8Array(0);
  #decompression = 0;
  #compression = 0;
  readonly #input: Region = { at: 0, size: 0 };
  readonly #output: Region = { at: 0, size: 0 };

  readonly #mayTune: () => boolean;

  /** @param mayTune whether the process's V8 may be set up for short runs. */
  constructor(mayTune: () => boolean = () => false) {
    this.#mayTune = mayTune;
  }

  #load(): ZstdModule {
    if (this.#module === undefined) {
      this.#module = loadZstd(this.#mayTune());
      this.#decompression = this.#module.createDecompressionContext();
    }
    return this.#module;
  }

  #reserve(module: ZstdModule, region: Region, bytes: number): void {
    if (bytes <= region.size) return;
    if (region.size > 0) module.free(region.at);
    region.size = 0;
    const size = Math.max(FIRST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
    region.at = module.malloc(size);
    if (region.at === 0) throw decompressError('out of memory');
    region.size = size;
  }

  /** The module's memory; the view goes stale whenever it grows. */
  #bytes(module: ZstdModule): Uint8Array {
    const { buffer } = module.memory;
    if (this.#heap.buffer !== buffer) this.#heap = new Uint8Array(buffer);
    return this.#heap;
  }

  compress(data: Uint8Array, level = DEFAULT_LEVEL): Uint8Array {
    const module = this.#load();
    if (this.#compression === 0) this.#compression = module.createCompressionContext();
    const room = module.compressBound(data.length);
    this.#reserve(module, this.#input, data.length);
    this.#reserve(module, this.#output, room);
    this.#bytes(module).set(data, this.#input.at);
    const length = module.compress(
      this.#compression,
      this.#output.at,
      room,
      this.#input.at,
      data.length,
      0,
      0,
      level,
    );
    if (isError(length)) throw decompressError('zstd cannot compress: out of memory');
    return this.#bytes(module).slice(this.#output.at, this.#output.at + length);
  }

  /** The module's memory, of which the last {@link decompressInPlace} filled a part. */
  get output(): Uint8Array {
    return this.#heap;
  }

  get outputStart(): number {
    return this.#output.at + CODEC_HEADROOM;
  }

  decompress(source: Uint8Array, start: number, end: number, maximum: number): Uint8Array {
    const length = this.decompressInPlace(source, start, end, maximum);
    const at = this.outputStart;
    return this.#heap.subarray(at, at + length);
  }

  decompressInPlace(source: Uint8Array, start: number, end: number, maximum: number): number {
    const told = frameContentSize(source, start, end);
    if (told === -2) throw decompressError('zstd decompressor error: Unknown frame descriptor');
    const length = end - start;
    const most = Math.min(maximum, length * MOST_RATIO);
    if (told > most) throw tooLarge(most);
    const module = this.#load();
    let room = told >= 0 ? told : Math.min(most, UNKNOWN_SIZE_BYTES);
    for (;;) {
      this.#reserve(module, this.#input, length);
      this.#reserve(module, this.#output, CODEC_HEADROOM + room);
      const target = this.#output.at + CODEC_HEADROOM;
      // Copied again on every round: making room may have moved the memory.
      copyIn(source, start, end, this.#bytes(module), this.#input.at);
      const got = module.decompress(this.#decompression, target, room, this.#input.at, length, 0, 0);
      if (!isError(got)) {
        this.#bytes(module);
        return got;
      }
      if (told >= 0 || room >= most)
        throw decompressError('zstd decompressor error: Data corruption detected');
      room = Math.min(most, room * 4);
    }
  }
}

/** A view and a native copy cost as much as copying this many bytes one by one. */
const SHORT_COPY = 128;

function copyIn(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): void {
  if (end - start > SHORT_COPY)
    target.set(start === 0 && end === source.length ? source : source.subarray(start, end), at);
  else for (let i = start, j = at; i < end; ) target[j++] = source[i++] as number;
}
