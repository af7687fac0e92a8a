/** Bytes -> a stored chunk that names its own engine. */
import type { Codecs } from '../../platform/index.js';
import type { Compression } from './write-options.js';

/** Below these lengths hg stores as is: compressing could not gain anything. */
const LEAST_ZSTD_BYTES = 50;
const LEAST_ZLIB_BYTES = 44;
const RAW = 0x75; // u
const NO_HEADER = -1;

/** A chunk ready to be stored: the header byte, if there is one, and then the bytes. */
export interface Chunk {
  /** `u` (0x75), or -1: the first byte of `bytes` tells. */
  readonly header: number;
  readonly bytes: Uint8Array;
}

export function chunkBytes(chunk: Chunk): number {
  return chunk.bytes.length + (chunk.header === NO_HEADER ? 0 : 1);
}

/** Not compressed. */
export function asItIs(data: Uint8Array): Chunk {
  // A first byte of zero says so by itself.
  return { header: data.length === 0 || data[0] === 0 ? NO_HEADER : RAW, bytes: data };
}

export class ChunkCompressor {
  readonly #codecs: Codecs;
  readonly #compression: Compression;

  constructor(codecs: Codecs, compression: Compression) {
    this.#codecs = codecs;
    this.#compression = compression;
  }

  /** Empty data is an empty chunk; data that does not shrink is stored as is. The result may be `data` itself. */
  compress(data: Uint8Array): Chunk {
    const packed = this.#pack(data);
    if (packed !== undefined && packed.length < data.length) return { header: NO_HEADER, bytes: packed };
    return asItIs(data);
  }

  #pack(data: Uint8Array): Uint8Array | undefined {
    const { engine, level } = this.#compression;
    if (engine === 'zstd')
      return data.length < LEAST_ZSTD_BYTES ? undefined : this.#codecs.zstd.compress(data, level ?? 3);
    if (engine === 'zlib')
      return data.length < LEAST_ZLIB_BYTES ? undefined : this.#codecs.zlib.compress(data, level ?? -1);
    return undefined;
  }
}
