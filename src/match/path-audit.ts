/** Refuses paths that would lead outside the repository or into its metadata. */
import type { ByteString } from '../bytes/index.js';
import { HgError, InputError } from '../errors/index.js';
import type { FileSystem } from '../platform/index.js';

/** UTF-8 of U+200C to U+200F, U+202A to U+202E, U+206A to U+206F and U+FEFF, which HFS+ takes no notice of. */
const HFS_IGNORES = /\xe2\x80[\x8c-\x8f\xaa-\xae]|\xe2\x81[\xaa-\xaf]|\xef\xbb\xbf/g;
/** What Windows may call `.hg` where it makes short names. */
const SHORT_NAME = /^(?:hg|hg8b6c)~[0-9]+$/i;

/** A part of a path as case-insensitive file systems compare it. */
function folded(part: ByteString): ByteString {
  return part.toLowerCase().replace(HFS_IGNORES, '');
}

/** Names that some file system takes for `.hg`. */
const isMetadataName = (part: ByteString): boolean => part === '.hg' || part === '.hg.';

/** Every refused name begins with a dot, is empty, or has one of the bytes that are looked for. */
function mayHaveBadName(path: ByteString): boolean {
  return path === '' || path[0] === '.' || path[0] === '/' || path.includes('/.') || /[~\xe2\xef]/.test(path);
}

function auditNames(path: ByteString): void {
  const parts = path.split('/');
  const names = parts.map(folded);
  const [first] = names as [ByteString];
  if (
    first === '' ||
    isMetadataName(first) ||
    parts.includes('..') ||
    parts.some((part) => SHORT_NAME.test(part))
  )
    throw new InputError(`path contains illegal component: ${path}`);
  const nested = names.findIndex(isMetadataName);
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
