/** Encoding bundle2 as a stream that is made as it is read. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { ByteStream } from '../byte-reader.js';
import { quoteUrl } from '../url-quote.js';
import type { PartParameters } from './layout.js';

export interface OutgoingPart {
  /** In lower case. */
  readonly type: ByteString;
  readonly isMandatory: boolean;
  readonly mandatory?: PartParameters;
  readonly advisory?: PartParameters;
  readonly payload?: ByteStream | Uint8Array;
}

/** hg's size for payloads that are at hand as a whole; streams keep the pieces that they come in. */
const CHUNK_BYTES = 32768;

function int32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** Magic and parameters. */
export function encodeStreamParameters(
  parameters: ReadonlyMap<ByteString, ByteString | undefined>,
): Uint8Array {
  const block = [...parameters]
    .map(([name, value]) => (value === undefined ? quoteUrl(name) : `${quoteUrl(name)}=${quoteUrl(value)}`))
    .join(' ');
  return new Uint8Array([...bytesOf('HG20'), ...int32(block.length), ...bytesOf(block)]);
}

/** Parts, numbered from 0, and the end mark. */
export function* encodeParts(parts: Iterable<OutgoingPart>): Generator<Uint8Array> {
  let id = 0;
  for (const part of parts) {
    yield encodePartHeader(part, id++);
    yield* encodePayload(part.payload ?? new Uint8Array(0));
  }
  yield int32(0);
}

/** @throws HgError for names and values that are too long */
export function encodePartHeader(part: OutgoingPart, id: number): Uint8Array {
  const { type, isMandatory, mandatory = new Map(), advisory = new Map() } = part;
  const name = isMandatory ? type.toUpperCase() : type;
  const all = [...mandatory, ...advisory];
  const lengths = all.flatMap(([key, value]) => [key.length, value.length]);
  if ([name.length, mandatory.size, advisory.size, ...lengths].some((value) => value > 255))
    throw new HgError('abort', `parameters of bundle part '${type}' are too long`);
  const header = bytesOf(
    String.fromCharCode(name.length) +
      name +
      String.fromCharCode(...int32(id), mandatory.size, advisory.size, ...lengths) +
      all.map(([key, value]) => key + value).join(''),
  );
  const out = new Uint8Array(4 + header.length);
  out.set(int32(header.length));
  out.set(header, 4);
  return out;
}

function* encodePayload(payload: ByteStream | Uint8Array): Generator<Uint8Array> {
  if (payload instanceof Uint8Array) {
    for (let at = 0; at < payload.length; at += CHUNK_BYTES) {
      const chunk = payload.subarray(at, at + CHUNK_BYTES);
      yield int32(chunk.length);
      yield chunk;
    }
  } else
    for (const piece of payload) {
      if (piece.length === 0) continue;
      yield int32(piece.length);
      yield piece;
    }
  yield int32(0);
}
