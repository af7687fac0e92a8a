/** Our own compressor to zstd frames (wasm/zstd-encoder.ts), instantiated synchronously on first use. */
import { instantiateWasm, type WasmMemory } from './web-assembly.js';
import { ZSTD_ENCODER_CODE } from './zstd-encoder-code.js';

interface Exports {
  readonly memory: WasmMemory;
  readonly SOURCE: { readonly value: number };
  readonly TARGET: { readonly value: number };
  readonly MOST: { readonly value: number };
  start(): void;
  compress(count: number): number;
}

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const ONE_BYTE_SIZE = 0x20;
const TWO_BYTE_SIZE = 0x60;
const FROM_TWO_BYTES = 256;

export class ZstdEncoder {
  /** Longer sources are refused. */
  readonly most: number;
  readonly #exports: Exports;
  readonly #heap: Uint8Array;

  constructor() {
    const exports = instantiateWasm('zstd encoder', () => Buffer.from(ZSTD_ENCODER_CODE, 'base64'), {});
    this.#exports = exports as unknown as Exports;
    this.#exports.start();
    this.most = this.#exports.MOST.value;
    this.#heap = new Uint8Array(this.#exports.memory.buffer);
  }

  /** One frame of one block, as small as the library's at its usual level. */
  compress(data: Uint8Array): Uint8Array {
    const { SOURCE, TARGET } = this.#exports;
    this.#heap.set(data, SOURCE.value);
    const length = this.#exports.compress(data.length);
    return length === 0 ? plainFrame(data) : this.#heap.slice(TARGET.value, TARGET.value + length);
  }
}

/** What does not shrink, as it is. */
function plainFrame(data: Uint8Array): Uint8Array {
  const { length } = data;
  const isLong = length >= FROM_TWO_BYTES;
  const size = isLong ? [length - FROM_TWO_BYTES, (length - FROM_TWO_BYTES) >> 8] : [length];
  const block = [1 | (length << 3), length >> 5, length >> 13];
  const header = [...MAGIC, isLong ? TWO_BYTE_SIZE : ONE_BYTE_SIZE, ...size, ...block];
  const frame = new Uint8Array(header.length + length);
  frame.set(header);
  frame.set(data, header.length);
  return frame;
}
