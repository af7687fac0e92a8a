/** The synchronous half of WebAssembly, which Node's types do not have without the browser's library. */

export interface WasmMemory {
  /** Another one after every {@link grow}. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export const WASM_PAGE_BYTES = 65536;

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

/** What an instance of the module exports. */
export function instantiateWasm(bytes: Uint8Array, imports: object): Readonly<Record<string, unknown>> {
  const { Module, Instance } = webAssembly;
  return new Instance(new Module(bytes), imports).exports;
}
