/** Deflating on one native handle for all calls: making one costs more than deflating the usual delta. */
import * as zlib from 'node:zlib';
import type { NativeHandle, ZlibInternals } from './zlib-handle.js';

const KEEP_BYTES = 4 << 20;

export class Deflater {
  readonly level: number;
  readonly #handle: NativeHandle;
  readonly #state: Uint32Array;
  #output = new Uint8Array(1 << 14);
  #failed = false;

  private constructor(level: number, handle: NativeHandle, state: Uint32Array) {
    this.level = level;
    this.#handle = handle;
    this.#state = state;
    handle.onerror = () => {
      this.#failed = true;
    };
  }

  /** Undefined when this Node has no such handle, or it does not behave. */
  static create(level: number): Deflater | undefined {
    try {
      const { _handle: handle, _writeState: state } = zlib.createDeflate({
        level,
      }) as unknown as ZlibInternals;
      if (!handle || !state || typeof handle.reset !== 'function' || typeof handle.writeSync !== 'function')
        return undefined;
      const deflater = new Deflater(level, handle, state);
      return deflater.#works() ? deflater : undefined;
    } catch {
      // Whatever went wrong in undocumented territory: the documented way remains.
      return undefined;
    }
  }

  #works(): boolean {
    const text = new Uint8Array(3000);
    for (let i = 0; i < text.length; i++) text[i] = (i * i) >> 3;
    for (const length of [0, 30, 3000, 30]) {
      const part = text.subarray(0, length);
      if (Buffer.compare(zlib.inflateSync(this.deflate(part)), part) !== 0) return false;
    }
    return true;
  }

  /** A zlib stream; never a view of memory that is used again. */
  deflate(data: Uint8Array): Uint8Array {
    this.#handle.reset();
    let at = 0;
    let left = data.length;
    let done = 0;
    for (;;) {
      const room = this.#output.length - done;
      this.#handle.writeSync(zlib.constants.Z_FINISH, data, at, left, this.#output, done, room);
      if (this.#failed) throw new Error('zlib cannot compress');
      const free = this.#state[0] as number;
      at += left - (this.#state[1] as number);
      left = this.#state[1] as number;
      done += room - free;
      if (free > 0) break;
      const grown = new Uint8Array(this.#output.length * 2);
      grown.set(this.#output);
      this.#output = grown;
    }
    const packed = this.#output.slice(0, done);
    if (this.#output.length > KEEP_BYTES) this.#output = new Uint8Array(1 << 14);
    return packed;
  }
}
