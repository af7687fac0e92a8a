/** What a repository requires changes with the history that it receives. */
import { type ByteString, bytesOf } from '../bytes/index.js';
import { splitRequirements } from '../store/index.js';
import type { ApplySession } from './changegroup/apply-changegroup.js';

/**
 * Written with the transaction. The store must be opened again after it.
 * @param requirements all of them.
 */
export function changeRequirements(
  { transaction, repository }: ApplySession,
  requirements: ReadonlySet<ByteString>,
): void {
  const { own, store } = splitRequirements(requirements);
  const write = (location: 'plain' | 'store', names: readonly ByteString[]): void =>
    transaction.addFileGenerator(`requires-${location}`, {
      files: ['requires'],
      location,
      generate: () => [bytesOf(names.map((name) => `${name}\n`).join(''))],
    });
  write('plain', own);
  if (store !== undefined) write('store', store);
  const { writing } = repository.place;
  writing.afterUnlock(() => writing.forgetWriter());
}
