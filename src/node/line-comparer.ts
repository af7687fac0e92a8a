/** {@link LineComparer} on WebAssembly (wasm/line-blocks.ts), instantiated when first used. */
import type { LineComparer, LineMatches } from '../platform/index.js';
import { LINE_BLOCKS_CODE } from './line-blocks-code.js';
import { instantiateWasm, type WasmMemory } from './web-assembly.js';

/** What it needs beside the texts may be fifty times their size, if all of their lines are empty. */
const MOST_BYTES = 16 << 20;
/** Bytes behind the texts that are read. */
const PADDING = 64;

interface Exports {
  readonly memory: WasmMemory;
  readonly RESULTS: { readonly value: number };
  readonly TEXTS: { readonly value: number };
  secondText(length: number): number;
  reserve(end: number): number;
  compare(aLength: number, bLength: number): number;
}

class WasmLineComparer implements LineComparer {
  #module: Exports | undefined;
  #heap = new Uint8Array(0);

  compare(a: Uint8Array, b: Uint8Array): LineMatches | undefined {
    if (a.length + b.length > MOST_BYTES) return undefined;
    this.#module ??= instantiateWasm(
      'line blocks',
      () => Buffer.from(LINE_BLOCKS_CODE, 'base64'),
      {},
    ) as unknown as Exports;
    const { memory, RESULTS, TEXTS, secondText, reserve, compare } = this.#module;
    const second = secondText(a.length);
    if (reserve(second + b.length + PADDING) === 0) return undefined;
    // Another one after growing.
    if (this.#heap.buffer !== memory.buffer) this.#heap = new Uint8Array(memory.buffer);
    this.#heap.set(a, TEXTS.value);
    this.#heap.set(b, second);
    if (compare(a.length, b.length) === 0) return undefined;
    const { buffer } = memory;
    const results = new Int32Array(buffer, RESULTS.value, 6);
    const part = (at: number): Int32Array => new Int32Array(buffer, results[at] as number, results[at + 1]);
    return { offsetsA: part(0), offsetsB: part(2), blocks: part(4) };
  }
}

export function createLineComparer(): LineComparer {
  return new WasmLineComparer();
}
