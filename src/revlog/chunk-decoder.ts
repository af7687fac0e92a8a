/** Stored chunk -> the bytes it stands for. Every chunk names its own engine in its first byte. */
import { CorruptionError, HgError } from '../errors/index.js';
import type { Codecs } from '../platform/index.js';

const RAW_WITH_ITS_FIRST_BYTE = 0x00;
const RAW = 0x75; // u
const ZLIB = 0x78; // x
const ZSTD = 0x28; // (

/**
 * The result of the last {@link decode} is `bytes[start, end)`: a part of the source, or a codec's buffer. Either way it
 * is valid only until the next read or decode.
 */
export class ChunkDecoder {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** The {@link CODEC_HEADROOM} bytes before the result may be written to. */
  hasHeadroom = false;
  readonly #codecs: Codecs;

  constructor(codecs: Codecs) {
    this.#codecs = codecs;
  }

  /**
   * @param maximum the most bytes that a sound chunk holds here.
   * @throws CorruptionError
   */
  decode(source: Uint8Array, start: number, end: number, maximum: number, path: string, rev: number): void {
    if (start === end) {
      this.#set(source, start, start);
      return;
    }
    const kind = source[start] as number;
    if (kind === ZSTD || kind === ZLIB) {
      const codec = kind === ZSTD ? this.#codecs.zstd : this.#codecs.zlib;
      try {
        if (codec.decompressInPlace === undefined) {
          const bytes = codec.decompress(source, start, end, maximum);
          this.#set(bytes, 0, bytes.length);
          return;
        }
        const length = codec.decompressInPlace(source, start, end, maximum);
        const at = codec.outputStart as number;
        this.#set(codec.output as Uint8Array, at, at + length);
        this.hasHeadroom = true;
      } catch (error) {
        if (!(error instanceof HgError)) throw error;
        throw new CorruptionError(path, `revlog decompress error: ${error.message}`, { rev, cause: error });
      }
    } else if (kind === RAW) this.#set(source, start + 1, end);
    else if (kind === RAW_WITH_ITS_FIRST_BYTE) this.#set(source, start, end);
    else {
      const shown = kind.toString(16).padStart(2, '0');
      throw new CorruptionError(path, `unknown compression type ${shown}`, { rev });
    }
  }

  #set(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.hasHeadroom = false;
  }
}
