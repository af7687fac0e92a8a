/** Bytes of a file that are read where they are looked at. */

/** A buffer as long as the file. What has not been asked for holds zeros. */
export interface LazyBytes {
  readonly bytes: Uint8Array;
  /** Makes `bytes[start, end)` readable; call it before every look. @throws FileSystemError, CorruptionError */
  ensure(start: number, end: number): void;
}

/** Bytes that are all there. */
export function loadedBytes(bytes: Uint8Array): LazyBytes {
  return { bytes, ensure: () => undefined };
}
