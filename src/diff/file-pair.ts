/** What a diff is made of: pairs of files, and how they are to be shown. */
import type { ByteString } from '../bytes/index.js';
import type { WhitespaceOptions } from './whitespace.js';

/** One side of a changed file. */
export interface FileSide {
  /** As shown in the headers. */
  readonly path: ByteString;
  /** Executable, symbolic link, or neither. */
  readonly flags: '' | 'x' | 'l';
  /**
   * The content; asked for once per diff at most, that of the side before first. Only read until the diff of the file is written: it may be in
   * memory that the next file's content takes.
   */
  content(): Uint8Array;
}

/** A file before and after; an absent side means the file was added or deleted. */
export interface FilePair {
  readonly before?: FileSide;
  readonly after?: FileSide;
  /** How `after` came from `before`, when their paths differ. */
  readonly operation?: 'copy' | 'rename';
}

export interface DiffOptions extends WhitespaceOptions {
  /** Lines of context (`-U`); 3 when absent. */
  readonly context?: number;
  /** Compare binary files as text (`-a`). */
  readonly text?: boolean;
  /** Git's extended format. */
  readonly git?: boolean;
  readonly noDates?: boolean;
  /** No git binary patches. */
  readonly noBinary?: boolean;
  /** No `a/` and `b/`. */
  readonly noPrefix?: boolean;
  /** `-p` */
  readonly showFunction?: boolean;
  /** Digits of hashes in `index` lines of text files in git's format (0 to 40); 0 for no such lines. */
  readonly indexDigits?: number;
  /** `similarity index` lines for copies in git's format. */
  readonly showSimilarity?: boolean;
  /** Revisions for the first line (`diff -r A -r B file`), as they are to be shown. */
  readonly revisions?: readonly ByteString[];
  /** Dates for the headers of each side, as {@link formatDiffDate} makes them. */
  readonly dateBefore?: ByteString;
  readonly dateAfter?: ByteString;
}

/** Lists of changed paths, and where copies came from. */
export interface ChangedPaths {
  readonly modified: readonly ByteString[];
  readonly added: readonly ByteString[];
  readonly removed: readonly ByteString[];
  /** Destination -> source. */
  readonly copies: ReadonlyMap<ByteString, ByteString>;
}

/** Paths of one file pair; `undefined` where the file does not exist. */
export interface PathPair {
  readonly before: ByteString | undefined;
  readonly after: ByteString | undefined;
  readonly operation?: 'copy' | 'rename';
}

/**
 * The pairs in the order in which they are shown. With `git`, the first copy of a removed file is a rename, which takes
 * the place of the removal; without, copies are plain additions.
 */
export function pairPaths(changed: ChangedPaths, git: boolean): PathPair[] {
  const added = new Set(changed.added);
  const removed = new Set(changed.removed);
  const renamed = new Set<ByteString>();
  const pairs: PathPair[] = [];
  if (git) {
    for (const [target, source] of changed.copies)
      if (added.has(target) && removed.has(source)) renamed.add(source);
  }
  const gone = new Set<ByteString>();
  const all = [...new Set([...changed.modified, ...changed.added, ...changed.removed])].sort();
  for (const path of all) {
    if (added.has(path)) {
      const source = git ? changed.copies.get(path) : undefined;
      if (source === undefined) pairs.push({ before: undefined, after: path });
      else if (removed.has(source) && !gone.has(source)) {
        gone.add(source);
        pairs.push({ before: source, after: path, operation: 'rename' });
      } else pairs.push({ before: source, after: path, operation: 'copy' });
    } else if (removed.has(path)) {
      if (!renamed.has(path)) pairs.push({ before: path, after: undefined });
    } else pairs.push({ before: path, after: path });
  }
  return pairs;
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The date of a file in a header. `offset` is in seconds west of UTC. */
export function formatDiffDate(date: { readonly seconds: number; readonly offset: number }): ByteString {
  const local = Math.floor(date.seconds) - date.offset;
  const at = new Date(local * 1000);
  const day = DAYS[((Math.floor(local / 86400) % 7) + 7) % 7];
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(Math.abs(date.offset) / 60);
  const zone = (date.offset > 0 ? '-' : '+') + two(Math.floor(minutes / 60)) + two(minutes % 60);
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const year = String(at.getUTCFullYear()).padStart(4, '0');
  return `${day} ${MONTHS[at.getUTCMonth()]} ${two(at.getUTCDate())} ${time} ${year} ${zone}`;
}
