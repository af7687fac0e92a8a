/** `pushkey`: changing one bookmark or the phase of one changeset of a repository, on behalf of another one. */
import type { ByteString } from '../../bytes/index.js';
import type { Repository } from '../repository.js';
import { inTransaction, type WriteSession } from '../writing/index.js';

export interface KeyChange {
  readonly namespace: ByteString;
  readonly key: ByteString;
  /** Empty for a key that is not there, or is to go. */
  readonly from: ByteString;
  readonly to: ByteString;
}

function changeBookmark({ writer }: WriteSession, { key, from, to }: KeyChange): boolean {
  const now = writer.bookmarks.all.get(key) ?? '';
  if (now === to) return true;
  if (now !== from || (to !== '' && writer.store.changelog.revOf(to) === undefined)) return false;
  writer.bookmarks.apply([[key, to === '' ? undefined : to]]);
  return true;
}

function changePhase({ writer }: WriteSession, { key, from, to }: KeyChange): boolean {
  const rev = writer.store.changelog.revOf(key);
  if (rev === undefined || rev < 0 || !/^\d+$/.test(from) || !/^\d+$/.test(to)) return false;
  const now = writer.phases.phase(rev);
  if (now === Number(from) && Number(to) < now) {
    writer.phases.advance(Number(to), [key]);
    return true;
  }
  return now === Number(to);
}

/** Runs `prepushkey` and `pushkey`. @returns false when the key has another value, or cannot be changed so. @throws LockError, HgError */
export function pushKey(repo: Repository, change: KeyChange): boolean {
  const { hooks } = repo.place.writing;
  const { namespace, key, from, to } = change;
  const told = new Map([
    ['NAMESPACE', namespace],
    ['KEY', key],
    ['OLD', from],
    ['NEW', to],
  ]);
  return inTransaction(repo, { name: 'pushkey' }, (session) => {
    if (hooks.has('prepushkey')) hooks.run('prepushkey', told, { refusable: true });
    const done =
      namespace === 'bookmarks'
        ? changeBookmark(session, change)
        : namespace === 'phases' && changePhase(session, change);
    if (hooks.has('pushkey'))
      session.transaction.addPostClose('pushkey-hook', () =>
        repo.place.writing.afterUnlock(() =>
          hooks.run('pushkey', new Map([...told, ['RET', done ? '1' : '0']]), { refusable: false }),
        ),
      );
    return done;
  });
}
