/** The compressions that bundles know. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { Platform, StreamCodec } from '../platform/index.js';
import type { ByteStream } from './byte-reader.js';
import { bzip2 } from './bzip2/index.js';

/** As bundles name them: none, zlib, bzip2, zstd. */
export type BundleCompression = 'UN' | 'GZ' | 'BZ' | 'ZS';

/** Where the codecs of zlib and zstd come from. */
export type CompressionPlatform = Pick<Platform, 'streams'>;

export function isBundleCompression(name: ByteString): name is BundleCompression {
  return name === 'UN' || name === 'GZ' || name === 'BZ' || name === 'ZS';
}

/** Content this many times as long as what it was made from is no history; a bomb, rather. */
const MOST_RATIO = 20000;
/** Up to here nobody asks for the ratio. */
const FREE_BYTES = 1 << 30;

/** Counts both ends, so that endless zeros are noticed. What is read is passed on piece by piece, so memory is bounded anyway. */
function* limited(stream: ByteStream, decompress: StreamCodec['decompress']): Generator<Uint8Array, boolean> {
  let taken = 0;
  let made = 0;
  const counted = function* (): Generator<Uint8Array> {
    for (const piece of stream) {
      taken += piece.length;
      yield piece;
    }
  };
  const content = decompress(counted());
  for (;;) {
    const { done, value } = content.next();
    if (done === true) return value;
    made += value.length;
    if (made > FREE_BYTES && made / taken > MOST_RATIO)
      throw new HgError('abort', `compressed bundle expands to more than ${MOST_RATIO} times its size`);
    yield value;
  }
}

/** @throws HgError for damaged data, and for data that expands beyond reason. */
export function decompressBundle(
  engine: BundleCompression,
  stream: ByteStream,
  { streams }: CompressionPlatform,
): ByteStream {
  if (engine === 'UN') return stream;
  const codec = engine === 'GZ' ? streams.zlib : engine === 'ZS' ? streams.zstd : bzip2;
  return limited(stream, (pieces) => codec.decompress(pieces));
}

/** @param level the engine's own scale; its default when absent. */
export function compressBundle(
  engine: BundleCompression,
  stream: ByteStream,
  { streams }: CompressionPlatform,
  level?: number,
): ByteStream {
  if (engine === 'UN') return stream;
  const codec = engine === 'GZ' ? streams.zlib : engine === 'ZS' ? streams.zstd : bzip2;
  return codec.compress(stream, level);
}
