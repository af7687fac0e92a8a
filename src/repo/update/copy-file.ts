/** Copies a file or a link with its executable bit; what was at the target goes. */
import type { ByteString } from '../../bytes/index.js';
import { isNotFound } from '../../errors/index.js';
import { type FileSystem, readFile } from '../../platform/index.js';

/** @throws FileSystemError */
export function copyWorkingFile(fs: FileSystem, from: ByteString, to: ByteString): void {
  try {
    fs.remove(to);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const stat = fs.stat(from, true);
  if (stat?.kind === 'symlink') {
    fs.makeSymlink(fs.readLink(from), to);
    return;
  }
  const content = readFile(fs, from);
  const handle = fs.open(to, 'exclusive');
  try {
    handle.writeAt(content, 0);
  } finally {
    handle.close();
  }
  if (stat !== undefined && (stat.mode & 0o100) !== 0 && fs.features.executableBit)
    fs.setExecutable(to, true);
}
