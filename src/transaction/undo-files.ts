/** What a finished transaction leaves for `rollback`, and how a strip takes it away. */
import { bytesOf } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import { tryReadText } from '../platform/index.js';
import { type BackupEntry, encodeBackups, parseBackups } from './journal-format.js';
import { BACKUPS_SUFFIX, UNDO, undoName } from './layout.js';
import { copyTo, isLocation, placeOf, removeIfThere, type TransactionPlaces, writeNew } from './places.js';

/**
 * Writes `undo.backupfiles` and the backups it names; the caller then renames the journal to `undo`. An older `undo` goes
 * first: it must never meet the backups of a later transaction.
 */
export function writeUndoBackups(
  places: TransactionPlaces,
  entries: readonly BackupEntry[],
  sync: boolean,
): void {
  const { store } = places;
  removeIfThere({ fs: store, path: UNDO });
  const kept = entries
    .filter(({ file }) => file !== '')
    .map((entry) => ({ ...entry, backup: undoName(entry.backup) }));
  removeOldBackups(places, new Set(kept.map(({ location, backup }) => `${location}\0${backup}`)));
  for (const { location, file, backup } of entries) {
    if (file === '' || backup === '' || !isLocation(location)) continue;
    const from = placeOf(places, location, backup);
    copyTo(from, placeOf(places, location, undoName(backup)), { hardLink: true, sync });
  }
  writeNew({ fs: store, path: UNDO + BACKUPS_SUFFIX }, bytesOf(encodeBackups(kept)), sync);
}

function removeOldBackups(places: TransactionPlaces, keep: ReadonlySet<string>): void {
  const text = tryReadText(places.store, UNDO + BACKUPS_SUFFIX) ?? '';
  for (const { location, file, backup } of parseBackups(text, () => undefined) ?? [])
    if (file !== '' && backup !== '' && isLocation(location) && !keep.has(`${location}\0${backup}`))
      if (/(^|\/)undo\.backup\.[^/]*$/.test(backup))
        // Only names that transactions make: a damaged list must not remove anything else.
        removeQuietly(places, location, backup);
}

function removeQuietly(places: TransactionPlaces, location: '' | 'store' | 'plain', name: string): void {
  try {
    removeIfThere(placeOf(places, location, name));
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
  }
}

/** After history was rewritten (strip), nothing may be rolled back over it. */
export function removeUndoFiles(places: TransactionPlaces): void {
  removeIfThere({ fs: places.store, path: UNDO });
  removeOldBackups(places, new Set());
  removeIfThere({ fs: places.store, path: UNDO + BACKUPS_SUFFIX });
  for (const name of ['phaseroots', 'bookmarks'])
    removeIfThere({ fs: places.store, path: `${UNDO}.${name}` });
  for (const name of ['dirstate', 'dirstate.v2-data', 'branch', 'desc', 'bookmarks'])
    removeIfThere({ fs: places.plain, path: `${UNDO}.${name}` });
}
