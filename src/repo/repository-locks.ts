/** The locks of an opened repository. */
import { RepositoryLocks } from '../transaction/index.js';
import type { Repository } from './repository.js';

/** Undefined where there are no processes to lock out. One object per process and repository. @throws ConfigError */
export function locksOf(repo: Repository): RepositoryLocks | undefined {
  const { platform, config, store, warn, debug } = repo.place;
  if (platform.processes === undefined) return undefined;
  return new RepositoryLocks({
    plain: store.places.hgFs,
    store: store.places.storeFs,
    root: repo.root,
    processes: platform.processes,
    clock: platform.clock,
    timeout: config.getInt('ui', 'timeout', 600),
    warnAfter: config.getInt('ui', 'timeout.warn', 0),
    warn,
    debug,
    parentHolder: platform.env('HG_WLOCK_LOCKER'),
  });
}
