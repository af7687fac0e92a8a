/** The journal on disk while a transaction runs. */
import { type ByteString, bytesOf } from '../bytes/index.js';
import type { FileHandle } from '../platform/index.js';
import { type BackupEntry, backupLine, encodeBackups, journalLine } from './journal-format.js';
import { BACKUPS_SUFFIX, JOURNAL } from './layout.js';
import { removeIfThere, type TransactionPlaces } from './places.js';

/** Appends whole lines; a line that could not be written whole is written over by the next one. */
class LineFile {
  readonly #handle: FileHandle;
  readonly #sync: boolean;
  #end = 0;
  constructor(handle: FileHandle, sync: boolean) {
    this.#handle = handle;
    this.#sync = sync;
  }
  append(line: ByteString): void {
    const bytes = bytesOf(line);
    this.#handle.writeAt(bytes, this.#end);
    if (this.#sync) this.#handle.sync();
    this.#end += bytes.length;
  }
  close(): void {
    this.#handle.close();
  }
}

export class JournalWriter {
  readonly #places: TransactionPlaces;
  readonly #lengths: LineFile;
  readonly #backups: LineFile;

  /** @throws FileSystemError; nothing is left behind then */
  constructor(places: TransactionPlaces, sync: boolean) {
    const { store } = places;
    this.#places = places;
    // Backups first: entries of an earlier transaction must not be there when the journal appears.
    this.#backups = new LineFile(store.open(JOURNAL + BACKUPS_SUFFIX, 'write'), sync);
    try {
      this.#backups.append(encodeBackups([]));
      this.#lengths = new LineFile(store.open(JOURNAL, 'exclusive'), sync);
    } catch (error) {
      this.#backups.close();
      this.#tidy(JOURNAL + BACKUPS_SUFFIX);
      throw error;
    }
    if (sync) store.syncDirectory?.('');
  }

  #tidy(path: ByteString): void {
    try {
      removeIfThere({ fs: this.#places.store, path });
    } catch {
      // Without a journal the rest means nothing, and the next transaction overwrites it.
    }
  }

  addLength(file: ByteString, length: number): void {
    this.#lengths.append(journalLine(file, length));
  }

  addBackup(entry: BackupEntry): void {
    this.#backups.append(backupLine(entry));
  }

  close(): void {
    this.#lengths.close();
    this.#backups.close();
  }
}
