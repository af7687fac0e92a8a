/** Telling what kind of bundle a stream is. See `hg help internals.bundles`. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import { readStreamParameters } from './bundle2/bundle2-reader.js';
import { ByteReader, type ByteStream } from './byte-reader.js';
import { ChangegroupReader } from './changegroup/changegroup-reader.js';
import { type CompressionPlatform, decompressBundle, isBundleCompression } from './compression.js';
import type { BundleCompression } from './stream-codecs.js';
import { unknownFeature } from './unknown-feature.js';

/** A changegroup and nothing else, version 01 (`HG10`). */
export interface Bundle1 {
  readonly kind: 'bundle1';
  readonly compression: BundleCompression;
  readonly group: ChangegroupReader;
  /** What {@link group} reads from. */
  readonly reader: ByteReader;
}

/** `HG20`; the parts are still to be read. */
export interface Bundle2 {
  readonly kind: 'bundle2';
  readonly compression: BundleCompression;
  /** As written, the compression among them. */
  readonly parameters: ReadonlyMap<ByteString, ByteString | undefined>;
  /** Decompressed, before the first part. */
  readonly reader: ByteReader;
}

/** The files of a store (`HGS1`), before the two letters of a compression. */
export interface PackedBundle {
  readonly kind: 'packed';
  readonly reader: ByteReader;
}

export type Bundle = Bundle1 | Bundle2 | PackedBundle;

function* rest(reader: ByteReader): Generator<Uint8Array> {
  for (;;) {
    const piece = reader.some(1 << 20);
    if (piece === undefined) return;
    yield piece;
  }
}

function* after(first: Uint8Array, reader: ByteReader): Generator<Uint8Array> {
  yield first;
  yield* rest(reader);
}

/**
 * Reads the magic and, of a bundle2, the parameters of the stream.
 * @param name of the bundle, for messages.
 * @throws HgError with hg's messages for what is no bundle, or one that is not known.
 */
export function openBundle(stream: ByteStream, platform: CompressionPlatform, name: ByteString): Bundle {
  const raw = new ByteReader(stream);
  const magic = taken(raw, 4);
  if (!magic.startsWith('HG')) throw new HgError('abort', `${name}: not a Mercurial bundle`);
  if (magic === 'HG10') {
    const engine = taken(raw, 2);
    if (!isBundleCompression(engine))
      throw new HgError('abort', `unknown stream compression type: ${engine}`);
    // The letters belong to bzip2's own header.
    const packed = engine === 'BZ' ? after(Uint8Array.of(0x42, 0x5a), raw) : rest(raw);
    return bundle1(engine, new ByteReader(decompressBundle(engine, packed, platform)));
  }
  if (magic === 'HG20') return bundle2(raw, platform, name);
  if (magic === 'HGS1') return { kind: 'packed', reader: raw };
  throw new HgError('abort', `${name}: unknown bundle version ${magic.slice(2)}`);
}

function taken(reader: ByteReader, count: number): ByteString {
  reader.take(count);
  return byteStringOf(reader.bytes, reader.at, reader.at + count);
}

function bundle1(compression: BundleCompression, reader: ByteReader): Bundle1 {
  return { kind: 'bundle1', compression, group: new ChangegroupReader(reader, '01'), reader };
}

function bundle2(raw: ByteReader, platform: CompressionPlatform, name: ByteString): Bundle2 {
  const parameters = readStreamParameters(raw);
  let compression: BundleCompression = 'UN';
  for (const [key, value] of parameters) {
    if (key.toLowerCase() === 'compression') {
      if (value === undefined || !isBundleCompression(value))
        throw unknownFeature(`Stream Parameter - Compression='${value ?? ''}'`, name);
      compression = value;
    } else if (/^[A-Z]/.test(key)) throw unknownFeature(`Stream Parameter - ${key}`, name);
  }
  const reader =
    compression === 'UN' ? raw : new ByteReader(decompressBundle(compression, rest(raw), platform));
  return { kind: 'bundle2', compression, parameters, reader };
}
