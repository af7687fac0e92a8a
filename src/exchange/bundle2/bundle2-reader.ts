/** Decoding bundle2: stream parameters, then parts, one after the other. */
import { type ByteString, byteStringOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { ByteReader, ByteStream } from '../byte-reader.js';
import { unquoteUrl } from '../url-quote.js';
import { INTERRUPT, type PartHeader } from './layout.js';

/** More is no header: names and values are short. */
const MOST_HEADER_BYTES = 1 << 18;
const MOST_PARAMETER_BYTES = 1 << 20;
/** Long payload chunks are handed out in pieces of this many bytes. */
const PIECE_BYTES = 1 << 17;
/** Parts within parts within parts: nobody makes them. */
const MOST_DEPTH = 8;

export interface Bundle2Part extends PartHeader {
  /** To be read once, if at all. What is left of it is passed over when the next part is asked for. */
  readonly payload: ByteStream;
}

/** Gets a part that came in the middle of another one's payload. */
export type InterruptHandler = (part: Bundle2Part) => void;

/** The parameters of the whole stream, in their order, after the magic. @throws HgError */
export function readStreamParameters(reader: ByteReader): Map<ByteString, ByteString | undefined> {
  const length = reader.int32();
  if (length < 0) throw new HgError('abort', `negative bundle param size: ${length}`);
  if (length > MOST_PARAMETER_BYTES) throw new HgError('abort', `bundle param size too large: ${length}`);
  reader.take(length);
  const { bytes, at } = reader;
  const block = byteStringOf(bytes, at, at + length);
  const parameters = new Map<ByteString, ByteString | undefined>();
  for (const pair of block === '' ? [] : block.split(' ')) {
    const equals = pair.indexOf('=');
    const name = unquoteUrl(equals < 0 ? pair : pair.slice(0, equals));
    if (name === '') throw new HgError('abort', 'empty parameter name');
    if (!/^[A-Za-z]/.test(name)) throw new HgError('abort', `non letter first character: ${name}`);
    parameters.set(name, equals < 0 ? undefined : unquoteUrl(pair.slice(equals + 1)));
  }
  return parameters;
}

/** Parts of a bundle whose parameters have been read, decompressed where they say so. */
export class Bundle2Reader {
  readonly #reader: ByteReader;
  readonly #interrupt: InterruptHandler;
  #depth = 0;

  /** @param interrupt gets parts that come in the middle of others; by default an error. */
  constructor(reader: ByteReader, interrupt: InterruptHandler = refuseInterrupt) {
    this.#reader = reader;
    this.#interrupt = interrupt;
  }

  /** @throws HgError for a stream that is cut or has impossible lengths. */
  *parts(): Generator<Bundle2Part> {
    for (;;) {
      const part = this.#part();
      if (part === undefined) return;
      yield part;
      part.skipRest();
    }
  }

  #part(): (Bundle2Part & { skipRest(): void }) | undefined {
    const length = this.#reader.int32();
    if (length < 0) throw new HgError('abort', `negative part header size: ${length}`);
    if (length === 0) return undefined;
    if (length > MOST_HEADER_BYTES) throw new HgError('abort', `part header size too large: ${length}`);
    this.#reader.take(length);
    const { bytes, at } = this.#reader;
    const header = decodePartHeader(bytes.subarray(at, at + length));
    const payload = this.#payload();
    return {
      ...header,
      payload: { [Symbol.iterator]: () => payload },
      skipRest: () => {
        while (payload.next().done !== true);
      },
    };
  }

  /** Leaving the loop over it early does not end it, as a generator's own would. */
  #payload(): Iterator<Uint8Array> {
    const pieces = this.#chunks();
    return { next: () => pieces.next() };
  }

  *#chunks(): Generator<Uint8Array> {
    const reader = this.#reader;
    for (;;) {
      const length = reader.int32();
      if (length === 0) return;
      if (length === INTERRUPT) {
        this.#interrupted();
        continue;
      }
      if (length < 0) throw new HgError('abort', `negative payload chunk size: ${length}`);
      for (let left = length; left > 0; ) {
        const piece = reader.some(Math.min(left, PIECE_BYTES));
        if (piece === undefined)
          throw new HgError(
            'abort',
            `stream ended unexpectedly (got ${length - left} bytes, expected ${length})`,
          );
        left -= piece.length;
        yield piece;
      }
    }
  }

  #interrupted(): void {
    if (this.#depth === MOST_DEPTH) throw new HgError('abort', 'too many bundle parts within each other');
    this.#depth++;
    const part = this.#part();
    if (part !== undefined) {
      this.#interrupt(part);
      part.skipRest();
    }
    this.#depth--;
  }
}

function refuseInterrupt({ type }: Bundle2Part): void {
  throw new HgError('abort', `unexpected interrupting part: ${type}`);
}

/** @throws HgError when lengths in it do not fit. */
export function decodePartHeader(bytes: Uint8Array): PartHeader {
  let at = 0;
  const take = (count: number): number => {
    if (count > bytes.length - at)
      throw new HgError('abort', `corrupt part header: ${count} bytes expected, got ${bytes.length - at}`);
    at += count;
    return at - count;
  };
  const byte = (): number => bytes[take(1)] as number;
  const text = (length: number): ByteString => {
    const start = take(length);
    return byteStringOf(bytes, start, start + length);
  };
  const name = text(byte());
  const idAt = take(4);
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(idAt);
  const mandatoryCount = byte();
  const count = mandatoryCount + byte();
  const sizes: number[] = [];
  for (let i = 0; i < 2 * count; i++) sizes.push(byte());
  const mandatory = new Map<ByteString, ByteString>();
  const advisory = new Map<ByteString, ByteString>();
  for (let i = 0; i < count; i++) {
    const key = text(sizes[2 * i] as number);
    const value = text(sizes[2 * i + 1] as number);
    if (mandatory.has(key) || advisory.has(key)) throw new HgError('abort', `duplicated params: ${key}`);
    (i < mandatoryCount ? mandatory : advisory).set(key, value);
  }
  const type = name.toLowerCase();
  return { type, isMandatory: name !== type, id, mandatory, advisory };
}
