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
/** Two places for texts, and one for deltas. */
let first: usize = 0;
let second: usize = 0;
let deltas: usize = 0;
let room: u32 = 0;
let deltaRoom: u32 = 0;
let text: usize = 0;
let chunkStart: usize = 0;
let chunkEnd: usize = 0;
/** The entry whose text was built last, and where that is; 0 for none. */
let built: usize = 0;
let builtText: usize = 0;
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
  const to = first - PARENTS;
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
  text = 0;
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
  const each = PARENTS + longest + 2 * SLACK;
  data = <usize>FILE + length + SLACK;
  dataBytes = 0;
  if (!inline && !findData()) return 0;
  first = data + dataBytes + SLACK + PARENTS;
  second = first + each;
  deltas = second + each;
  const missing = <i32>(((deltas + deltaRoom + SLACK + 0xffff) >> 16) - memory.size());
  // Seldom: every growth is another buffer to the caller.
  if (missing > 0 && memory.grow(max(missing, memory.size())) < 0) return 0;
  if (isUpon && builtText != first) memory.copy(first, builtText, word(built, TEXT_LENGTH));
  return writeParents(rev) ? first : 0;
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

/** Applies the delta of the last chunk. @returns the bytes of the result, or -1 */
function apply(from: usize, length: u32, to: usize): i32 {
  const outEnd = to + room;
  let at = chunkStart;
  let out = to;
  let done: u32 = 0;
  while (at < chunkEnd) {
    if (chunkEnd - at < 12) return -1;
    const start = word(at, 0);
    const end = word(at, 4);
    const added = word(at, 8);
    at += 12;
    if (start < done || end < start || end > length || added > <u32>(chunkEnd - at)) return -1;
    const kept = start - done;
    if (kept + added > <u32>(outEnd - out)) return -1;
    memory.copy(out, from + done, kept);
    out += kept;
    memory.copy(out, at, added);
    out += added;
    at += added;
    done = end;
  }
  const rest = length - done;
  if (rest > <u32>(outEnd - out)) return -1;
  memory.copy(out, from + done, rest);
  return <i32>(out + rest - to);
}

/**
 * Builds the text found. Its hash is not checked.
 * @returns its address, behind what the hash takes in before it; or 0.
 */
export function build(): usize {
  let place = first;
  let length: u32 = 0;
  if (isUpon) {
    text = first;
    length = word(built, TEXT_LENGTH);
    place = second;
  }
  built = 0;
  for (let i = <i32>chainLength - 1; i >= 0; i--) {
    const at: usize = load<u32>(CHAIN + (<usize>i << 2));
    if (text == 0) {
      if (!readChunk(at, place, room)) return 0;
      text = chunkStart;
      length = <u32>(chunkEnd - chunkStart);
    } else {
      if (!readChunk(at, deltas, deltaRoom)) return 0;
      const made = apply(text, length, place);
      if (made < 0) return 0;
      text = place;
      length = made;
    }
    if (length != word(at, TEXT_LENGTH)) return 0;
    if (text == place) place = place == first ? second : first;
  }
  if (text == second) memory.copy(second - PARENTS, first - PARENTS, PARENTS);
  else if (text != first) {
    memory.copy(first, text, textLength());
    text = first;
  }
  built = load<u32>(CHAIN);
  builtText = text;
  return text;
}
