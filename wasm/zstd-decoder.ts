// Decompresses one zstd frame (RFC 8878) within this module's memory.
//
// Written for the chunks of revlogs, most of which hold a few hundred bytes: nothing is set up per call, tables that the
// format predefines are made once, and what a block does not use is not built.
//
// Memory: the addresses below are fixed; from INPUT on it belongs to the caller, who keeps 8 readable bytes before the
// source and SLACK bytes behind source and target that may be read and written over.

const HUFFMAN: usize = 4096; // 2,048 entries: symbol, bits
const LITERAL_LENGTHS: usize = 8192; // 512 entries of 8 bytes
const MATCH_LENGTHS: usize = 12288; // 512
const OFFSETS: usize = 16384; // 256
const DEFAULT_LITERAL_LENGTHS: usize = 18432; // 64
const DEFAULT_MATCH_LENGTHS: usize = 18944; // 64
const DEFAULT_OFFSETS: usize = 19456; // 32
const WEIGHTS: usize = 19712; // 256 bytes
const COUNTS: usize = 19968; // 256 of 16 bits
const NEXT: usize = 20480; // 256 of 16 bits
const SPREAD: usize = 20992; // 512 bytes
const WEIGHT_STATES: usize = 21504; // 64 of 4 bytes
const MASKS: usize = 21760; // 12 times 256 bits
const LITERALS: usize = 24576; // 128 KiB and slack
export const INPUT: u32 = 163840;

const MOST_BLOCK: u32 = 1 << 17;

/** Damage, not enough room, or more than this decoder knows: dictionaries, checksums, anything behind the frame. */
const NO: i32 = -1;

// Baselines and extra bits of the codes of lengths.
const LL_BASE = memory.data<u32>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024,
  2048, 4096, 8192, 16384, 32768, 65536,
]);
const LL_BITS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
const ML_BASE = memory.data<u32>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
  34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
]);
const ML_BITS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3,
  3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
const LL_DEFAULT_COUNTS = memory.data<i16>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);
const ML_DEFAULT_COUNTS = memory.data<i16>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
const OF_DEFAULT_COUNTS = memory.data<i16>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);

// Which kind of code a table is for.
const KIND_LL: u32 = 0;
const KIND_OF: u32 = 1;
const KIND_ML: u32 = 2;

// Tables of the frame so far; a log of -1 says that there is none.
let huffmanLog: i32 = -1;
let llTable: usize = 0;
let llLog: i32 = -1;
let ofTable: usize = 0;
let ofLog: i32 = -1;
let mlTable: usize = 0;
let mlLog: i32 = -1;
let rep1: u32 = 1;
let rep2: u32 = 4;
let rep3: u32 = 8;
// Results besides the returned one.
let literals: usize = 0;
let literalCount: u32 = 0;
let symbolCount: u32 = 0;
let tableLog: i32 = 0;

/** Makes the predefined tables; called once. */
export function start(): void {
  memory.copy(COUNTS, LL_DEFAULT_COUNTS, 36 * 2);
  symbolCount = 36;
  buildTable(KIND_LL, DEFAULT_LITERAL_LENGTHS, 6);
  memory.copy(COUNTS, ML_DEFAULT_COUNTS, 53 * 2);
  symbolCount = 53;
  buildTable(KIND_ML, DEFAULT_MATCH_LENGTHS, 6);
  memory.copy(COUNTS, OF_DEFAULT_COUNTS, 29 * 2);
  symbolCount = 29;
  buildTable(KIND_OF, DEFAULT_OFFSETS, 5);
}

/**
 * Reads a distribution into COUNTS, `symbolCount` and `tableLog`.
 * @returns where it ends, or 0.
 */
function readCounts(src: usize, end: usize, mostSymbol: u32, mostLog: i32): usize {
  if (src >= end) return 0;
  tableLog = (load<u8>(src) & 15) + 5;
  if (tableLog > mostLog) return 0;
  let position: u32 = 4;
  let remaining: i32 = (1 << tableLog) + 1;
  let threshold: i32 = 1 << tableLog;
  let bits: i32 = tableLog + 1;
  let symbol: u32 = 0;
  let wasZero = false;
  while (remaining > 1) {
    if (wasZero) {
      let repeat: u32 = 3;
      while (repeat == 3) {
        repeat = (load<u32>(src + (position >> 3)) >> (position & 7)) & 3;
        position += 2;
        for (let i: u32 = 0; i < repeat; i++) {
          if (symbol > mostSymbol) return 0;
          store<i16>(COUNTS + (symbol++ << 1), 0);
        }
        if (src + (position >> 3) > end) return 0;
      }
    }
    if (symbol > mostSymbol) return 0;
    const word = <i32>(load<u32>(src + (position >> 3)) >> (position & 7));
    const spare = 2 * threshold - 1 - remaining;
    let count = word & (threshold - 1);
    if (count < spare) position += bits - 1;
    else {
      count = word & (2 * threshold - 1);
      if (count >= threshold) count -= spare;
      position += bits;
    }
    count--;
    remaining -= count < 0 ? 1 : count;
    store<i16>(COUNTS + (symbol++ << 1), <i16>count);
    wasZero = count == 0;
    while (remaining < threshold) {
      bits--;
      threshold >>= 1;
    }
  }
  if (remaining != 1) return 0;
  symbolCount = symbol;
  const next = src + ((position + 7) >> 3);
  return next <= end ? next : 0;
}

/** Spreads the symbols of COUNTS over a table of `1 << log` states, in SPREAD and NEXT. */
function spread(log: i32): void {
  const size: u32 = 1 << log;
  const mask = size - 1;
  const step = (size >> 1) + (size >> 3) + 3;
  let high = size - 1;
  for (let symbol: u32 = 0; symbol < symbolCount; symbol++) {
    const count = <i32>load<i16>(COUNTS + (symbol << 1));
    if (count < 0) {
      store<u8>(SPREAD + high--, <u8>symbol);
      store<u16>(NEXT + (symbol << 1), 1);
    } else store<u16>(NEXT + (symbol << 1), <u16>count);
  }
  let position: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbolCount; symbol++) {
    const count = <i32>load<i16>(COUNTS + (symbol << 1));
    for (let i = 0; i < count; i++) {
      store<u8>(SPREAD + position, <u8>symbol);
      do position = (position + step) & mask;
      while (position > high);
    }
  }
}

/** Entries: next state, extra bits << 16, bits of the state << 24, baseline << 32. */
function buildTable(kind: u32, table: usize, log: i32): void {
  spread(log);
  const size: u32 = 1 << log;
  for (let i: u32 = 0; i < size; i++) {
    const symbol: u32 = load<u8>(SPREAD + i);
    const next: u32 = load<u16>(NEXT + (symbol << 1));
    store<u16>(NEXT + (symbol << 1), <u16>(next + 1));
    const bits: u32 = log - (31 - clz(next));
    store<u64>(table + (i << 3), entryOf(kind, symbol) | ((next << bits) - size) | (<u64>bits << 24));
  }
}

function entryOf(kind: u32, symbol: u32): u64 {
  if (kind == KIND_LL)
    return (<u64>load<u8>(LL_BITS + symbol) << 16) | (<u64>load<u32>(LL_BASE + (symbol << 2)) << 32);
  if (kind == KIND_ML)
    return (<u64>load<u8>(ML_BITS + symbol) << 16) | (<u64>load<u32>(ML_BASE + (symbol << 2)) << 32);
  return (<u64>symbol << 16) | ((<u64>1 << symbol) << 32);
}

/** The weights of a Huffman code, written as states of a small table. @returns how many, or 0. */
function readWeights(src: usize, end: usize): u32 {
  const from = readCounts(src, end, 255, 6);
  if (from == 0 || from >= end) return 0;
  const log = tableLog;
  spread(log);
  const size: u32 = 1 << log;
  for (let i: u32 = 0; i < size; i++) {
    const symbol: u32 = load<u8>(SPREAD + i);
    const next: u32 = load<u16>(NEXT + (symbol << 1));
    store<u16>(NEXT + (symbol << 1), <u16>(next + 1));
    const bits: u32 = log - (31 - clz(next));
    store<u32>(WEIGHT_STATES + (i << 2), ((next << bits) - size) | (symbol << 16) | (bits << 24));
  }
  const last: u32 = load<u8>(end - 1);
  if (last == 0) return 0;
  let at = end - 8;
  let used: u64 = clz(last) - 23;
  let bits: u64 = load<u64>(at) << used;
  let left: i32 = <i32>((<u32>(end - from) << 3) - <u32>used) - 2 * log;
  if (left < 0) return 0;
  let state1 = bits >> (64 - log);
  bits <<= log;
  let state2 = bits >> (64 - log);
  bits <<= log;
  used += 2 * log;
  let to = WEIGHTS;
  // Two states take turns; where bits run out, the other one's symbol is the last.
  while (to < WEIGHTS + 254) {
    const entry1 = load<u32>(WEIGHT_STATES + (<usize>state1 << 2));
    store<u8>(to++, <u8>(entry1 >> 16));
    const bits1 = entry1 >> 24;
    left -= bits1;
    if (left < 0) {
      store<u8>(to++, load<u8>(WEIGHT_STATES + (<usize>state2 << 2) + 2));
      return <u32>(to - WEIGHTS);
    }
    state1 = (entry1 & 0xffff) + (bits >> 1 >> (63 - bits1));
    bits <<= bits1;
    const entry2 = load<u32>(WEIGHT_STATES + (<usize>state2 << 2));
    store<u8>(to++, <u8>(entry2 >> 16));
    const bits2 = entry2 >> 24;
    left -= bits2;
    if (left < 0) {
      store<u8>(to++, load<u8>(WEIGHT_STATES + (<usize>state1 << 2) + 2));
      return <u32>(to - WEIGHTS);
    }
    state2 = (entry2 & 0xffff) + (bits >> 1 >> (63 - bits2));
    bits <<= bits2;
    used += bits1 + bits2;
    if (used > 44) {
      at -= <usize>(used >> 3);
      used &= 7;
      bits = load<u64>(at) << used;
    }
  }
  return 0;
}

/** Reads a Huffman code and builds its table. @returns where it ends, or 0. */
function readHuffman(src: usize, end: usize): usize {
  if (src >= end) return 0;
  const head: u32 = load<u8>(src++);
  let count: u32;
  let next: usize;
  if (head >= 128) {
    count = head - 127;
    next = src + ((count + 1) >> 1);
    if (next > end) return 0;
    for (let i: u32 = 0; i < count; i += 2) {
      const pair: u32 = load<u8>(src + (i >> 1));
      store<u8>(WEIGHTS + i, <u8>(pair >> 4));
      store<u8>(WEIGHTS + i + 1, <u8>(pair & 15));
    }
  } else {
    next = src + head;
    if (next > end) return 0;
    count = readWeights(src, next);
    if (count == 0) return 0;
  }
  // Per weight, a bit for each symbol that has it, 64 symbols to a word.
  const words = (count + 64) >> 6;
  for (let i = count; i < words << 6; i++) store<u8>(WEIGHTS + i, 0);
  let sum: u32 = 0;
  let found: u32 = words << 6;
  for (let weight: u32 = 0; weight <= 11; weight++) {
    const wanted = i8x16.splat(<i8>weight);
    let symbols: u32 = 0;
    for (let word: u32 = 0; word < words; word++) {
      const from = WEIGHTS + (word << 6);
      const mask =
        <u64>i8x16.bitmask(i8x16.eq(v128.load(from), wanted)) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(from, 16), wanted)) << 16) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(from, 32), wanted)) << 32) |
        (<u64>i8x16.bitmask(i8x16.eq(v128.load(from, 48), wanted)) << 48);
      store<u64>(MASKS + (weight << 5) + (word << 3), mask);
      symbols += <u32>popcnt(mask);
    }
    found -= symbols;
    sum += symbols * ((1 << weight) >> 1);
  }
  // Some weight is larger than the format allows, or all are zero.
  if (found != 0 || sum == 0) return 0;
  const log: i32 = 32 - clz(sum);
  if (log > 11) return 0;
  // The last symbol's weight is not stored: it fills the table up.
  const rest = (1 << log) - sum;
  if ((rest & (rest - 1)) != 0) return 0;
  const lastMask = MASKS + ((32 - clz(rest)) << 5) + ((count >> 6) << 3);
  store<u64>(lastMask, load<u64>(lastMask) | (<u64>1 << (count & 63)));
  let to = HUFFMAN;
  for (let weight: u32 = 1; weight <= <u32>log; weight++) {
    const length: u32 = (1 << weight) >> 1;
    for (let word: u32 = 0; word < words; word++) {
      let mask = load<u64>(MASKS + (weight << 5) + (word << 3));
      while (mask != 0) {
        const entry: u32 = ((word << 6) + <u32>ctz(mask)) | ((log + 1 - weight) << 8);
        mask &= mask - 1;
        if (length == 1) store<u16>(to, <u16>entry);
        else {
          const four: u64 = <u64>(entry | (entry << 16)) * 0x100000001;
          store<u64>(to, four);
          for (let i: u32 = 4; i < length; i += 4) store<u64>(to + (i << 1), four);
        }
        to += length << 1;
      }
    }
  }
  huffmanLog = log;
  return next;
}

/** Decodes one stream of literals. */
function decodeStream(src: usize, end: usize, out: usize, outEnd: usize): bool {
  if (src >= end) return false;
  const last: u32 = load<u8>(end - 1);
  if (last == 0) return false;
  const shift: u64 = 64 - huffmanLog;
  let at = end - 8;
  let used: u64 = clz(last) - 23;
  // The lowest bit marks the end of what was loaded, so that the bits used need no counting.
  while (out + 5 <= outEnd) {
    let bits: u64 = (load<u64>(at) | 1) << used;
    let entry: u64;
    entry = <u64>load<u16>(HUFFMAN + (<usize>(bits >> shift) << 1));
    store<u8>(out, <u8>entry);
    bits <<= entry >> 8;
    entry = <u64>load<u16>(HUFFMAN + (<usize>(bits >> shift) << 1));
    store<u8>(out, <u8>entry, 1);
    bits <<= entry >> 8;
    entry = <u64>load<u16>(HUFFMAN + (<usize>(bits >> shift) << 1));
    store<u8>(out, <u8>entry, 2);
    bits <<= entry >> 8;
    entry = <u64>load<u16>(HUFFMAN + (<usize>(bits >> shift) << 1));
    store<u8>(out, <u8>entry, 3);
    bits <<= entry >> 8;
    entry = <u64>load<u16>(HUFFMAN + (<usize>(bits >> shift) << 1));
    store<u8>(out, <u8>entry, 4);
    bits <<= entry >> 8;
    out += 5;
    used = ctz(bits);
    at -= <usize>(used >> 3);
    used &= 7;
  }
  return finishStream(src, at, used, out, outEnd);
}

/** The last literals of a stream, which must end where its bits do. */
function finishStream(src: usize, at: usize, used: u64, out: usize, outEnd: usize): bool {
  const shift: u64 = 64 - huffmanLog;
  while (out < outEnd) {
    let bits: u64 = load<u64>(at) << used;
    const stop = min(out + 5, outEnd);
    do {
      const entry = <u64>load<u16>(HUFFMAN + (<usize>(bits >> shift) << 1));
      store<u8>(out++, <u8>entry);
      bits <<= entry >> 8;
      used += entry >> 8;
    } while (out < stop);
    at -= <usize>(used >> 3);
    used &= 7;
  }
  return ((<u32>at + 8 - <u32>src) << 3) == <u32>used;
}

/** Four streams side by side: the processor works on all of them at once. */
function decodeFourStreams(src: usize, end: usize, out: usize, count: u32): bool {
  if (end - src < 10) return false;
  const src1 = src + 6;
  const src2 = src1 + load<u16>(src);
  const src3 = src2 + load<u16>(src, 2);
  const src4 = src3 + load<u16>(src, 4);
  if (src1 >= src2 || src2 >= src3 || src3 >= src4 || src4 >= end) return false;
  const part = (count + 3) >> 2;
  if (<u32>3 * part > count) return false;
  let out1 = out;
  let out2 = out1 + part;
  let out3 = out2 + part;
  let out4 = out3 + part;
  const outEnd = out + count;
  const last1: u32 = load<u8>(src2 - 1);
  const last2: u32 = load<u8>(src3 - 1);
  const last3: u32 = load<u8>(src4 - 1);
  const last4: u32 = load<u8>(end - 1);
  if (last1 == 0 || last2 == 0 || last3 == 0 || last4 == 0) return false;
  const shift: u64 = 64 - huffmanLog;
  // The lowest bit marks the end of what was loaded, so that the bits used need no counting.
  let at1 = src2 - 8;
  let at2 = src3 - 8;
  let at3 = src4 - 8;
  let at4 = end - 8;
  let used1: u64 = clz(last1) - 23;
  let used2: u64 = clz(last2) - 23;
  let used3: u64 = clz(last3) - 23;
  let used4: u64 = clz(last4) - 23;
  // The last part is the shortest. Each round takes five symbols and at most 55 bits of each stream.
  while (out4 + 5 <= outEnd) {
    let bits1: u64 = (load<u64>(at1) | 1) << used1;
    let bits2: u64 = (load<u64>(at2) | 1) << used2;
    let bits3: u64 = (load<u64>(at3) | 1) << used3;
    let bits4: u64 = (load<u64>(at4) | 1) << used4;
    let entry1: u64, entry2: u64, entry3: u64, entry4: u64;
      entry1 = <u64>load<u16>(HUFFMAN + (<usize>(bits1 >> shift) << 1));
      entry2 = <u64>load<u16>(HUFFMAN + (<usize>(bits2 >> shift) << 1));
      entry3 = <u64>load<u16>(HUFFMAN + (<usize>(bits3 >> shift) << 1));
      entry4 = <u64>load<u16>(HUFFMAN + (<usize>(bits4 >> shift) << 1));
      store<u8>(out1, <u8>entry1);
      store<u8>(out2, <u8>entry2);
      store<u8>(out3, <u8>entry3);
      store<u8>(out4, <u8>entry4);
      bits1 <<= entry1 >> 8;
      bits2 <<= entry2 >> 8;
      bits3 <<= entry3 >> 8;
      bits4 <<= entry4 >> 8;
      entry1 = <u64>load<u16>(HUFFMAN + (<usize>(bits1 >> shift) << 1));
      entry2 = <u64>load<u16>(HUFFMAN + (<usize>(bits2 >> shift) << 1));
      entry3 = <u64>load<u16>(HUFFMAN + (<usize>(bits3 >> shift) << 1));
      entry4 = <u64>load<u16>(HUFFMAN + (<usize>(bits4 >> shift) << 1));
      store<u8>(out1, <u8>entry1, 1);
      store<u8>(out2, <u8>entry2, 1);
      store<u8>(out3, <u8>entry3, 1);
      store<u8>(out4, <u8>entry4, 1);
      bits1 <<= entry1 >> 8;
      bits2 <<= entry2 >> 8;
      bits3 <<= entry3 >> 8;
      bits4 <<= entry4 >> 8;
      entry1 = <u64>load<u16>(HUFFMAN + (<usize>(bits1 >> shift) << 1));
      entry2 = <u64>load<u16>(HUFFMAN + (<usize>(bits2 >> shift) << 1));
      entry3 = <u64>load<u16>(HUFFMAN + (<usize>(bits3 >> shift) << 1));
      entry4 = <u64>load<u16>(HUFFMAN + (<usize>(bits4 >> shift) << 1));
      store<u8>(out1, <u8>entry1, 2);
      store<u8>(out2, <u8>entry2, 2);
      store<u8>(out3, <u8>entry3, 2);
      store<u8>(out4, <u8>entry4, 2);
      bits1 <<= entry1 >> 8;
      bits2 <<= entry2 >> 8;
      bits3 <<= entry3 >> 8;
      bits4 <<= entry4 >> 8;
      entry1 = <u64>load<u16>(HUFFMAN + (<usize>(bits1 >> shift) << 1));
      entry2 = <u64>load<u16>(HUFFMAN + (<usize>(bits2 >> shift) << 1));
      entry3 = <u64>load<u16>(HUFFMAN + (<usize>(bits3 >> shift) << 1));
      entry4 = <u64>load<u16>(HUFFMAN + (<usize>(bits4 >> shift) << 1));
      store<u8>(out1, <u8>entry1, 3);
      store<u8>(out2, <u8>entry2, 3);
      store<u8>(out3, <u8>entry3, 3);
      store<u8>(out4, <u8>entry4, 3);
      bits1 <<= entry1 >> 8;
      bits2 <<= entry2 >> 8;
      bits3 <<= entry3 >> 8;
      bits4 <<= entry4 >> 8;
      entry1 = <u64>load<u16>(HUFFMAN + (<usize>(bits1 >> shift) << 1));
      entry2 = <u64>load<u16>(HUFFMAN + (<usize>(bits2 >> shift) << 1));
      entry3 = <u64>load<u16>(HUFFMAN + (<usize>(bits3 >> shift) << 1));
      entry4 = <u64>load<u16>(HUFFMAN + (<usize>(bits4 >> shift) << 1));
      store<u8>(out1, <u8>entry1, 4);
      store<u8>(out2, <u8>entry2, 4);
      store<u8>(out3, <u8>entry3, 4);
      store<u8>(out4, <u8>entry4, 4);
      bits1 <<= entry1 >> 8;
      bits2 <<= entry2 >> 8;
      bits3 <<= entry3 >> 8;
      bits4 <<= entry4 >> 8;
    out1 += 5;
    used1 = ctz(bits1);
    at1 -= <usize>(used1 >> 3);
    used1 &= 7;
    out2 += 5;
    used2 = ctz(bits2);
    at2 -= <usize>(used2 >> 3);
    used2 &= 7;
    out3 += 5;
    used3 = ctz(bits3);
    at3 -= <usize>(used3 >> 3);
    used3 &= 7;
    out4 += 5;
    used4 = ctz(bits4);
    at4 -= <usize>(used4 >> 3);
    used4 &= 7;
  }
  return (
    finishStream(src1, at1, used1, out1, out + part) &&
    finishStream(src2, at2, used2, out2, out + 2 * part) &&
    finishStream(src3, at3, used3, out3, out + 3 * part) &&
    finishStream(src4, at4, used4, out4, outEnd)
  );
}

/** Finds or decodes a block's literals. @returns where their section ends, or 0. */
function readLiterals(src: usize, end: usize): usize {
  if (src >= end) return 0;
  const head: u32 = load<u32>(src);
  const kind = head & 3;
  const format = (head >> 2) & 3;
  if (kind < 2) {
    let bytes: usize = 1;
    let count: u32 = (head & 0xff) >> 3;
    if (format == 1) {
      bytes = 2;
      count = (head & 0xffff) >> 4;
    } else if (format == 3) {
      bytes = 3;
      count = (head & 0xffffff) >> 4;
    }
    if (count > MOST_BLOCK) return 0;
    src += bytes;
    literalCount = count;
    if (kind == 0) {
      literals = src;
      return src + count <= end ? src + count : 0;
    }
    if (src >= end) return 0;
    memory.fill(LITERALS, load<u8>(src), count);
    literals = LITERALS;
    return src + 1;
  }
  let bytes: usize = 3;
  let count: u32 = (head >> 4) & 0x3ff;
  let size: u32 = (head >> 14) & 0x3ff;
  if (format == 2) {
    bytes = 4;
    count = (head >> 4) & 0x3fff;
    size = head >> 18;
  } else if (format == 3) {
    bytes = 5;
    count = (head >> 4) & 0x3ffff;
    size = (head >> 22) | (<u32>load<u8>(src, 4) << 10);
  }
  let from = src + bytes;
  const next = from + size;
  if (next > end || count > MOST_BLOCK || count == 0) return 0;
  if (kind == 2) {
    from = readHuffman(from, next);
    if (from == 0) return 0;
  } else if (huffmanLog < 0) return 0;
  const sound =
    format == 0
      ? decodeStream(from, next, LITERALS, LITERALS + count)
      : decodeFourStreams(from, next, LITERALS, count);
  if (!sound) return 0;
  literals = LITERALS;
  literalCount = count;
  return next;
}

/** Makes the table of one kind of code. @returns where its description ends, or 0. */
function readTable(kind: u32, mode: u32, src: usize, end: usize): usize {
  let table: usize = kind == KIND_LL ? LITERAL_LENGTHS : kind == KIND_OF ? OFFSETS : MATCH_LENGTHS;
  let log: i32 = 0;
  const mostSymbol: u32 = kind == KIND_LL ? 35 : kind == KIND_OF ? 31 : 52;
  if (mode == 0) {
    if (kind == KIND_LL) {
      table = DEFAULT_LITERAL_LENGTHS;
      log = 6;
    } else if (kind == KIND_ML) {
      table = DEFAULT_MATCH_LENGTHS;
      log = 6;
    } else {
      table = DEFAULT_OFFSETS;
      log = 5;
    }
  } else if (mode == 1) {
    if (src >= end) return 0;
    const symbol: u32 = load<u8>(src++);
    if (symbol > mostSymbol) return 0;
    store<u64>(table, entryOf(kind, symbol));
  } else if (mode == 2) {
    src = readCounts(src, end, mostSymbol, kind == KIND_OF ? 8 : 9);
    if (src == 0) return 0;
    log = tableLog;
    buildTable(kind, table, log);
  } else {
    const known = kind == KIND_LL ? llLog : kind == KIND_OF ? ofLog : mlLog;
    return known < 0 ? 0 : src;
  }
  if (kind == KIND_LL) {
    llTable = table;
    llLog = log;
  } else if (kind == KIND_OF) {
    ofTable = table;
    ofLog = log;
  } else {
    mlTable = table;
    mlLog = log;
  }
  return src;
}

/** Copies `count` bytes, up to 15 more behind them. */
function copyWide(from: usize, to: usize, count: u32): void {
  const end = to + count;
  do {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  } while (to < end);
}

/** Repeats what lies `offset` bytes back, up to 15 bytes more than asked for. */
function copyMatch(to: usize, offset: u32, count: u32): void {
  const end = to + count;
  let from = to - offset;
  if (offset >= 16) {
    do {
      v128.store(to, v128.load(from));
      to += 16;
      from += 16;
    } while (to < end);
    return;
  }
  if (offset < 8) {
    // Byte by byte until the distance is a multiple of the offset that eight bytes fit in.
    for (let i = 0; i < 8; i++) store<u8>(to++, load<u8>(from++));
    let distance = offset;
    while (distance < 8) distance += offset;
    from = to - distance;
  }
  while (to < end) {
    store<u64>(to, load<u64>(from));
    to += 8;
    from += 8;
  }
}

/** Decodes a compressed block. @returns the end of what it makes, or 0. */
function decodeBlock(src: usize, end: usize, frameStart: usize, start: usize, outEnd: usize): usize {
  src = readLiterals(src, end);
  if (src == 0 || src >= end) return 0;
  let count: u32 = load<u8>(src++);
  if (count >= 128) {
    if (count == 255) {
      if (src + 2 > end) return 0;
      count = <u32>load<u16>(src) + 0x7f00;
      src += 2;
    } else {
      if (src >= end) return 0;
      count = ((count - 128) << 8) + <u32>load<u8>(src++);
    }
  }
  let out = start;
  let literal = literals;
  const literalEnd = literal + literalCount;
  if (count > 0) {
    if (src >= end) return 0;
    const modes: u32 = load<u8>(src++);
    if ((modes & 3) != 0) return 0;
    src = readTable(KIND_LL, modes >> 6, src, end);
    if (src == 0) return 0;
    src = readTable(KIND_OF, (modes >> 4) & 3, src, end);
    if (src == 0) return 0;
    src = readTable(KIND_ML, (modes >> 2) & 3, src, end);
    if (src == 0 || src >= end) return 0;
    const last: u32 = load<u8>(end - 1);
    if (last == 0) return 0;
    const lls = llTable;
    const ofs = ofTable;
    const mls = mlTable;
    let at = end - 8;
    let used: u64 = clz(last) - 23;
    let bits: u64 = load<u64>(at) << used;
    // Each `bits >> 1 >> (63 - n)` takes the next n bits, none for n = 0.
    let llState: u64 = bits >> 1 >> (63 - llLog);
    bits <<= llLog;
    let ofState: u64 = bits >> 1 >> (63 - ofLog);
    bits <<= ofLog;
    let mlState: u64 = bits >> 1 >> (63 - mlLog);
    used += llLog + ofLog + mlLog;
    let first = rep1;
    let second = rep2;
    let third = rep3;
    for (; count > 0; count--) {
      at -= <usize>(used >> 3);
      used &= 7;
      if (at + 8 < src) return 0;
      bits = load<u64>(at) << used;
      const llEntry = load<u64>(lls + (<usize>llState << 3));
      const ofEntry = load<u64>(ofs + (<usize>ofState << 3));
      const mlEntry = load<u64>(mls + (<usize>mlState << 3));
      const llBits = (llEntry >> 16) & 0xff;
      const ofBits = (ofEntry >> 16) & 0xff;
      const mlBits = (mlEntry >> 16) & 0xff;
      const offsetValue = <u32>(ofEntry >> 32) + <u32>(bits >> 1 >> (63 - ofBits));
      bits <<= ofBits;
      const matchLength = <u32>(mlEntry >> 32) + <u32>(bits >> 1 >> (63 - mlBits));
      bits <<= mlBits;
      used += ofBits + mlBits;
      if (ofBits + mlBits + llBits > 30) {
        at -= <usize>(used >> 3);
        used &= 7;
        if (at + 8 < src) return 0;
        bits = load<u64>(at) << used;
      }
      const literalLength = <u32>(llEntry >> 32) + <u32>(bits >> 1 >> (63 - llBits));
      bits <<= llBits;
      used += llBits;
      if (count > 1) {
        const llMore = (llEntry >> 24) & 0xff;
        const mlMore = (mlEntry >> 24) & 0xff;
        const ofMore = (ofEntry >> 24) & 0xff;
        llState = (llEntry & 0xffff) + (bits >> 1 >> (63 - llMore));
        bits <<= llMore;
        mlState = (mlEntry & 0xffff) + (bits >> 1 >> (63 - mlMore));
        bits <<= mlMore;
        ofState = (ofEntry & 0xffff) + (bits >> 1 >> (63 - ofMore));
        used += llMore + mlMore + ofMore;
      }
      let offset: u32;
      if (offsetValue > 3) {
        offset = offsetValue - 3;
        third = second;
        second = first;
        first = offset;
      } else {
        const which = offsetValue + (literalLength == 0 ? 1 : 0);
        if (which == 1) offset = first;
        else {
          if (which == 2) offset = second;
          else {
            offset = which == 3 ? third : first - 1;
            third = second;
          }
          second = first;
          first = offset;
        }
      }
      if (literalLength > <u32>(literalEnd - literal)) return 0;
      if (<u64>literalLength + <u64>matchLength > <u64>(outEnd - out)) return 0;
      copyWide(literal, out, literalLength);
      literal += literalLength;
      out += literalLength;
      if (offset - 1 >= <u32>(out - frameStart)) return 0;
      copyMatch(out, offset, matchLength);
      out += matchLength;
    }
    if (((<u32>at + 8 - <u32>src) << 3) != <u32>used) return 0;
    rep1 = first;
    rep2 = second;
    rep3 = third;
  } else if (src != end) return 0;
  const rest = <u32>(literalEnd - literal);
  if (rest > <u32>(outEnd - out)) return 0;
  if (rest > 256) memory.copy(out, literal, rest);
  else copyWide(literal, out, rest);
  return out + rest;
}

/** Forgets what the blocks of the frame before have left behind. */
export function beginFrame(): void {
  huffmanLog = -1;
  llLog = -1;
  ofLog = -1;
  mlLog = -1;
  setRepeats(1, 4, 8);
}

/**
 * Decodes the compressed block `[src, end)` of the frame begun, for who reads a frame block by block: into `[start, outEnd)`, with
 * what came before from `frameStart` on.
 * @returns the end of what it makes, or 0.
 */
export function block(src: usize, end: usize, frameStart: usize, start: usize, outEnd: usize): usize {
  return decodeBlock(src, end, frameStart, start, outEnd);
}

/** The offsets that the next block may repeat. */
export function setRepeats(first: u32, second: u32, third: u32): void {
  rep1 = first;
  rep2 = second;
  rep3 = third;
}

/** The longest of them. */
export function longestRepeat(): u32 {
  return max(max(rep1, rep2), rep3);
}

/**
 * Decompresses the frame `[src, src + length)` into `[dst, dst + room)`.
 * @returns how many bytes it holds, or -1.
 */
export function decompress(src: usize, length: u32, dst: usize, room: u32): i32 {
  const end = src + length;
  if (length < 6 || load<u32>(src) != 0xfd2fb528) return NO;
  const descriptor: u32 = load<u8>(src, 4);
  // A dictionary, a checksum, or a bit that is not defined.
  if ((descriptor & 0x0f) != 0) return NO;
  const single = (descriptor & 0x20) != 0;
  const sizeCode = descriptor >> 6;
  src += 5 + (single ? 0 : 1) + (sizeCode == 0 ? (single ? 1 : 0) : 1 << sizeCode);
  beginFrame();
  let out = dst;
  const outEnd = dst + room;
  let isLast = false;
  while (!isLast) {
    if (src + 3 > end) return NO;
    const head: u32 = load<u32>(src) & 0xffffff;
    src += 3;
    isLast = (head & 1) != 0;
    const kind = (head >> 1) & 3;
    const size = head >> 3;
    if (kind == 1) {
      if (src >= end || size > MOST_BLOCK || size > <u32>(outEnd - out)) return NO;
      memory.fill(out, load<u8>(src++), size);
      out += size;
      continue;
    }
    if (src + size > end || size > MOST_BLOCK) return NO;
    if (kind == 0) {
      if (size > <u32>(outEnd - out)) return NO;
      memory.copy(out, src, size);
      out += size;
    } else if (kind == 2) {
      out = decodeBlock(src, src + size, dst, out, outEnd);
      if (out == 0) return NO;
    } else return NO;
    src += size;
  }
  return src == end ? <i32>(out - dst) : NO;
}
