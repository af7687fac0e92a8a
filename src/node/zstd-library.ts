/** The zstd library: compresses, and decompresses what our own decoder leaves to it. Context and buffers are kept. */
import { decompressError } from './decompress-error.js';
import { loadZstd, type ZstdModule } from './zstd-module.js';

const FIRST_BYTES = 1 << 16;
/** As hg's. */
export const DEFAULT_LEVEL = 3;

/** zstd's results are lengths, or errors counted down from zero, and arrive as signed numbers. */
function isError(result: number): boolean {
  return result < 0 && result > -200;
}

/** A region of the module's memory that only grows. */
interface Region {
  at: number;
  size: number;
}

export class ZstdLibrary {
  #module: ZstdModule | undefined;
  #heap = new Uint8Array(0);
  #decompression = 0;
  #compression = 0;
  readonly #input: Region = { at: 0, size: 0 };
  readonly #output: Region = { at: 0, size: 0 };

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
    this.#module ??= loadZstd();
    const module = this.#module;
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

  /**
   * A view of memory that is used again by the next call; undefined for damage, and when the content has more than `room`
   * bytes.
   */
  decompress(source: Uint8Array, start: number, end: number, room: number): Uint8Array | undefined {
    this.#module ??= loadZstd();
    const module = this.#module;
    if (this.#decompression === 0) this.#decompression = module.createDecompressionContext();
    const length = end - start;
    this.#reserve(module, this.#input, length);
    this.#reserve(module, this.#output, room);
    const { at } = this.#output;
    this.#bytes(module).set(source.subarray(start, end), this.#input.at);
    const got = module.decompress(this.#decompression, at, room, this.#input.at, length, 0, 0);
    return isError(got) ? undefined : this.#bytes(module).subarray(at, at + got);
  }
}
