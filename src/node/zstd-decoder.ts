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
  /** For reading a frame block by block: forgets the frame before. */
  beginFrame(): void;
  /** source, its end, where history begins, target, end of its room -> end of what was made, or 0 for damage. */
  block(from: number, end: number, history: number, to: number, room: number): number;
  /** The offsets that the next block may repeat; 1, 4, 8 at the beginning. */
  setRepeats(first: number, second: number, third: number): void;
  longestRepeat(): number;
}

export const DECODER_SLACK = 64;

interface Exports {
  readonly memory: WasmMemory;
  readonly INPUT: { readonly value: number };
  start(): void;
  decompress: ZstdDecoder['decompress'];
  beginFrame(): void;
  block: ZstdDecoder['block'];
  setRepeats: ZstdDecoder['setRepeats'];
  longestRepeat(): number;
}

export function loadZstdDecoder(): ZstdDecoder {
  const exports = instantiateWasm(
    'zstd decoder',
    () => Buffer.from(DECODER_CODE, 'base64'),
    {},
  ) as unknown as Exports;
  exports.start();
  const { memory, INPUT, decompress, beginFrame, block, setRepeats, longestRepeat } = exports;
  return { memory, start: INPUT.value, decompress, beginFrame, block, setRepeats, longestRepeat };
}
