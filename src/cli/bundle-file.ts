/** Files that commands of bundles are given: errors name them as the user did. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError, namingFile } from '../errors/index.js';
import { type ByteStream, readStream, writeStream } from '../exchange/index.js';
import type { CommandContext } from './command.js';
import { absolutePath } from './find-repository.js';

type Place = Pick<CommandContext, 'platform' | 'cwd'>;

/** The file as a stream. @throws FileSystemError at once when it cannot be opened */
export function readBundleFile({ platform, cwd }: Place, name: ByteString): ByteStream {
  const fs = platform.openFileSystem('/');
  const path = absolutePath(cwd, name).slice(1);
  namingFile(name, () => fs.open(path, 'read').close());
  return readStream(fs, path);
}

export function writeBundleFile({ platform, cwd }: Place, name: ByteString, stream: ByteStream): void {
  const fs = platform.openFileSystem('/');
  const path = absolutePath(cwd, name).slice(1);
  namingFile(name, () => {
    if (fs.stat(path)?.kind === 'directory') throw new FileSystemError('EISDIR', name, 'Is a directory');
    writeStream(fs, path, stream);
  });
}
