/** How hg's verify shows an error that it met. */
import { type ByteString, quoted } from '../../bytes/index.js';
import { FileSystemError, type HgError } from '../../errors/index.js';
import type { FileSystem } from '../../platform/index.js';

/** The numbers that Linux and most others have for them. */
const ERRNO: Readonly<Record<string, number>> = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  EACCES: 13,
  ENOTDIR: 20,
  EISDIR: 21,
  EMFILE: 24,
};

/** Errors of the operating system come with their number and the whole path. */
export function errorText(store: FileSystem, error: HgError): ByteString {
  // The revlog adds file and revision to it.
  const original = error.cause instanceof FileSystemError ? error.cause : error;
  if (!(original instanceof FileSystemError)) return error.message;
  const number = ERRNO[original.errno];
  if (number === undefined) return error.message;
  const { path } = original;
  return `[Errno ${number}] ${original.message}: b${quoted(path.startsWith('/') ? path : `${store.root}/${path}`)}`;
}
