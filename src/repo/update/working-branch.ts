/** Sets the branch of the working directory. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { type FileSystem, replaceFile } from '../../platform/index.js';

/** @param name as stored (UTF-8). @throws FileSystemError */
export function writeWorkingBranch(hg: FileSystem, name: ByteString): void {
  replaceFile(hg, 'branch', bytesOf(`${name}\n`));
}
