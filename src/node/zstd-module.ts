/** The WebAssembly build of zstd in package `@bokuweb/zstd-wasm`, instantiated synchronously on first use. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

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

const PAGE = 65536;
const MOST_MEMORY = 2 ** 31;

/** Beside a bundled program, otherwise in the package. */
function wasmPath(): string {
  const bundled = typeof __dirname === 'string' ? join(__dirname, 'zstd.wasm') : '';
  if (bundled !== '' && existsSync(bundled)) return bundled;
  const from = typeof __filename === 'string' ? __filename : import.meta.url;
  return join(dirname(createRequire(from).resolve('@bokuweb/zstd-wasm')), 'zstd.wasm');
}

// Node's types do not have the synchronous constructors without the browser's library.
const webAssembly = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object;
      Instance: new (
        module: object,
        imports: object,
      ) => { readonly exports: Readonly<Record<string, unknown>> };
    };
  }
).WebAssembly;

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * Work (V8 counts bytes of code run) after which a function of the module is compiled with optimisation. V8's own limit is
 * reached within one text of a long chain, and a process waits for its compilers before it ends: 30 ms of a command
 * that takes 60. This one lets small commands do without and costs long ones some milliseconds.
 */
const TIERING_BUDGET = 350_000_000;

/** @param ownProcess whether this process may be tuned, because nobody else runs code in it. */
export function loadZstd(ownProcess = false): ZstdModule {
  if (ownProcess) setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
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
          (memory as WasmMemory).grow(Math.ceil((target - current) / PAGE));
          return 1;
        } catch {
          return 0; // the caller's allocation fails, and says so
        }
      },
    },
  };
  const { Module, Instance } = webAssembly;
  const raw = new Instance(new Module(readFileSync(wasmPath())), imports).exports;
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
