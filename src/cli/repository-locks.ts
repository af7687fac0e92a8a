/** The locks of a command's repository, and where its transactions keep their files. */
import { HgError } from '../errors/index.js';
import type { RepositoryLocks, TransactionPlaces } from '../transaction/index.js';
import type { CommandContext } from './command.js';

export function transactionPlaces(context: CommandContext): TransactionPlaces {
  const { places, encodePath } = context.repo().store;
  return { store: places.storeFs, plain: places.hgFs, encode: encodePath };
}

/** @throws HgError where there are no processes to lock out */
export function repositoryLocks(context: CommandContext): RepositoryLocks {
  const { locks } = context.repo().place.writing;
  if (locks === undefined) throw new HgError('abort', 'this platform has no locks');
  return locks;
}
