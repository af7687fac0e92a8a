/** Opens the repository of a command; the storage engine is loaded only then. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { HgError } from '../errors/index.js';
import type { Platform } from '../platform/index.js';
import type { Repository } from '../repo/index.js';

export interface OpenOptions {
  readonly config: Config;
  /** Hidden changesets count as visible (`--hidden`). */
  readonly hidden: boolean;
}
type Open = (platform: Platform, root: ByteString, options: OpenOptions) => Repository;

export async function openRepositoryAt(
  platform: Platform,
  root: ByteString,
  config: Config,
  hidden: boolean,
): Promise<Repository> {
  const { openRepository } = (await import('../repo/index.js')) as { openRepository?: Open };
  if (openRepository === undefined) throw new HgError('abort', 'this build cannot open repositories');
  return openRepository(platform, root, { config, hidden });
}
