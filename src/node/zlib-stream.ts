/** zlib over streams: Node's native handle driven synchronously, or everything at once where there is no such handle. */
import * as zlib from 'node:zlib';
import { HgError } from '../errors/index.js';
import type { Pieces, StreamCodec } from '../platform/index.js';
import { decompressError, tooLarge } from './decompress-error.js';
import type { NativeHandle, ZlibInternals } from './zlib-handle.js';

const OUTPUT_BYTES = 1 << 17;
const NOTHING = new Uint8Array(0);

/** A native stream's handle, its counters and what it last complained about. */
class Engine {
  readonly output = new Uint8Array(OUTPUT_BYTES);
  readonly #handle: NativeHandle;
  readonly #state: Uint32Array;
  error: string | undefined;

  private constructor(handle: NativeHandle, state: Uint32Array) {
    this.#handle = handle;
    this.#state = state;
    handle.onerror = (message, errno) => {
      this.error = `Error ${errno} while decompressing data: ${message}`;
    };
  }

  /** Undefined where streams have no such handle: it is not documented. */
  static of(stream: unknown): Engine | undefined {
    const { _handle: handle, _writeState: state } = stream as ZlibInternals;
    return handle && state && typeof handle.writeSync === 'function' ? new Engine(handle, state) : undefined;
  }

  /** Goes on with `input` from `at`; {@link taken} and {@link made} say how far. */
  step(flush: number, input: Uint8Array, at: number): void {
    const left = input.length - at;
    this.#handle.writeSync(flush, input, at, left, this.output, 0, OUTPUT_BYTES);
    this.made = OUTPUT_BYTES - (this.#state[0] as number);
    this.taken = left - (this.#state[1] as number);
  }
  made = 0;
  taken = 0;

  *feed(flush: number, input: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; ; at += this.taken) {
      this.step(flush, input, at);
      // The counters are those of the call before, then.
      if (this.error !== undefined) return;
      if (this.made > 0) yield this.output.subarray(0, this.made);
      // A full buffer may have left something inside.
      if (this.made < OUTPUT_BYTES) return;
    }
  }
}

function* inflate(pieces: Pieces): Generator<Uint8Array, boolean> {
  const engine = Engine.of(zlib.createInflate());
  if (engine === undefined) {
    yield inflateAtOnce(pieces);
    return true;
  }
  const check = (): void => {
    if (engine.error !== undefined) throw decompressError(engine.error);
  };
  for (const piece of pieces) {
    yield* engine.feed(zlib.constants.Z_NO_FLUSH, piece);
    check();
  }
  // An ended stream has nothing to add; one that was cut complains, when it has given what it had inside.
  yield* engine.feed(zlib.constants.Z_FINISH, NOTHING);
  return engine.error === undefined;
}

function* deflate(pieces: Pieces, level = -1): Generator<Uint8Array> {
  const engine = Engine.of(zlib.createDeflate({ level }));
  if (engine === undefined) {
    yield zlib.deflateSync(gathered(pieces), { level });
    return;
  }
  for (const piece of pieces) yield* engine.feed(zlib.constants.Z_NO_FLUSH, piece);
  yield* engine.feed(zlib.constants.Z_FINISH, NOTHING);
  if (engine.error !== undefined) throw new HgError('abort', 'zlib cannot compress');
}

/** The documented way takes everything at once, so there is a limit. */
const MOST_BYTES_AT_ONCE = 1 << 30;

function gathered(pieces: Pieces): Buffer {
  const all: Uint8Array[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    bytes += piece.length;
    if (bytes > MOST_BYTES_AT_ONCE) throw tooLarge(MOST_BYTES_AT_ONCE);
    all.push(piece.slice());
  }
  return Buffer.concat(all);
}

function inflateAtOnce(pieces: Pieces): Uint8Array {
  try {
    return zlib.inflateSync(gathered(pieces), {
      maxOutputLength: MOST_BYTES_AT_ONCE,
      finishFlush: zlib.constants.Z_SYNC_FLUSH,
    });
  } catch (error) {
    if (error instanceof HgError) throw error;
    const { errno, message } = error as NodeJS.ErrnoException;
    throw decompressError(`Error ${errno} while decompressing data: ${message}`);
  }
}

export const zlibStream: StreamCodec = { compress: deflate, decompress: inflate };
