/** The parts of Node's undocumented zlib handles that are used here; checked before use. */
export interface NativeHandle {
  reset(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    inputAt: number,
    inputLength: number,
    output: Uint8Array,
    outputAt: number,
    outputLength: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
}

export interface ZlibInternals {
  readonly _handle?: NativeHandle | null;
  /** After a write: bytes of output left free, bytes of input left over. */
  readonly _writeState?: Uint32Array;
}
