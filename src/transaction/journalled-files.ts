/** The files of a transaction that runs: what undoes each change is in the journal, whole, before the change is made. */
import type { ByteString } from '../bytes/index.js';
import { CorruptionError, StateError } from '../errors/index.js';
import { readFully } from '../platform/index.js';
import type { BackupEntry } from './journal-format.js';
import { JournalWriter } from './journal-writer.js';
import { BACKUPS_SUFFIX, backupName, JOURNAL } from './layout.js';
import {
  copyTo,
  exists,
  flushFiles,
  type Place,
  placeOf,
  removeIfThere,
  type TransactionPlaces,
  writeNew,
} from './places.js';
import type { TransactionLocation } from './transaction.js';

/** See `Transaction` for what {@link add}, {@link replace}, {@link addBackup} and {@link addTemporary} promise. */
export class JournalledFiles {
  readonly #places: TransactionPlaces;
  readonly #sync: boolean;
  readonly #journal: JournalWriter;
  readonly #lengths = new Map<ByteString, number>();
  /** By location and name. */
  readonly #backups = new Map<string, BackupEntry>();

  /** @throws FileSystemError; nothing is left behind then */
  constructor(places: TransactionPlaces, sync: boolean) {
    this.#places = places;
    this.#sync = sync;
    this.#journal = new JournalWriter(places, sync);
  }

  get isEmpty(): boolean {
    return this.#lengths.size === 0 && this.#backups.size === 0;
  }

  get lengths(): ReadonlyMap<ByteString, number> {
    return this.#lengths;
  }

  entries(): readonly BackupEntry[] {
    return [...this.#backups.values()];
  }

  close(): void {
    this.#journal.close();
  }

  add(file: ByteString, lengthBefore: number): void {
    if (this.#lengths.has(file) || this.#backups.has(key('', file))) return;
    this.#setLength(file, lengthBefore);
  }

  replace(file: ByteString, length: number): void {
    if (!this.#lengths.has(file)) throw new StateError(`${file} is not part of the transaction`);
    this.#setLength(file, length);
  }

  #setLength(file: ByteString, length: number): void {
    checkName(file);
    this.#journal.addLength(file, length);
    this.#lengths.set(file, length);
  }

  addBackup(file: ByteString, options: { location?: TransactionLocation; hardLink?: boolean } = {}): void {
    const location = inJournal(options.location);
    if (this.#backups.has(key(location, file))) return;
    const length = location === '' ? this.#lengths.get(file) : undefined;
    if (length !== undefined) {
      this.#backUpAdded(file, length);
      return;
    }
    const place = placeOf(this.#places, location, file);
    const backup = exists(place) ? backupName(file) : '';
    const entry = { location, file, backup, cache: false };
    checkName(file);
    if (backup !== '')
      copyTo(place, placeOf(this.#places, location, backup), {
        hardLink: options.hardLink ?? false,
        sync: this.#sync,
      });
    this.#journal.addBackup(entry);
    this.#backups.set(key(location, file), entry);
  }

  /**
   * Whoever recovers cuts files first and restores backups then. So the backup gets the old content only, and "remove it"
   * takes the place of the old length, in this order: after each step a crash ends in the old content.
   */
  #backUpAdded(file: ByteString, length: number): void {
    // New in this transaction: it will be removed, whatever it holds by then.
    if (length === 0) return;
    const place = placeOf(this.#places, '', file);
    const handle = place.fs.open(place.path, 'read');
    const content = new Uint8Array(length);
    try {
      if (readFully(handle, content, 0) < length)
        throw new CorruptionError(file, `${file} is shorter than before the transaction`);
    } finally {
      handle.close();
    }
    const entry = { location: '', file, backup: backupName(file), cache: false };
    writeNew(placeOf(this.#places, '', entry.backup), content, this.#sync);
    this.#journal.addBackup(entry);
    this.#backups.set(key('', file), entry);
    this.#setLength(file, 0);
  }

  addTemporary(file: ByteString, location: TransactionLocation = ''): void {
    const entry = { location: inJournal(location), file: '', backup: file, cache: false };
    const at = key(entry.location, `\0${file}`);
    if (this.#backups.has(at)) return;
    checkName(file);
    this.#journal.addBackup(entry);
    this.#backups.set(at, entry);
  }

  /** Puts the content of everything that changed, and the names in its directories, on stable storage. */
  flush(): void {
    const files: Place[] = [...this.#lengths.keys()].map((file) => placeOf(this.#places, '', file));
    for (const { location, file } of this.#backups.values())
      if (file !== '') files.push(placeOf(this.#places, location as TransactionLocation, file));
    flushFiles(files);
  }

  /** Takes away what must not outlive the transaction. */
  removeTemporary(): void {
    for (const { location, file, backup } of this.#backups.values())
      if (file === '') removeIfThere(placeOf(this.#places, location as TransactionLocation, backup));
  }

  /** When the journal has gone. */
  removeBackups(): void {
    removeIfThere({ fs: this.#places.store, path: JOURNAL + BACKUPS_SUFFIX });
    for (const { location, backup } of this.#backups.values())
      if (backup !== '') removeIfThere(placeOf(this.#places, location as TransactionLocation, backup));
  }
}

function inJournal(location: TransactionLocation = ''): TransactionLocation {
  return location === 'store' ? '' : location;
}

function key(location: TransactionLocation, file: ByteString): string {
  return `${inJournal(location)}\0${file}`;
}

/** The journal's separators cannot be part of a name. */
function checkName(file: ByteString): void {
  if (file === '' || /[\0\n]/.test(file)) throw new StateError(`'${file}' cannot be journalled`);
}
