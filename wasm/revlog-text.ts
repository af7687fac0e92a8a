// Builds one text of a short revlog within this module's memory: finds the entry in the index, decompresses the chunks that make the
// text, and applies the deltas. For whoever reads one version of each of thousands of files.
//
// It only ever says that it cannot: damage, flags, zlib, long texts. src/revlog/ can the rest, and says what is wrong.
//
// Memory: that of the decoder, then what is below. The caller puts an index at FILE and the node that it wants at NODE; chunks are in
// the same file, or the caller reads them once it is known which.
import { decompress, INPUT } from './zstd-decoder';
export * from './zstd-decoder';

const SLACK: usize = 64;
const ENTRIES: usize = <usize>INPUT + SLACK; // addresses of the index entries, 4 bytes each
const CHAIN: usize = ENTRIES + 4 * 4096; // of those that make the text, the newest first
export const NODE: u32 = <u32>CHAIN + 4 * 1024; // 20 bytes
export const FILE: u32 = NODE + 64;
/** Bytes of the longest file. */
export const MOST_FILE: u32 = 1 << 18;

const MOST_ENTRIES: u32 = 4096;
const MOST_CHAIN: u32 = 1024;
const MOST_TEXT: u32 = 1 << 22;
const MOST_DATA: u32 = 1 << 23;

// Index entries, all big-endian: offset (6), flags (2), chunk bytes, text bytes, base, link, parents, node.
const ENTRY: u32 = 64;
const FLAGS_IN: usize = 4;
const CHUNK_LENGTH: usize = 8;
const TEXT_LENGTH: usize = 12;
const BASE: usize = 16;
const PARENT1: usize = 24;
const PARENT2: usize = 28;
const NODE_IN: usize = 32;

// Of the first entry, whose offset is always 0.
const VERSION_1: u32 = 1;
const INLINE: u32 = 1 << 16;
const GENERAL_DELTA: u32 = 1 << 17;

const ZSTD: u32 = 0x28;
const RAW: u32 = 0x75;
/** What a hash takes in before the text. */
const PARENTS: usize = 40;

let count: u32 = 0;
let chainLength: u32 = 0;
let inline: bool = true;
/** Unless inline: where in its file the first of the chunks is, their bytes with what is between them, and where they go. */
let dataStart: u64 = 0;
let dataBytes: u32 = 0;
let data: usize = 0;
/** Where the text is made, where deltas are unpacked, and where what they move is listed. */
let text: usize = 0;
let deltas: usize = 0;
let moves: usize = 0;
let room: u32 = 0;
let deltaRoom: u32 = 0;
let chunkStart: usize = 0;
let chunkEnd: usize = 0;
/** The entry whose text was built last, and is still there; 0 for none. */
let built: usize = 0;
/** What the oldest delta of the chain applies to is the text built last. */
let isUpon: bool = false;

function word(at: usize, offset: usize): u32 {
  return bswap(load<u32>(at + offset));
}

function entry(rev: i32): usize {
  return load<u32>(ENTRIES + (<usize>rev << 2));
}

/** Of an entry's chunk, in its file. The first entry has the header in its place. */
function offsetOf(at: usize): u64 {
  return at == FILE ? 0 : bswap(load<u64>(at)) >> 16;
}

/** Notes where the entries are. @returns whether they fill the file */
function scan(length: u32): bool {
  const end: usize = FILE + length;
  if (!inline) {
    count = length / ENTRY;
    for (let i: u32 = 0; i < count; i++) store<u32>(ENTRIES + (i << 2), FILE + i * ENTRY);
    return length % ENTRY == 0;
  }
  let at: usize = FILE;
  let found: u32 = 0;
  while (at < end) {
    if (<u32>(end - at) < ENTRY || found == MOST_ENTRIES) return false;
    store<u32>(ENTRIES + (found << 2), <u32>at);
    found++;
    const chunk = word(at, CHUNK_LENGTH);
    if (chunk > MOST_FILE) return false;
    at += ENTRY + chunk;
  }
  count = found;
  return at == end && found > 0;
}

function revOfNode(): i32 {
  const a = load<u64>(NODE);
  const b = load<u64>(NODE, 8);
  const c = load<u32>(NODE, 16);
  let rev = <i32>count - 1;
  for (; rev >= 0; rev--) {
    const at = entry(rev) + NODE_IN;
    if (load<u64>(at) == a && load<u64>(at, 8) == b && load<u32>(at, 16) == c) break;
  }
  return rev;
}

/**
 * Notes the entries that make a text, without those that make the one that was built last.
 * @returns the bytes of the longest text on the way, or 0xffffffff
 */
function follow(rev: i32, generalDelta: bool): u32 {
  isUpon = false;
  let longest: u32 = 0;
  let base: i32 = -1;
  for (chainLength = 0; chainLength < MOST_CHAIN; rev = generalDelta ? base : rev - 1) {
    const at = entry(rev);
    const length = word(at, TEXT_LENGTH);
    if (at == built && chainLength > 0) {
      isUpon = true;
      return max(longest, length);
    }
    if ((word(at, FLAGS_IN) & 0xffff) != 0 || length > MOST_TEXT) break;
    store<u32>(CHAIN + (chainLength << 2), <u32>at);
    chainLength++;
    longest = max(longest, length);
    base = <i32>word(at, BASE);
    if (base == rev) return longest;
    if (base > rev || base < 0) break;
  }
  return u32.MAX_VALUE;
}

/** What a hash takes in before the text: the parents' nodes, the lower one first. */
function writeParents(rev: i32): bool {
  const at = entry(rev);
  const p1 = <i32>word(at, PARENT1);
  const p2 = <i32>word(at, PARENT2);
  if (p1 >= rev || p2 >= rev || p1 < -1 || p2 < -1) return false;
  const to = text - PARENTS;
  memory.fill(to, 0, PARENTS);
  if (p1 < 0 && p2 < 0) return true;
  if (p1 < 0 || p2 < 0) {
    memory.copy(to + 20, entry(max(p1, p2)) + NODE_IN, 20);
    return true;
  }
  const a = entry(p1) + NODE_IN;
  const b = entry(p2) + NODE_IN;
  const isOrdered = memory.compare(a, b, 20) < 0;
  memory.copy(to, isOrdered ? a : b, 20);
  memory.copy(to + 20, isOrdered ? b : a, 20);
  return true;
}

/** Where the chunks of the chain are, which lie in the order of revisions. */
function findData(): bool {
  const newest = load<u32>(CHAIN);
  dataStart = offsetOf(load<u32>(CHAIN + ((chainLength - 1) << 2)));
  const end = offsetOf(newest) + word(newest, CHUNK_LENGTH);
  if (end < dataStart || end - dataStart > MOST_DATA) return false;
  dataBytes = <u32>(end - dataStart);
  return true;
}

/**
 * Looks for the version NODE in the `length` bytes at FILE.
 * @returns where its text is going to be, behind what a hash takes in before it; or 0. Until the text is built,
 *     {@link textLength} bytes there and one more are the caller's.
 */
export function find(length: u32): usize {
  built = 0;
  return look(length);
}

/** As {@link find}, in the file that the text built last is of: nothing in memory has changed since. */
export function findOther(length: u32): usize {
  // The place of texts depends on what has been read of another file.
  if (!inline) built = 0;
  return look(length);
}

function look(length: u32): usize {
  if (length < ENTRY || length > MOST_FILE) return 0;
  const header = word(FILE, 0);
  if ((header & 0xffff) != VERSION_1 || (header & ~(0xffff | GENERAL_DELTA | INLINE)) != 0) return 0;
  inline = (header & INLINE) != 0;
  if (!scan(length)) return 0;
  const rev = revOfNode();
  if (rev < 0) return 0;
  const longest = follow(rev, (header & GENERAL_DELTA) != 0);
  if (longest > MOST_TEXT) return 0;
  room = longest;
  deltaRoom = 2 * longest + 4096;
  data = <usize>FILE + length + SLACK;
  dataBytes = 0;
  if (!inline && !findData()) return 0;
  text = data + dataBytes + SLACK + PARENTS;
  deltas = text + longest + 2 * SLACK;
  // Three words for every hunk, and three: no more bytes than the delta has, and these.
  moves = (deltas + deltaRoom + SLACK + 3) & ~3;
  const missing = <i32>(((moves + deltaRoom + 12 + 0xffff) >> 16) - memory.size());
  // Seldom: every growth is another buffer to the caller.
  if (missing > 0 && memory.grow(max(missing, memory.size())) < 0) return 0;
  return writeParents(rev) ? text : 0;
}

/** Bytes of the text found, as the index says. */
export function textLength(): u32 {
  return word(load<u32>(CHAIN), TEXT_LENGTH);
}

/** Where in the file of chunks those begin that the caller is to put at {@link dataAddress} before the text is built. */
export function dataOffset(): f64 {
  return <f64>dataStart;
}

/** Bytes of them; 0 where the chunks are in the index file. */
export function dataLength(): u32 {
  return dataBytes;
}

export function dataAddress(): usize {
  return data;
}

/** Whether the text found has a first parent, so that no metadata can be in front of it. */
export function hasParent(): bool {
  return <i32>word(load<u32>(CHAIN), PARENT1) >= 0;
}

/** Decompresses an entry's chunk to `to`, or leaves it where it is. */
function readChunk(at: usize, to: usize, most: u32): bool {
  const length = word(at, CHUNK_LENGTH);
  chunkStart = at + ENTRY;
  if (!inline) {
    const offset = offsetOf(at) - dataStart;
    if (length > dataBytes || offset > dataBytes - length) return false;
    chunkStart = data + <usize>offset;
  }
  chunkEnd = chunkStart + length;
  if (length == 0) return true;
  const kind: u32 = load<u8>(chunkStart);
  if (kind == ZSTD) {
    const made = decompress(chunkStart, length, to, most);
    chunkStart = to;
    chunkEnd = to + made;
    return made >= 0;
  }
  if (kind == RAW) chunkStart++;
  return kind == RAW || kind == 0;
}

/** Notes bytes of the text that a delta moves. */
function noteMove(at: usize, from: u32, end: u32, shift: i32): usize {
  store<u32>(at, from);
  store<u32>(at, end - from, 4);
  store<i32>(at, shift, 8);
  return at + 12;
}

function move(at: usize): void {
  const from = text + load<u32>(at);
  memory.copy(from + load<i32>(at, 8), from, load<u32>(at, 4));
}

/**
 * Applies the delta of the last chunk where the text is: only what lies behind a hunk that changes the length is moved, as by
 * `applyInPlace` in src/delta/apply.ts.
 * @param length of the text. @returns that of the result, or -1
 */
function apply(length: u32): i32 {
  if (chunkEnd - chunkStart > deltaRoom) return -1;
  let last: u32 = 0;
  let shift: i32 = 0;
  let end = moves;
  for (let at = chunkStart; at < chunkEnd; ) {
    if (chunkEnd - at < 12) return -1;
    const hunkStart = word(at, 0);
    const hunkEnd = word(at, 4);
    const added = word(at, 8);
    at += 12;
    if (hunkStart < last || hunkEnd < hunkStart || hunkEnd > length || added > <u32>(chunkEnd - at)) return -1;
    at += added;
    if (shift != 0 && hunkStart > last) end = noteMove(end, last, hunkStart, shift);
    shift += added - (hunkEnd - hunkStart);
    last = hunkEnd;
  }
  if (<i64>length + shift > <i64>room) return -1;
  if (shift != 0 && length > last) end = noteMove(end, last, length, shift);
  // What moves up from the end, what moves down from the start: then nothing is written over that has still to move.
  for (let at = end; at > moves; ) {
    at -= 12;
    if (load<i32>(at, 8) > 0) move(at);
  }
  for (let at = moves; at < end; at += 12) if (load<i32>(at, 8) < 0) move(at);
  const made = <i32>length + shift;
  // What is added goes in last: its place may have been moved from.
  let to = text;
  for (let at = chunkStart; at < chunkEnd; ) {
    const hunkStart = word(at, 0);
    const hunkEnd = word(at, 4);
    const added = word(at, 8);
    at += 12;
    memory.copy(to + hunkStart, at, added);
    at += added;
    to += added - (hunkEnd - hunkStart);
  }
  return made;
}

/**
 * Builds the text found. Its hash is not checked.
 * @returns its address, behind what the hash takes in before it; or 0.
 */
export function build(): usize {
  let length = isUpon ? word(built, TEXT_LENGTH) : 0;
  let isBegun = isUpon;
  built = 0;
  for (let i = <i32>chainLength - 1; i >= 0; i--) {
    const at: usize = load<u32>(CHAIN + (<usize>i << 2));
    if (isBegun) {
      if (!readChunk(at, deltas, deltaRoom)) return 0;
      const made = apply(length);
      if (made < 0) return 0;
      length = made;
    } else {
      if (!readChunk(at, text, room)) return 0;
      length = <u32>(chunkEnd - chunkStart);
      if (length > room) return 0;
      if (chunkStart != text) memory.copy(text, chunkStart, length);
      isBegun = true;
    }
    if (length != word(at, TEXT_LENGTH)) return 0;
  }
  built = load<u32>(CHAIN);
  return text;
}
