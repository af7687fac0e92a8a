/** Our own decompressor of zstd frames (wasm/zstd-decoder.ts, a part of wasm/revlog-text.ts), instantiated synchronously on first use. */
import { REVLOG_TEXT_CODE } from './revlog-text-code.js';
import { instantiateWasm, type WasmMemory } from './web-assembly.js';

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
  decompress: ZstdDecoder['decompress'];
  beginFrame(): void;
  block: ZstdDecoder['block'];
  setRepeats: ZstdDecoder['setRepeats'];
  longestRepeat(): number;
}

/** A new instance of the module that decoder and builder of texts are in, with memory of its own. */
export function instantiateRevlogText(): Readonly<Record<string, unknown>> {
  const exports = instantiateWasm('revlog text', () => Buffer.from(REVLOG_TEXT_CODE, 'base64'), {});
  (exports.start as () => void)();
  return exports;
}

export function loadZstdDecoder(): ZstdDecoder {
  const exports = instantiateRevlogText() as unknown as Exports;
  const { memory, INPUT, decompress, beginFrame, block, setRepeats, longestRepeat } = exports;
  return { memory, start: INPUT.value, decompress, beginFrame, block, setRepeats, longestRepeat };
}
