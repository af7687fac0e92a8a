/** What POSIX has: the words for its errors, and the types of files. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';

const MESSAGES = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EINVAL: 'Invalid argument',
  ELOOP: 'Too many levels of symbolic links',
  EBADF: 'Bad file descriptor',
  EPERM: 'Operation not permitted',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  ENAMETOOLONG: 'File name too long',
} as const;

export function fail(errno: keyof typeof MESSAGES, path: ByteString): never {
  throw new FileSystemError(errno, path, MESSAGES[errno]);
}

/** The type of a file in `st_mode`. */
export const TYPE_BITS = { file: 0o100000, directory: 0o040000, symlink: 0o120000 } as const;
