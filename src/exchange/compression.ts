/** The compressions that bundles know. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { Platform, StreamCodec } from '../platform/index.js';
import type { ByteStream } from './byte-reader.js';
import { type CompressionJob, compressInThread } from './compression-thread.js';
import { type BundleCompression, streamCodec } from './stream-codecs.js';

/** Where the codecs of zlib and zstd come from, and threads where there are any. */
export type CompressionPlatform = Pick<Platform, 'streams' | 'threads'>;

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
  platform: CompressionPlatform,
): ByteStream {
  if (engine === 'UN') return stream;
  const codec = streamCodec(engine, platform);
  return limited(stream, (pieces) => codec.decompress(pieces));
}

/** Less is compressed before a thread has started. */
const BYTES_WORTH_A_THREAD = 4 << 20;

/**
 * In a thread where there is one, and enough to compress: whoever makes the stream goes on meanwhile. The bytes are the same.
 * @param level the engine's own scale; its default when absent.
 */
export function compressBundle(
  engine: BundleCompression,
  stream: ByteStream,
  platform: CompressionPlatform,
  level?: number,
): ByteStream {
  if (engine === 'UN') return stream;
  const { threads } = platform;
  if (threads === undefined || threads.count === 0)
    return streamCodec(engine, platform).compress(stream, level);
  return compressBeside(engine, stream, platform, level);
}

function* compressBeside(
  engine: BundleCompression,
  stream: ByteStream,
  platform: CompressionPlatform,
  level: number | undefined,
): Generator<Uint8Array> {
  const source = stream[Symbol.iterator]();
  try {
    const begin: Uint8Array[] = [];
    let bytes = 0;
    let next = source.next();
    for (; next.done !== true && bytes < BYTES_WORTH_A_THREAD; next = source.next()) {
      begin.push(next.value.slice());
      bytes += next.value.length;
    }
    const whole = function* (): Generator<Uint8Array> {
      yield* begin;
      for (; next.done !== true; next = source.next()) yield next.value;
    };
    const job: CompressionJob = { engine, level };
    const thread = next.done === true ? undefined : platform.threads?.start('compress', job);
    yield* thread === undefined
      ? streamCodec(engine, platform).compress(whole(), level)
      : compressInThread(thread, whole());
  } finally {
    // Whoever makes the stream may have files open.
    source.return?.();
  }
}
