/** Copying and removing whole files and directories. */
import type { ByteString } from '../../bytes/index.js';
import { type FileSystem, readFully } from '../../platform/index.js';

const PIECE_BYTES = 1 << 20;

/** @throws FileSystemError */
export function copyFile(from: FileSystem, source: ByteString, to: FileSystem, target: ByteString): void {
  const input = from.open(source, 'read');
  try {
    const output = to.open(target, 'write');
    try {
      const piece = new Uint8Array(PIECE_BYTES);
      for (let at = 0; ; ) {
        const count = readFully(input, piece, at);
        if (count === 0) return;
        output.writeAt(piece.subarray(0, count), at);
        at += count;
      }
    } finally {
      output.close();
    }
  } finally {
    input.close();
  }
}

/** A directory with everything in it; links are not followed. */
export function removeTree(fs: FileSystem, path: ByteString): void {
  for (const { name, kind } of fs.listEntries(path))
    if (kind === 'directory') removeTree(fs, `${path}/${name}`);
    else fs.remove(`${path}/${name}`);
  fs.removeDirectory(path);
}
