/**
 * `.hg/dirstate` in format 1: all tracked files, in no particular order. All numbers are signed and big-endian.
 *
 *     0    20   40
 *     | p1 | p2 | entries...
 *
 *     entry   0       1        5        9        13       17
 *             | state | mode   | size   | mtime  | length | path [NUL copy source]
 *             | u8    | i32    | i32    | i32    | i32    | length bytes
 *
 *     state   n normal, m merged, a added, r removed
 *     size    -1: unknown, look at the content; -2: from the other parent of a merge
 *     mtime   -1: unknown, look at the content
 */
import {
  type ByteString,
  byteStringOf,
  bytesOf,
  bytesOfHex,
  hexOf,
  NODE_BYTES,
  type NodeId,
  NULL_NODE,
} from '../bytes/index.js';
import {
  flagsOfMode,
  HAS_MODE_AND_SIZE,
  HAS_MTIME,
  P1_TRACKED,
  P2_INFO,
  SECOND_AMBIGUOUS,
  WDIR_TRACKED,
} from './entry-flags.js';
import { EntryTable, entryColumns } from './entry-table.js';
import { type DirstateEntry, damagedDirstate } from './working-state.js';

const HEADER = 17;
const PARENTS = 2 * NODE_BYTES;
const UNKNOWN = -1;
const FROM_OTHER_PARENT = -2;
const N = 0x6e;
const M = 0x6d;
const A = 0x61;
const R = 0x72;

export interface ParsedDirstate {
  readonly parents: readonly [NodeId, NodeId];
  readonly table: EntryTable;
}

/** What an entry's numbers mean; `r` keeps what it was in its size. */
function flagsOf(state: number, size: number, mtime: number): number {
  if (state === M) return WDIR_TRACKED | P1_TRACKED | P2_INFO;
  if (state === A) return WDIR_TRACKED;
  if (state === R) {
    if (size === UNKNOWN) return P1_TRACKED | P2_INFO;
    return size === FROM_OTHER_PARENT ? P2_INFO : P1_TRACKED;
  }
  if (size === FROM_OTHER_PARENT) return WDIR_TRACKED | P2_INFO;
  const tracked = WDIR_TRACKED | P1_TRACKED;
  if (size < 0) return tracked;
  return mtime === UNKNOWN ? tracked | HAS_MODE_AND_SIZE : tracked | HAS_MODE_AND_SIZE | HAS_MTIME;
}

/** @throws CorruptionError for lengths that do not fit and states that do not exist. O(entries). */
export function parseDirstateV1(bytes: Uint8Array): ParsedDirstate {
  if (bytes.length === 0) return { parents: [NULL_NODE, NULL_NODE], table: new EntryTable() };
  if (bytes.length < PARENTS) throw damagedDirstate('dirstate', 0);
  // All at once: paths are cut out of it by those who want them.
  const text = byteStringOf(bytes);
  const most = Math.floor((bytes.length - PARENTS) / HEADER);
  const starts = new Int32Array(most);
  const ends = new Int32Array(most);
  const columns = entryColumns(most);
  const { flags, modes, sizes, seconds } = columns;
  const copies: number[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  for (let at = PARENTS; at < bytes.length; ) {
    const start = at + HEADER;
    const end = start > bytes.length ? -1 : start + view.getInt32(at + 13);
    const state = bytes[at] as number;
    if (end < start || end > bytes.length || (state !== N && state !== M && state !== A && state !== R))
      throw damagedDirstate('dirstate', at);
    // The next one is mostly in the numbers of the next entry.
    const zero = text.indexOf('\0', start);
    const isCopy = zero >= 0 && zero < end;
    if (isCopy) copies.push(zero, end);
    starts[count] = start;
    ends[count] = isCopy ? zero : end;
    const size = view.getInt32(at + 5);
    const mtime = view.getInt32(at + 9);
    const own = flagsOf(state, size, mtime);
    if ((own & HAS_MODE_AND_SIZE) !== 0) {
      const mode = view.getInt32(at + 1);
      modes[count] = mode;
      flags[count] = own | flagsOfMode(mode);
      sizes[count] = size;
      seconds[count] = mtime === UNKNOWN ? 0 : mtime;
    } else flags[count] = own;
    count++;
    at = end;
  }
  const table = new EntryTable(columns, { text, starts, ends, count });
  for (let i = 0, slot = 0; i < copies.length; i += 2) {
    const [zero, end] = [copies[i] as number, copies[i + 1] as number];
    while (ends[slot] !== zero) slot++;
    table.copies.set(table.path(slot), text.slice(zero + 1, end));
  }
  return { parents: [hexOf(bytes, 0, NODE_BYTES), hexOf(bytes, NODE_BYTES, NODE_BYTES)], table };
}

/** An entry in the terms of format 1. */
export function entryOf(table: EntryTable, path: ByteString): DirstateEntry | undefined {
  const slot = table.slot(path);
  if (slot === undefined) return undefined;
  const flags = table.flags[slot] as number;
  const inP1 = (flags & P1_TRACKED) !== 0;
  const merged = (flags & P2_INFO) !== 0;
  const known = (flags & HAS_MODE_AND_SIZE) !== 0;
  const timed = (flags & (HAS_MTIME | SECOND_AMBIGUOUS)) === HAS_MTIME;
  const mode = known ? (table.modes[slot] as number) : 0;
  const unseen = { mode, mtimeNanoseconds: 0, copiedFrom: table.copies.get(path) };
  if ((flags & WDIR_TRACKED) === 0)
    return { state: 'r', size: merged ? (inP1 ? UNKNOWN : FROM_OTHER_PARENT) : 0, mtime: 0, ...unseen };
  if (merged) return { state: inP1 ? 'm' : 'n', size: FROM_OTHER_PARENT, mtime: UNKNOWN, ...unseen };
  if (!inP1) return { state: 'a', size: UNKNOWN, mtime: UNKNOWN, ...unseen };
  return {
    ...unseen,
    state: 'n',
    size: known ? (table.sizes[slot] as number) : UNKNOWN,
    mtime: timed ? (table.seconds[slot] as number) : UNKNOWN,
    mtimeNanoseconds: timed ? (table.nanoseconds[slot] as number) : 0,
  };
}

/** The whole file, in byte order of the paths. O(bytes). */
export function encodeDirstateV1({ parents, table }: ParsedDirstate): Uint8Array {
  const paths = table.sorted();
  const { copies } = table;
  const names =
    copies.size === 0
      ? paths
      : paths.map((path) => {
          const source = copies.get(path);
          return source === undefined ? path : `${path}\0${source}`;
        });
  // All names at once: converting them one by one, let alone char by char, is what takes the time.
  const text = bytesOf(names.join(''));
  const bytes = new Uint8Array(PARENTS + paths.length * HEADER + text.length);
  const view = new DataView(bytes.buffer);
  bytes.set(bytesOfHex(parents[0]) as Uint8Array, 0);
  bytes.set(bytesOfHex(parents[1]) as Uint8Array, NODE_BYTES);
  const slots = table.sortedSlots();
  let at = PARENTS;
  let from = 0;
  for (let i = 0; i < paths.length; i++) {
    const { length } = names[i] as ByteString;
    encodeNumbers(view, at, table, slots[i] as number);
    view.setInt32(at + 13, length);
    at += HEADER;
    bytes.set(text.subarray(from, from + length), at);
    from += length;
    at += length;
  }
  return bytes;
}

/** State, mode, size and time, as {@link entryOf} has them. */
function encodeNumbers(view: DataView, at: number, table: EntryTable, slot: number): void {
  const flags = table.flags[slot] as number;
  const inP1 = (flags & P1_TRACKED) !== 0;
  const merged = (flags & P2_INFO) !== 0;
  const known = (flags & HAS_MODE_AND_SIZE) !== 0;
  const timed = (flags & (HAS_MTIME | SECOND_AMBIGUOUS)) === HAS_MTIME;
  let state = N;
  let size = FROM_OTHER_PARENT;
  let mtime = UNKNOWN;
  if ((flags & WDIR_TRACKED) === 0) {
    state = R;
    size = merged ? (inP1 ? UNKNOWN : FROM_OTHER_PARENT) : 0;
    mtime = 0;
  } else if (merged) state = inP1 ? M : N;
  else if (!inP1) {
    state = A;
    size = UNKNOWN;
  } else {
    size = known ? (table.sizes[slot] as number) : UNKNOWN;
    if (timed) mtime = table.seconds[slot] as number;
  }
  view.setUint8(at, state);
  view.setInt32(at + 1, known ? (table.modes[slot] as number) : 0);
  view.setInt32(at + 5, size);
  view.setInt32(at + 9, mtime);
}
