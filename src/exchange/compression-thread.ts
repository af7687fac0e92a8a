/** Compression in a thread, while the caller makes what is to be compressed. */
import type { Pieces, Platform, Thread, ThreadChannel } from '../platform/index.js';
import { type BundleCompression, streamCodec } from './stream-codecs.js';

/** What the thread gets to start with. */
export interface CompressionJob {
  readonly engine: BundleCompression;
  readonly level: number | undefined;
}

/** After the last piece, both ways. */
const END = 'end';
/** Pieces that may be under way, about 16 MiB: what a caller makes while the thread starts. */
const MOST_BUFFERS = 128;

/** What the caller posts: the buffer comes back empty, to be filled again. */
interface FilledBuffer {
  readonly buffer: ArrayBuffer;
  readonly length: number;
}

/** The job. Compressed pieces go out as `Uint8Array`, used buffers as `ArrayBuffer`. */
export function runCompression(
  platform: Pick<Platform, 'streams'>,
  { engine, level }: CompressionJob,
  channel: ThreadChannel,
): void {
  for (const piece of streamCodec(engine, platform).compress(received(channel), level)) {
    const own = piece.slice();
    channel.post(own, [own.buffer]);
  }
  channel.post(END);
}

function* received(channel: ThreadChannel): Generator<Uint8Array> {
  for (;;) {
    const message = channel.receive();
    if (message === END) return;
    const { buffer, length } = message as FilledBuffer;
    yield new Uint8Array(buffer, 0, length);
    channel.post(buffer, [buffer]);
  }
}

/**
 * The same bytes as without a thread. Memory: 16 MiB (more with very long pieces), and what
 * the compression itself takes.
 * @throws HgError what compressing throws, and when the thread dies.
 */
export function* compressInThread(thread: Thread, pieces: Pieces): Generator<Uint8Array> {
  try {
    const buffers: ArrayBuffer[] = [];
    let made = 0;
    const take = function* (message: unknown): Generator<Uint8Array> {
      if (message instanceof ArrayBuffer) buffers.push(message);
      else yield message as Uint8Array;
    };
    for (const piece of pieces) {
      for (let message = thread.poll(); message !== undefined; message = thread.poll()) yield* take(message);
      while (buffers.length === 0 && made >= MOST_BUFFERS) yield* take(thread.receive());
      let buffer = buffers.pop();
      if (buffer === undefined) made++;
      if (buffer === undefined || buffer.byteLength < piece.length) buffer = new ArrayBuffer(piece.length);
      new Uint8Array(buffer).set(piece);
      thread.post({ buffer, length: piece.length } satisfies FilledBuffer, [buffer]);
    }
    thread.post(END);
    for (let message = thread.receive(); message !== END; message = thread.receive()) yield* take(message);
  } finally {
    thread.close();
  }
}
