/** Our own decompressor of zstd frames (wasm/zstd-decoder.ts), instantiated synchronously on first use. */
import { instantiateWasm, type WasmMemory } from './web-assembly.js';
import { DECODER_CODE } from './zstd-decoder-code.js';

export interface ZstdDecoder {
  readonly memory: WasmMemory;
  /** From here on memory is the caller's. */
  readonly start: number;
  /**
   * source, length, target, room -> bytes made; negative for damage, for more than `room` bytes, and for what is not one
   * frame without dictionary and checksum. Up to {@link DECODER_SLACK} bytes before and behind the source and behind the
   * target may be read and written over.
   */
  decompress(from: number, n: number, to: number, room: number): number;
}

export const DECODER_SLACK = 64;

interface Exports {
  readonly memory: WasmMemory;
  readonly INPUT: { readonly value: number };
  start(): void;
  decompress: ZstdDecoder['decompress'];
}

export function loadZstdDecoder(): ZstdDecoder {
  const exports = instantiateWasm(Buffer.from(DECODER_CODE, 'base64'), {}) as unknown as Exports;
  exports.start();
  return { memory: exports.memory, start: exports.INPUT.value, decompress: exports.decompress };
}
