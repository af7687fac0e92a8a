/** Refuses paths that would lead outside the repository or into its metadata. */
import type { ByteString } from '../bytes/index.js';
import { HgError, InputError } from '../errors/index.js';
import type { FileSystem } from '../platform/index.js';

/** Names that some file system takes for `.hg`. */
function isMetadataName(part: ByteString): boolean {
  const lower = part.toLowerCase();
  return lower === '.hg' || lower === '.hg.' || lower === '';
}

/** Every refused name begins with a dot or is empty. */
function mayHaveBadName(path: ByteString): boolean {
  return path === '' || path[0] === '.' || path[0] === '/' || path.includes('/.');
}

function auditNames(path: ByteString): void {
  const parts = path.split('/');
  if (isMetadataName(parts[0] as ByteString) || parts.includes('..'))
    throw new InputError(`path contains illegal component: ${path}`);
  const nested = parts.findIndex((part) => part.toLowerCase() === '.hg' || part.toLowerCase() === '.hg.');
  if (nested > 0) {
    const base = parts.slice(0, nested).join('/');
    throw new InputError(`path '${path}' is inside nested repo '${base}'`);
  }
}

/**
 * Makes a checker of paths relative to the root. It remembers directories that it found good, so make one per operation.
 * @param fs rooted at the repository; without it only the names are checked
 * @param isSubrepo a directory with a repository of its own is one that this repository knows of: paths in it may be named.
 * @throws InputError for names that are never right, HgError for what is in the way; hg's messages
 */
export function pathAuditor(
  fs?: FileSystem,
  isSubrepo?: (directory: ByteString) => boolean,
): (path: ByteString) => void {
  const good = new Set<ByteString>();
  return (path) => {
    if (path.endsWith('/')) throw new InputError(`path ends in directory separator: ${path}`);
    if (mayHaveBadName(path)) auditNames(path);
    if (fs === undefined) return;
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const directory = path.slice(0, at);
      if (good.has(directory)) continue;
      const stat = fs.stat(directory, true);
      // Nothing is below it, and what may be made of it is not known.
      if (stat === undefined) return;
      if (stat.kind === 'symlink')
        throw new HgError('abort', `path '${path}' traverses symbolic link '${directory}'`);
      if (
        stat.kind === 'directory' &&
        fs.stat(`${directory}/.hg`)?.kind === 'directory' &&
        isSubrepo?.(directory) !== true
      )
        throw new HgError('abort', `path '${path}' is inside nested repo '${directory}'`);
      good.add(directory);
    }
  };
}
