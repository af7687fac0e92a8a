/** Opens the repository of a command; the storage engine is loaded only then. */
import type { ByteString } from '../bytes/index.js';
import type { Platform } from '../platform/index.js';
import type { Repository } from '../repo/index.js';
import type { Ui } from './ui/index.js';

/** @param hidden show hidden changesets too (`--hidden`). */
export async function openRepositoryAt(
  platform: Platform,
  root: ByteString,
  ui: Ui,
  hidden: boolean,
): Promise<Repository> {
  const { openRepository } = await import('../repo/index.js');
  return openRepository(platform, root, {
    config: ui.config,
    hidden,
    warn: (message) => ui.warn(`${message}\n`),
    debug: (message) => ui.debug(`${message}\n`),
  });
}
