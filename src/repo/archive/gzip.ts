/** gzip (RFC 1952) around a zlib stream. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import type { Pieces, StreamCodec } from '../../platform/index.js';
import { crc32 } from './crc32.js';

const BEST = 9;
/** Bytes before and after what zlib has deflated. */
const ZLIB_HEADER = 2;
const ZLIB_TRAILER = 4;

export interface GzipOptions {
  readonly zlib: StreamCodec;
  /** Name of the file; empty for none. */
  readonly name: ByteString;
  /** Seconds. */
  readonly time: number;
}

/** @yields pieces that are good until the next one */
export function* gzipPieces(pieces: Pieces, { zlib, name, time }: GzipOptions): Generator<Uint8Array> {
  const header = bytesOf(`\x1f\x8b\x08${name === '' ? '\0' : '\x08'}\0\0\0\0\x02\xff${name && `${name}\0`}`);
  new DataView(header.buffer).setUint32(4, time, true);
  yield header;
  let crc = 0;
  let length = 0;
  function* watched(): Generator<Uint8Array> {
    for (const piece of pieces) {
      crc = crc32(piece, crc);
      length += piece.length;
      yield piece;
    }
  }
  let skip = ZLIB_HEADER;
  /** The last bytes so far: they may be the trailer. */
  let held = new Uint8Array(0);
  for (const piece of zlib.compress(watched(), BEST)) {
    const start = Math.min(skip, piece.length);
    skip -= start;
    const fresh = new Uint8Array(held.length + piece.length - start);
    fresh.set(held);
    fresh.set(piece.subarray(start), held.length);
    const end = Math.max(0, fresh.length - ZLIB_TRAILER);
    if (end > 0) yield fresh.subarray(0, end);
    held = fresh.slice(end);
  }
  const trailer = new Uint8Array(8);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, length % 2 ** 32, true);
  yield trailer;
}
