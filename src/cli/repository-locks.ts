/** The locks of a command's repository, and where its transactions keep their files. */
import { HgError } from '../errors/index.js';
import { RepositoryLocks, type TransactionPlaces } from '../transaction/index.js';
import type { CommandContext } from './command.js';

export function transactionPlaces(context: CommandContext): TransactionPlaces {
  const { places, encodePath } = context.repo().store;
  return { store: places.storeFs, plain: places.hgFs, encode: encodePath };
}

/** @throws HgError where there are no processes to lock out */
export function repositoryLocks(context: CommandContext): RepositoryLocks {
  const { platform, ui } = context;
  const { store, root, config } = context.repo();
  if (platform.processes === undefined) throw new HgError('abort', 'this platform has no locks');
  return new RepositoryLocks({
    plain: store.places.hgFs,
    store: store.places.storeFs,
    root,
    processes: platform.processes,
    clock: platform.clock,
    timeout: config.getInt('ui', 'timeout', 600),
    warnAfter: config.getInt('ui', 'timeout.warn', 0),
    warn: (message) => ui.warn(`${message}\n`),
    debug: (message) => ui.debug(`${message}\n`),
    parentHolder: platform.env('HG_WLOCK_LOCKER'),
  });
}
