/** Puts back what a journal describes: the heart of abort, recover and rollback. */
import { type ByteString, compareByteStrings } from '../bytes/index.js';
import { CorruptionError, FileSystemError, HgError, isNotFound } from '../errors/index.js';
import { openOwn, readFile } from '../platform/index.js';
import type { BackupEntry } from './journal-format.js';
import {
  isLocation,
  placeOf,
  removeIfThere,
  removeLeftover,
  replaceWith,
  type TransactionPlaces,
} from './places.js';

export interface RestoreOptions {
  readonly places: TransactionPlaces;
  readonly lengths: ReadonlyMap<ByteString, number>;
  readonly backups: readonly BackupEntry[];
  /** Gets a message without newline. */
  readonly warn: (message: ByteString) => void;
  readonly sync?: boolean;
}

/**
 * Cuts files back, restores backups, removes what was new and what was temporary. Repeatable: a crash within is cured by
 * doing it again, since backups and journal stay (the caller removes them).
 * @throws CorruptionError when a file is shorter than it was before the transaction: nothing has been changed then.
 * @throws FileSystemError when the system refuses.
 */
export function restore(options: RestoreOptions): void {
  const { lengths, places } = options;
  // hg checks while it goes along; first looking at everything leaves more to a human who must repair.
  for (const [file, length] of lengths) {
    const { fs, path } = placeOf(places, '', file);
    const size = fs.stat(path)?.size ?? 0;
    if (size < length)
      throw new CorruptionError(
        file,
        `attempted to truncate ${file} to ${length} bytes, but it was already ${size} bytes\n`,
      );
  }
  const { backups } = options;
  const isKept = new Set(
    backups.filter(({ location, backup }) => isStore(location) && backup !== '').map(({ file }) => file),
  );
  // One rename puts those back, for readers at once; cutting them first would take them away for a while.
  const cut = [...lengths].filter(([file]) => !isKept.has(file));
  for (const [file, length] of cut.filter(([name]) => !isData(name)).sort(byName))
    cutBack(options, file, length);
  for (const entry of backups.filter(({ file }) => !isData(file)).sort(byFile)) restoreEntry(options, entry);
  for (const [file, length] of cut.filter(([name]) => isData(name))) cutBack(options, file, length);
  for (const entry of backups.filter(({ file }) => isData(file))) restoreEntry(options, entry);
}

/**
 * Readers may look at any moment, so what names something goes before it: changesets (`00changelog.i`, the first name of all) before
 * manifests and these before files, an index before its chunks.
 */
function isData(file: ByteString): boolean {
  return file.endsWith('.d');
}

function byName([a]: readonly [ByteString, number], [b]: readonly [ByteString, number]): number {
  return compareByteStrings(a, b);
}

function byFile({ file: a }: BackupEntry, { file: b }: BackupEntry): number {
  return compareByteStrings(a, b);
}

function isStore(location: ByteString): boolean {
  return location === '' || location === 'store';
}

function cutBack({ places, sync }: RestoreOptions, file: ByteString, length: number): void {
  const place = placeOf(places, '', file);
  if (length === 0) {
    removeIfThere(place);
    return;
  }
  const handle = openOwn(place.fs, place.path, 'update');
  try {
    if (handle.size() > length) handle.truncate(length);
    if (sync) handle.sync();
  } finally {
    handle.close();
  }
}

function restoreEntry({ places, warn, sync = false }: RestoreOptions, entry: BackupEntry): void {
  const { location, file, backup, cache } = entry;
  if (!isLocation(location)) {
    const name = file === '' ? backup : file;
    const message = `couldn't handle ${name}: unknown cache location ${location}`;
    if (!cache) throw new HgError('corruption', message);
    warn(message);
    return;
  }
  try {
    if (file === '') {
      removeIfThere(placeOf(places, location, backup));
      return;
    }
    const place = placeOf(places, location, file);
    removeLeftover(place);
    if (backup === '') removeIfThere(place);
    else {
      const kept = placeOf(places, location, backup);
      replaceWith(place, readFile(kept.fs, kept.path), sync);
    }
  } catch (error) {
    if (!(error instanceof FileSystemError) || (!cache && !isNotFound(error))) throw error;
    warn(`failed to recover ${file} (${error.message}: ${backup})`);
  }
}
