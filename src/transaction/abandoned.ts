/** Journals that no living transaction owns: detection, `recover`, and the store's part of `rollback`. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import { tryReadText } from '../platform/index.js';
import { type BackupEntry, parseBackups, parseJournal } from './journal-format.js';
import { BACKUPS_SUFFIX, JOURNAL, UNDO } from './layout.js';
import { isLocation, placeOf, removeIfThere, type TransactionPlaces } from './places.js';
import { restore } from './restore.js';

export interface RecoverOptions {
  readonly places: TransactionPlaces;
  /** Gets a message without newline. */
  readonly warn: (message: ByteString) => void;
  /** Survive a loss of power, see `Durability`. */
  readonly sync?: boolean;
}

/** True when a crash left a transaction unfinished. Ask holding the lock: a running one looks the same. */
export function hasAbandonedTransaction(places: TransactionPlaces): boolean {
  return places.store.stat(JOURNAL, true) !== undefined;
}

/** @param program what the user types, for the hint. @throws HgError "abandoned transaction found" */
export function refuseAbandonedTransaction(places: TransactionPlaces, program: ByteString): void {
  if (hasAbandonedTransaction(places))
    throw new HgError('abort', 'abandoned transaction found', {
      hint: `run '${program} recover' to clean up transaction`,
    });
}

function quoted(line: ByteString): string {
  const text = line.replace(/[\\'\x00-\x1f\x7f-\xff]/g, (char) =>
    char === '\\' || char === "'" ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `'${text}\\n'`;
}

function load(
  { places, warn }: RecoverOptions,
  prefix: ByteString,
): { lengths: Map<ByteString, number>; backups: readonly BackupEntry[] } | undefined {
  const { store } = places;
  const journal = tryReadText(store, prefix);
  if (journal === undefined) return undefined;
  const bad = (line: ByteString) => warn(`couldn't read journal entry ${quoted(line)}!`);
  const lengths = parseJournal(journal, bad);
  const backups = parseBackups(tryReadText(store, prefix + BACKUPS_SUFFIX) ?? '', bad);
  if (backups === undefined) warn('journal was created by a different version of Mercurial');
  return { lengths, backups: backups ?? [] };
}

/**
 * Undoes an abandoned transaction; false when there is none. The caller holds the store lock (and drops its caches) and
 * says "rolling back interrupted transaction" before. Repeatable after a crash within.
 */
export function recover(options: RecoverOptions): boolean {
  const loaded = load(options, JOURNAL);
  if (loaded === undefined) return false;
  const { places } = options;
  restore({ ...options, ...loaded });
  // The journal goes first: from here on the old state stands, the rest is tidying.
  removeIfThere({ fs: places.store, path: JOURNAL });
  removeIfThere({ fs: places.store, path: JOURNAL + BACKUPS_SUFFIX });
  for (const { location, backup } of loaded.backups)
    if (backup !== '' && isLocation(location)) removeIfThere(placeOf(places, location, backup));
  return true;
}

/** True when the last transaction can be undone. */
export function canRollBack(places: TransactionPlaces): boolean {
  return places.store.stat(UNDO, true) !== undefined;
}

/**
 * Undoes the last finished transaction in the store and in the small files beside it; false when there is nothing to
 * undo. What belongs to the working directory (dirstate, branch) is up to the caller, who holds both locks.
 */
export function rollBack(
  options: RecoverOptions & {
    /** Leave the dirstate alone: the working directory's parents are still there. */
    readonly keepDirstate: boolean;
  },
): boolean {
  const loaded = load(options, UNDO);
  if (loaded === undefined) return false;
  const { plain, store } = options.places;
  const backups = loaded.backups.filter(
    ({ location, file }) => !(options.keepDirstate && location === 'plain' && file === 'dirstate'),
  );
  // Not a transaction itself (hg's is none either), but a second try after a crash within finds everything still there.
  restore({ ...options, lengths: loaded.lengths, backups });
  for (const [fs, name] of [
    [plain, 'bookmarks'],
    [store, 'bookmarks'],
    [store, 'phaseroots'],
  ] as const)
    if (fs.stat(`undo.${name}`, true) !== undefined) fs.rename(`undo.${name}`, name);
  removeIfThere({ fs: store, path: UNDO });
  removeIfThere({ fs: store, path: UNDO + BACKUPS_SUFFIX });
  for (const { location, backup } of backups)
    if (backup !== '' && isLocation(location)) removeIfThere(placeOf(options.places, location, backup));
  return true;
}
