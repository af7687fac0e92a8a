/** Files that commands of bundles are given: errors name them as the user did. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import { type ByteStream, readStream, writeStream } from '../exchange/index.js';
import type { CommandContext } from './command.js';
import { absolutePath } from './find-repository.js';

type Place = Pick<CommandContext, 'platform' | 'cwd'>;

function named<T>(name: ByteString, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw new FileSystemError(error.errno, name, error.message, { cause: error });
  }
}

/** The file as a stream. @throws FileSystemError at once when it cannot be opened */
export function readBundleFile({ platform, cwd }: Place, name: ByteString): ByteStream {
  const fs = platform.openFileSystem('/');
  const path = absolutePath(cwd, name).slice(1);
  named(name, () => fs.open(path, 'read').close());
  return readStream(fs, path);
}

export function writeBundleFile({ platform, cwd }: Place, name: ByteString, stream: ByteStream): void {
  const fs = platform.openFileSystem('/');
  const path = absolutePath(cwd, name).slice(1);
  named(name, () => {
    if (fs.stat(path)?.kind === 'directory') throw new FileSystemError('EISDIR', name, 'Is a directory');
    writeStream(fs, path, stream);
  });
}
