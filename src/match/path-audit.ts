/** Refuses paths that would lead outside the repository or into its metadata. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { FileSystem } from '../platform/index.js';

/** Names that some file system takes for `.hg`. */
function isMetadataName(part: ByteString): boolean {
  const lower = part.toLowerCase();
  return lower === '.hg' || lower === '.hg.' || lower === '';
}

/**
 * Makes a checker of paths relative to the root. It remembers directories that it found good, so make one per operation.
 * @param fs rooted at the repository; without it only the names are checked
 * @throws HgError with code `security`, hg's messages
 */
export function pathAuditor(fs?: FileSystem): (path: ByteString) => void {
  const good = new Set<ByteString>();
  return (path) => {
    if (path.endsWith('/')) throw new HgError('security', `path ends in directory separator: ${path}`);
    const parts = path.split('/');
    if (isMetadataName(parts[0]) || parts.includes('..'))
      throw new HgError('security', `path contains illegal component: ${path}`);
    const nested = parts.findIndex((part) => part.toLowerCase() === '.hg' || part.toLowerCase() === '.hg.');
    if (nested > 0) {
      const base = parts.slice(0, nested).join('/');
      throw new HgError('security', `path '${path}' is inside nested repo '${base}'`);
    }
    if (fs === undefined) return;
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const directory = path.slice(0, at);
      if (good.has(directory)) continue;
      const stat = fs.stat(directory, true);
      if (stat?.kind === 'symlink')
        throw new HgError('security', `path '${path}' traverses symbolic link '${directory}'`);
      if (stat?.kind === 'directory' && fs.stat(`${directory}/.hg`)?.kind === 'directory')
        throw new HgError('security', `path '${path}' is inside nested repo '${directory}'`);
      good.add(directory);
    }
  };
}
