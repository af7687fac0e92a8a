/** Names that a changegroup may bring into a store. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';

/**
 * Path encoding makes every name harmless but those that lead elsewhere. Names that only a working directory must not have
 * (reserved by Windows, `.hg`) can be stored and exchanged, as with hg; checking out refuses them.
 * @throws HgError
 */
export function checkIncomingPath(path: ByteString): void {
  if (path === '' || path.includes('\0') || path.includes('\n') || path.includes('\r'))
    throw new HgError('security', `invalid file name in changegroup: ${JSON.stringify(path)}`);
  for (const part of path.split('/'))
    if (part === '' || part === '.' || part === '..')
      throw new HgError('security', `path contains illegal component: ${path}`);
}
