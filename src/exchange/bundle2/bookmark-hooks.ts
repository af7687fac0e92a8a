/** `bookmarks` parts run the hooks that changing bookmarks one by one runs. */
import type { ByteString } from '../../bytes/index.js';
import type { BookmarkChange } from '../../store/index.js';
import type { ApplySession } from '../changegroup/apply-changegroup.js';

/**
 * Runs `prepushkey` for every change, which may refuse it, and has `pushkey` run once the transaction is done.
 * @param changes that are about to be made. @throws HgError of a hook
 */
export function runBookmarkHooks(session: ApplySession, changes: readonly BookmarkChange[]): void {
  const { transaction, writer, repository } = session;
  const { writing } = repository.place;
  const { hooks } = writing;
  if (!hooks.has('prepushkey') && !hooks.has('pushkey')) return;
  const told = changes.map(
    ([name, node]): ReadonlyMap<string, ByteString> =>
      new Map([
        ...transaction.hookArguments,
        ['PUSHKEYCOMPAT', '1'],
        ['NAMESPACE', 'bookmarks'],
        ['KEY', name],
        ['OLD', writer.bookmarks.all.get(name) ?? ''],
        ['NEW', node ?? ''],
      ]),
  );
  for (const one of told)
    hooks.run('prepushkey', one, { refusable: true, pending: () => transaction.writePending() });
  // After the report of the transaction, before its own hooks.
  transaction.addPostClose('00-txnreport-pushkey', () =>
    writing.afterUnlock(() => {
      for (const one of told) hooks.run('pushkey', one, { refusable: false });
    }),
  );
}
