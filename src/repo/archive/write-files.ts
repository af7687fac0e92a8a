/** Archives that are plain files. */
import { type ByteString, byteStringOf } from '../../bytes/index.js';
import { FileSystemError, namingFile } from '../../errors/index.js';
import { pathAuditor } from '../../match/index.js';
import { type FileSystem, writeFile } from '../../platform/index.js';
import { type ArchiveMember, modeOf } from './member.js';

/**
 * @param fs rooted at the directory, which need not exist. What is there is replaced.
 * @param time of all files, in seconds
 * @param shownAs what the directory is called in messages
 * @throws HgError for paths that lead through symbolic links; FileSystemError
 */
export function writeFiles(
  fs: FileSystem,
  members: Iterable<ArchiveMember>,
  time: number,
  shownAs: ByteString,
): void {
  const audit = pathAuditor(fs);
  const made = new Set<ByteString>();
  for (const member of members) {
    const { path } = member;
    audit(path);
    namingFile(`${shownAs}/${path}`, () => put(member));
  }
  function put(member: ArchiveMember): void {
    const { path, content, isLink } = member;
    const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (!made.has(directory)) {
      const kind = fs.stat(directory)?.kind;
      if (kind !== undefined && kind !== 'directory')
        throw new FileSystemError('ENOTDIR', path, 'Not a directory');
      if (kind === undefined) fs.makeDirectory(directory, true);
    }
    made.add(directory);
    const there = fs.stat(path, true);
    // What has other names keeps its content under those.
    if (
      there !== undefined &&
      (isLink || there.kind === 'symlink' || (there.kind === 'file' && there.links > 1))
    )
      fs.remove(path);
    if (isLink) fs.makeSymlink(byteStringOf(content), path);
    else {
      writeFile(fs, path, content);
      fs.setMode?.(path, modeOf(member));
      fs.setModifiedTime(path, time);
    }
  }
}
