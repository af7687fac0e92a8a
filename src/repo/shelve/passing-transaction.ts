/** Changes to the history that are only made to work with. */
import type { Repository } from '../repository.js';
import { inTransaction, type WriteSession } from '../writing/index.js';

/**
 * Runs `change` in a transaction that is taken back without a word, whether it returns or throws, unless it says that what it did stays.
 * @throws as `inTransaction`
 */
export function inPassingTransaction<T>(
  repo: Repository,
  name: string,
  change: (session: WriteSession, stays: () => void) => T,
): T {
  return inTransaction(repo, { name }, (session) => {
    let isPassing = true;
    try {
      return change(session, () => {
        isPassing = false;
      });
    } finally {
      if (isPassing) session.transaction.takeBack();
    }
  });
}
