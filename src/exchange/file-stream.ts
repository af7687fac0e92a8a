/** A file as a stream. */
import type { ByteString } from '../bytes/index.js';
import type { FileSystem } from '../platform/index.js';
import type { ByteStream } from './byte-reader.js';

const PIECE_BYTES = 1 << 17;

/** Opened when the first piece is asked for, closed at the end or when the reader stops. @throws FileSystemError */
export function* readStream(fs: FileSystem, path: ByteString): Generator<Uint8Array> {
  const file = fs.open(path, 'read');
  try {
    const piece = new Uint8Array(PIECE_BYTES);
    for (let at = 0; ; ) {
      const got = file.readAt(piece, 0, PIECE_BYTES, at);
      if (got === 0) return;
      at += got;
      yield piece.subarray(0, got);
    }
  } finally {
    file.close();
  }
}

/**
 * Writes a stream to a file that must not exist yet, or replaces one, when all of it has been made; nothing is left when making it fails.
 * @returns bytes written. @throws FileSystemError
 */
export function writeStream(
  fs: FileSystem,
  path: ByteString,
  stream: ByteStream,
  { sync = false }: { readonly sync?: boolean } = {},
): number {
  const temporary = `${path}.qs-tmp`;
  const file = fs.open(temporary, 'write');
  let at = 0;
  try {
    try {
      for (const piece of stream) {
        file.writeAt(piece, at);
        at += piece.length;
      }
      if (sync) file.sync();
    } finally {
      file.close();
    }
    fs.rename(temporary, path);
  } catch (error) {
    fs.remove(temporary);
    throw error;
  }
  return at;
}
