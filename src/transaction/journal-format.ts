/** Lines of `journal` and `journal.backupfiles`, both ways. Layout: `layout.ts`. */
import type { ByteString } from '../bytes/index.js';
import { BACKUPS_VERSION } from './layout.js';

export interface BackupEntry {
  /** `''`, `'store'` or `'plain'`; anything else comes from a damaged or newer journal. */
  readonly location: ByteString;
  /** '' for a temporary file, which `backup` then names. */
  readonly file: ByteString;
  /** '' when the file did not exist. */
  readonly backup: ByteString;
  /** True when failing to restore it matters to nobody. */
  readonly cache: boolean;
}

export function journalLine(file: ByteString, length: number): ByteString {
  return `${file}\0${length}\n`;
}

export function backupLine(entry: BackupEntry): ByteString {
  return `${entry.location}\0${entry.file}\0${entry.backup}\0${entry.cache ? 1 : 0}\n`;
}

export function encodeBackups(entries: Iterable<BackupEntry>): ByteString {
  let text = `${BACKUPS_VERSION}\n`;
  for (const entry of entries) text += backupLine(entry);
  return text;
}

function wholeLines(text: ByteString): ByteString[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
}

/** Lengths by file; of several lines for one file the last counts. `bad` gets every line that makes no sense. */
export function parseJournal(text: ByteString, bad: (line: ByteString) => void): Map<ByteString, number> {
  const lengths = new Map<ByteString, number>();
  for (const line of wholeLines(text)) {
    const zero = line.indexOf('\0');
    const digits = line.slice(zero + 1);
    const length = Number(digits);
    if (zero <= 0 || !/^\d{1,16}$/.test(digits) || !Number.isSafeInteger(length)) bad(line);
    else lengths.set(line.slice(0, zero), length);
  }
  return lengths;
}

/** Entries in order, or undefined when another version wrote the file. `bad` gets every line that makes no sense. */
export function parseBackups(
  text: ByteString,
  bad: (line: ByteString) => void,
): readonly BackupEntry[] | undefined {
  const [version, ...lines] = wholeLines(text);
  if (version === undefined) return [];
  if (version !== BACKUPS_VERSION) return undefined;
  const entries: BackupEntry[] = [];
  for (const line of lines) {
    const fields = line.split('\0');
    const [location, file, backup, cache] = fields as [ByteString, ByteString, ByteString, ByteString];
    if (fields.length !== 4 || (file === '' && backup === '') || !/^\d+$/.test(cache)) bad(line);
    else entries.push({ location, file, backup, cache: Number(cache) !== 0 });
  }
  return entries;
}
