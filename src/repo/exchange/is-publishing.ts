/** Whether others may take what they get from a repository for public. */
import type { Config } from '../../config/index.js';

/** @throws ConfigError */
export function isPublishing(config: Config): boolean {
  return config.getBool('phases', 'publish', true);
}
