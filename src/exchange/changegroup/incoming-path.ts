/** Names that a changegroup may bring into a store. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { pathAuditor } from '../../match/index.js';

const audit = pathAuditor();

/**
 * What no working directory may have is refused already here: names that lead elsewhere, and `.hg` in any place. (Path encoding would make
 * them harmless, and hg stores them; nobody could check them out.) Names reserved by Windows are ordinary ones, as with hg.
 * @throws HgError
 */
export function checkIncomingPath(path: ByteString): void {
  if (path === '' || path.includes('\0') || path.includes('\n') || path.includes('\r'))
    throw new HgError('security', `invalid file name in changegroup: ${JSON.stringify(path)}`);
  audit(path);
  for (const part of path.split('/'))
    if (part === '' || part === '.')
      throw new HgError('security', `path contains illegal component: ${path}`);
}
