/** The library on Node. */
import { utf8Of } from './bytes/index.js';
import { createNodePlatform } from './node/index.js';
import { type OpenRepositoryOptions, openRepository, type Repository } from './repo/index.js';

export * from './index.js';
export { createNodePlatform };

/** As {@link openRepository}, with Node's platform and an ordinary string as path. */
export function openNodeRepository(path: string, options: OpenRepositoryOptions = {}): Repository {
  return openRepository(createNodePlatform(), utf8Of(path), options);
}
