/**
 * Files of a transaction, as hg names them.
 *
 * ```
 * .hg/store/journal              one line per file that grows: NAME \0 LENGTH \n (names before path encoding). While it
 *                                exists, the transaction is unfinished: renaming it to `undo` is the commit.
 * .hg/store/journal.backupfiles  "2\n", then LOCATION \0 NAME \0 BACKUP \0 CACHE \n
 *                                  NAME and BACKUP: content kept in BACKUP (same location)
 *                                  NAME only:       did not exist before
 *                                  BACKUP only:     temporary, removed at the end
 *                                  CACHE is 1 for files whose loss hurts nobody, else 0
 * DIR/journal.backup.NAME        the kept content of DIR/NAME
 * .hg/store/undo*, .hg/undo*     the same after the end, for rollback
 * ```
 * A last line without its newline was torn by a crash; what it announces has not begun, so readers skip it.
 */
import type { ByteString } from '../bytes/index.js';

export const JOURNAL = 'journal';
export const UNDO = 'undo';
export const BACKUPS_SUFFIX = '.backupfiles';
export const BACKUPS_VERSION = '2';
/** Suffix of what hooks see of files that are generated at the end. */
export const PENDING_SUFFIX = '.pending';

/** `data/a.i` -> `data/journal.backup.a.i`. */
export function backupName(file: ByteString, prefix: ByteString = JOURNAL): ByteString {
  const slash = file.lastIndexOf('/') + 1;
  return `${file.slice(0, slash)}${prefix}.backup.${file.slice(slash)}`;
}

/** `journal.X` -> `undo.X`, also below a directory; other names are not names of the journal's. */
export function undoName(name: ByteString): ByteString {
  const slash = name.lastIndexOf('/') + 1;
  const base = name.slice(slash);
  return base.startsWith(JOURNAL) ? `${name.slice(0, slash)}${UNDO}${base.slice(JOURNAL.length)}` : name;
}
