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

/** By name. One module's code serves all threads, as far as it has been compiled by any of them. */
const compiled = new Map<string, object>();

/** For another thread. */
export function compiledModules(): ReadonlyMap<string, object> {
  return compiled;
}

/** Those that another thread has compiled. */
export function adoptModules(modules: ReadonlyMap<string, object>): void {
  for (const [name, module] of modules) compiled.set(name, module);
}

/**
 * What a new instance of a module exports.
 * @param code is asked for when the module has not been compiled.
 */
export function instantiateWasm(
  name: string,
  code: () => Uint8Array,
  imports: object,
): Readonly<Record<string, unknown>> {
  const { Module, Instance } = webAssembly;
  let module = compiled.get(name);
  if (module === undefined) compiled.set(name, (module = new Module(code())));
  return new Instance(module, imports).exports;
}
