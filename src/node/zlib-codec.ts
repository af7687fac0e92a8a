/** zlib (RFC 1950) on Node's native code, with one handle kept for all calls. */
import * as zlib from 'node:zlib';
import type { Codec } from '../platform/index.js';
import { decompressError, tooLarge } from './decompress-error.js';
import { Deflater } from './zlib-deflater.js';
import type { NativeHandle, ZlibInternals } from './zlib-handle.js';

const FIRST_BYTES = 1 << 16;
const KEEP_BYTES = 4 << 20;
/** Deflate cannot do better than 1032 to 1. */
const MOST_RATIO = 1032;

/**
 * `zlib.inflateSync` makes a new native handle, with its window, for every call, which costs more than inflating the
 * usual chunk. A stream's handle can be reset and used again; that is not documented, so it is tried on a known input
 * first, and without it the documented call does the work.
 */
export class ZlibCodec implements Codec {
  #output = new Uint8Array(FIRST_BYTES);
  #inflater: Inflater | undefined | null;
  #deflater: Deflater | undefined | null;

  compress(data: Uint8Array, level = -1): Uint8Array {
    if (this.#deflater === undefined || this.#deflater?.level !== level)
      this.#deflater = Deflater.create(level) ?? null;
    if (this.#deflater !== null) return this.#deflater.deflate(data);
    const packed = zlib.deflateSync(data, { level });
    // Not a Buffer: its `slice` shares memory where everybody else's copies.
    return new Uint8Array(packed.buffer, packed.byteOffset, packed.length);
  }

  decompress(source: Uint8Array, start: number, end: number, maximum: number): Uint8Array {
    if (this.#inflater === undefined) this.#inflater = Inflater.create() ?? null;
    const most = Math.min(maximum, (end - start) * MOST_RATIO);
    return this.#inflater === null
      ? inflateDocumented(source, start, end, most)
      : this.#inflate(this.#inflater, source, start, end, most);
  }

  #inflate(inflater: Inflater, source: Uint8Array, start: number, end: number, maximum: number): Uint8Array {
    if (this.#output.length > KEEP_BYTES) this.#output = new Uint8Array(FIRST_BYTES);
    inflater.begin(source, start, end);
    let done = 0;
    for (;;) {
      const room = this.#output.length - done;
      const left = inflater.step(this.#output, done, room);
      done += room - left;
      if (done > maximum) throw tooLarge(maximum);
      if (left > 0) return this.#output.subarray(0, done);
      const grown = new Uint8Array(this.#output.length * 2);
      grown.set(this.#output);
      this.#output = grown;
    }
  }
}

class Inflater {
  readonly #handle: NativeHandle;
  readonly #state: Uint32Array;
  #source: Uint8Array = new Uint8Array(0);
  #at = 0;
  #left = 0;
  #error: string | undefined;

  private constructor(handle: NativeHandle, state: Uint32Array) {
    this.#handle = handle;
    this.#state = state;
    handle.onerror = (message, errno) => {
      this.#error = `Error ${errno} while decompressing data: ${message}`;
    };
  }

  /** Undefined when this Node has no such handle, or it does not behave. */
  static create(): Inflater | undefined {
    try {
      const stream = zlib.createInflate();
      const { _handle: handle, _writeState: state } = stream as unknown as ZlibInternals;
      if (!handle || !state || typeof handle.reset !== 'function' || typeof handle.writeSync !== 'function')
        return undefined;
      const inflater = new Inflater(handle, state);
      return inflater.#works() ? inflater : undefined;
    } catch {
      // Whatever went wrong in undocumented territory: the documented way remains.
      return undefined;
    }
  }

  #works(): boolean {
    const text = new Uint8Array(300).fill(7);
    text[200] = 9;
    const packed = zlib.deflateSync(text);
    const out = new Uint8Array(512);
    for (let round = 0; round < 2; round++) {
      out.fill(0);
      this.begin(packed, 0, packed.length);
      if (this.step(out, 0, 512) !== 212 || out[200] !== 9 || out[299] !== 7 || out[300] !== 0) return false;
      this.begin(packed, 0, packed.length - 6);
      try {
        this.step(out, 0, 512);
        return false; // a cut stream must be an error
      } catch {
        // as it should be
      }
    }
    return true;
  }

  begin(source: Uint8Array, start: number, end: number): void {
    this.#handle.reset();
    this.#source = source;
    this.#at = start;
    this.#left = end - start;
    this.#error = undefined;
  }

  /** Inflates into `output`; returns how many bytes of it stayed free: 0 when there may be more to come. */
  step(output: Uint8Array, at: number, room: number): number {
    this.#handle.writeSync(zlib.constants.Z_FINISH, this.#source, this.#at, this.#left, output, at, room);
    if (this.#error !== undefined) throw decompressError(this.#error);
    const state = this.#state;
    this.#at += this.#left - (state[1] as number);
    this.#left = state[1] as number;
    return state[0] as number;
  }
}

function inflateDocumented(source: Uint8Array, start: number, end: number, maximum: number): Uint8Array {
  try {
    return zlib.inflateSync(source.subarray(start, end), { maxOutputLength: Math.max(1, maximum) });
  } catch (error) {
    const { code, errno, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maximum);
    throw decompressError(`Error ${errno} while decompressing data: ${message}`);
  }
}
