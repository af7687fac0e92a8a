/** The WebAssembly build of zstd in package `@bokuweb/zstd-wasm`, instantiated synchronously on first use. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { instantiateWasm, WASM_PAGE_BYTES, type WasmMemory } from './web-assembly.js';

/** What the module exports, under the letters that its linker gave them (the package's version is fixed). */
export interface ZstdModule {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  free(at: number): void;
  compressBound(bytes: number): number;
  createCompressionContext(): number;
  createDecompressionContext(): number;
  /** context, target, room, source, length, dictionary, dictionary length, level -> length or error. */
  compress(
    c: number,
    to: number,
    room: number,
    from: number,
    n: number,
    d: number,
    dn: number,
    level: number,
  ): number;
  /** context, target, room, source, length, dictionary, dictionary length -> length or error. */
  decompress(c: number, to: number, room: number, from: number, n: number, d: number, dn: number): number;
}

const MOST_MEMORY = 2 ** 31;

/** Beside a bundled program, above the program of a thread, otherwise in the package. */
function wasmPath(): string {
  if (typeof __dirname === 'string')
    for (const place of ['zstd.wasm', '../zstd.wasm']) {
      const bundled = join(__dirname, place);
      if (existsSync(bundled)) return bundled;
    }
  const from = typeof __filename === 'string' ? __filename : import.meta.url;
  return join(dirname(createRequire(from).resolve('@bokuweb/zstd-wasm')), 'zstd.wasm');
}

export function loadZstd(): ZstdModule {
  let memory: WasmMemory | undefined;
  const refuse = (): never => {
    throw new Error('the zstd module aborted');
  };
  const imports = {
    a: {
      a: refuse, // proc_exit
      b: () => {}, // keep-alive of the runtime: there is none
      c: refuse, // abort
      d: () => 0, // set a timer: none is ever needed
      // Grow the memory to hold this many bytes; as usual with some room for more.
      e: (bytes: number): number => {
        const current = (memory as WasmMemory).buffer.byteLength;
        const wanted = bytes >>> 0;
        if (wanted > MOST_MEMORY) return 0;
        const target = Math.min(MOST_MEMORY, Math.max(wanted, Math.floor(current * 1.2)));
        try {
          (memory as WasmMemory).grow(Math.ceil((target - current) / WASM_PAGE_BYTES));
          return 1;
        } catch {
          return 0; // the caller's allocation fails, and says so
        }
      },
    },
  };
  const raw = instantiateWasm('zstd', () => readFileSync(wasmPath()), imports);
  memory = raw.f as WasmMemory;
  (raw.g as () => void)();
  return {
    memory,
    compressBound: raw.i as ZstdModule['compressBound'],
    createCompressionContext: raw.j as ZstdModule['createCompressionContext'],
    compress: raw.l as ZstdModule['compress'],
    createDecompressionContext: raw.n as ZstdModule['createDecompressionContext'],
    decompress: raw.q as ZstdModule['decompress'],
    malloc: raw.s as ZstdModule['malloc'],
    free: raw.t as ZstdModule['free'],
  };
}
