/** Our own compressor of short texts (wasm/zstd-encoder.ts), instantiated synchronously on first use. */
import { instantiateWasm, type WasmMemory } from './web-assembly.js';
import { ZSTD_ENCODER_CODE } from './zstd-encoder-code.js';

/**
 * Texts that a process compresses with it. A commit has two or three, for which the library takes five times as long as this does, most of
 * it to get ready; where there are many, the library is the quicker one.
 */
const MOST_TEXTS = 8;

interface Exports {
  readonly memory: WasmMemory;
  readonly INPUT: { readonly value: number };
  readonly MOST_INPUT: { readonly value: number };
  /** Bytes of the frame; -1 when the library would make a smaller one. */
  compress(length: number): number;
  /** Where the frame is. */
  result(): number;
}

function loadEncoder(): Exports {
  const code = () => Buffer.from(ZSTD_ENCODER_CODE, 'base64');
  return instantiateWasm('zstd encoder', code, {}) as unknown as Exports;
}

/** Frames as the library's at level 3, or smaller ones. */
export class ShortTextEncoder {
  #module: Exports | undefined;
  #left = MOST_TEXTS;

  /** A frame; undefined for texts that the library is to compress. */
  compress(text: Uint8Array): Uint8Array | undefined {
    if (this.#left === 0) return undefined;
    this.#module ??= loadEncoder();
    const { memory, INPUT, MOST_INPUT, compress, result } = this.#module;
    if (text.length > MOST_INPUT.value) return undefined;
    this.#left--;
    const heap = new Uint8Array(memory.buffer);
    heap.set(text, INPUT.value);
    const length = compress(text.length);
    return length < 0 ? undefined : heap.slice(result(), result() + length);
  }
}
