/**
 * The files of a store as they lie there ("stream clones"), in two forms:
 *
 *     packed1   'HGS1UN'  files (8)  bytes (8)  length of requirements (2)  requirements with commas, NUL
 *               then per file  name NUL size LF content        names with directories encoded, as in fncache
 *     stream2   per file  's' or 'c'  name length  size  name  content      's' store, 'c' cache; lengths 7 bits per byte, lowest first
 */
import { type ByteString, byteStringOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { decodeDirectories } from '../../store/index.js';
import type { ByteReader, ByteStream } from '../byte-reader.js';

export interface StreamEntry {
  readonly place: 'store' | 'cache';
  /** In the store before path encoding: `data/Dir/a.i`. */
  readonly name: ByteString;
  /** Bytes. */
  readonly size: number;
  /** All of it must be read before the next entry is asked for. */
  readonly content: ByteStream;
}

export interface StreamHeader {
  readonly requirements: ReadonlySet<ByteString>;
  readonly files: number;
  /** As the sender says. */
  readonly bytes: number;
}

const MOST_NAME_BYTES = 1 << 16;
const PIECE_BYTES = 1 << 18;
const MOST_SIZE = 2 ** 48;

function* contentOf(reader: ByteReader, size: number): Generator<Uint8Array> {
  for (let left = size; left > 0; ) {
    const piece = reader.some(Math.min(left, PIECE_BYTES));
    if (piece === undefined)
      throw new HgError('abort', `stream ended unexpectedly (got ${size - left} bytes, expected ${size})`);
    left -= piece.length;
    yield piece;
  }
}

/** A number in groups of 7 bits, lowest first. @throws HgError beyond 48 bits */
function variable(reader: ByteReader): number {
  let value = 0;
  for (let scale = 1; scale < MOST_SIZE; scale *= 128) {
    const byte = reader.uint8();
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
  throw new HgError('abort', 'corrupt stream clone: length out of range');
}

/** Entries of a stream2 payload, `files` of them. @throws HgError */
export function* streamEntries(reader: ByteReader, files: number): Generator<StreamEntry> {
  for (let i = 0; i < files; i++) {
    const kind = reader.uint8();
    const nameLength = variable(reader);
    const size = variable(reader);
    if (nameLength > MOST_NAME_BYTES || (kind !== 0x73 && kind !== 0x63))
      throw new HgError('abort', 'corrupt stream clone: bad file header');
    reader.take(nameLength);
    const name = byteStringOf(reader.bytes, reader.at, reader.at + nameLength);
    yield { place: kind === 0x73 ? 'store' : 'cache', name, size, content: contentOf(reader, size) };
  }
}

function uint64(reader: ByteReader): number {
  const high = reader.int32() >>> 0;
  const low = reader.int32() >>> 0;
  if (high >= 1 << 16) throw new HgError('abort', 'corrupt stream clone: number out of range');
  return high * 2 ** 32 + low;
}

/** The header of a packed bundle, behind `HGS1`. @throws HgError */
export function packedHeader(reader: ByteReader): StreamHeader {
  reader.take(2);
  const engine = byteStringOf(reader.bytes, reader.at, reader.at + 2);
  if (engine !== 'UN')
    throw new HgError('abort', `only uncompressed stream clone bundles are supported; got ${engine}`);
  const files = uint64(reader);
  const bytes = uint64(reader);
  const length = reader.uint16();
  reader.take(length);
  const text = byteStringOf(reader.bytes, reader.at, reader.at + length);
  if (!text.endsWith('\0'))
    throw new HgError('abort', 'malformed stream clone bundle: requirements not properly encoded');
  return { requirements: new Set(text.slice(0, -1).split(',')), files, bytes };
}

/** Entries of a packed bundle, `files` of them. @throws HgError */
export function* packedEntries(reader: ByteReader, files: number): Generator<StreamEntry> {
  for (let i = 0; i < files; i++) {
    const line = lineOf(reader);
    const nul = line.indexOf('\0');
    const size = line.slice(nul + 1);
    if (nul <= 0 || !/^\d{1,15}$/.test(size))
      throw new HgError('abort', `unexpected response from remote server: ${JSON.stringify(line)}`);
    const name = decodeDirectories(line.slice(0, nul));
    yield { place: 'store', name, size: Number(size), content: contentOf(reader, Number(size)) };
  }
}

function lineOf(reader: ByteReader): ByteString {
  let line = '';
  for (;;) {
    const byte = reader.uint8();
    if (byte === 0x0a) return line;
    line += String.fromCharCode(byte);
    if (line.length > MOST_NAME_BYTES) throw new HgError('abort', 'corrupt stream clone: bad file header');
  }
}
