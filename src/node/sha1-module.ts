/** Our own SHA-1 (wasm/sha1.ts), instantiated synchronously. */
import { NODE_BYTES } from '../bytes/index.js';
import { SHA1_CODE } from './sha1-code.js';
import { instantiateWasm, WASM_PAGE_BYTES, type WasmMemory } from './web-assembly.js';

/** Bytes behind a text that it may write over. */
const PADDING = 72;

interface Exports {
  readonly memory: WasmMemory;
  readonly DIGEST: { readonly value: number };
  readonly INPUT: { readonly value: number };
  sha1(length: number): void;
}

export interface Sha1Module {
  /** The digest of `bytes[start, end)`, valid until the next call. */
  digest(bytes: Uint8Array, start: number, end: number): Uint8Array;
}

/** @param most bytes of the longest text. */
export function loadSha1(most: number): Sha1Module {
  const { memory, DIGEST, INPUT, sha1 } = instantiateWasm(
    'sha1',
    () => Buffer.from(SHA1_CODE, 'base64'),
    {},
  ) as unknown as Exports;
  const input = INPUT.value;
  const missing = input + most + PADDING - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
  const heap = new Uint8Array(memory.buffer);
  const digest = heap.subarray(DIGEST.value, DIGEST.value + NODE_BYTES);
  return {
    digest: (bytes, start, end) => {
      heap.set(bytes.subarray(start, end), input);
      sha1(end - start);
      return digest;
    },
  };
}
