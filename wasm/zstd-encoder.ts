// Compresses short texts into zstd frames (RFC 8878): a commit has two or three of a few hundred bytes, and the general library takes 5 ms to
// get ready for them. What the library would make still smaller, by tables of its own for many sequences, is left to it.
//
// From INPUT on there is room for MOST_INPUT bytes and 8 more that may be read; the frame is at `result()`.

export const MOST_INPUT: i32 = 4096;
/** Literals in one stream. */
const MOST_LITERALS: i32 = 1023;
/** From here on tables for offsets may pay. */
const MOST_SEQUENCES: i32 = 31;
const MOST_CODE_BITS: i32 = 11;
/** Candidates looked at for a match. */
const MOST_STEPS: i32 = 64;
/** Room for a frame of which all attempts failed. */
const FRAME_BYTES: i32 = 3 * MOST_INPUT;

export const INPUT: usize = memory.data(4096 + 16);
const FRAME_A: usize = memory.data(3 * 4096);
const FRAME_B: usize = memory.data(3 * 4096);
const LITERALS: usize = memory.data(4096 + 16);
const SECTION: usize = memory.data(8192);
/** Last position with a hash, and for each position the one before it with the same: plus one, 0 for none. */
const HEADS: usize = memory.data(2 * 4096);
const BEFORE: usize = memory.data(2 * 4096);
/** Of each sequence: literals before it, length of the match, offset as it is coded. */
const SEQUENCES: usize = memory.data(12 * 40);

/** Tables of states: 2 bytes for each of up to 64, then for each symbol two 32-bit numbers. */
const SYMBOLS_AT: usize = 128;
const LITERAL_LENGTHS: usize = memory.data(128 + 8 * 64);
const OFFSETS: usize = memory.data(128 + 8 * 64);
const MATCH_LENGTHS: usize = memory.data(128 + 8 * 64);
const WEIGHTS_TABLE: usize = memory.data(128 + 8 * 64);

// Predefined distributions (section 3.1.1.3.2.2).
const LITERAL_NORMS: usize = memory.data<i8>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);
const MATCH_NORMS: usize = memory.data<i8>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
const OFFSET_NORMS: usize = memory.data<i8>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);
// Bits that follow the codes of lengths from 16 (literals) and 35 (matches) on; below these each length has its own.
const LITERAL_BITS: usize = memory.data<u8>([1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12]);
const MATCH_BITS: usize = memory.data<u8>([1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11]);

const SPREAD: usize = memory.data(64);
const STARTS: usize = memory.data(4 * 64);
const COUNTS: usize = memory.data(4 * 256);
/** Symbols in ascending order of their counts, and what becomes their code lengths. */
const ORDER: usize = memory.data(256);
const TREE: usize = memory.data(4 * 256);
const LENGTHS: usize = memory.data(256);
const CODES: usize = memory.data(2 * 256);
const PER_LENGTH: usize = memory.data(4 * 300);
const PER_LIMITED: usize = memory.data(4 * 16);
const NORMS: usize = memory.data(16);
const ATTEMPT: usize = memory.data(512);
const HEADER: usize = memory.data(512);

let isReady = false;
let best: usize = FRAME_A;

// Bits, the first of them lowest.
let out: usize = 0;
let held: u64 = 0;
let heldBits: u32 = 0;

function open(at: usize): void {
  out = at;
  held = 0;
  heldBits = 0;
}

/** @param value below 2 to the power of `count`, which is at most 24. */
@inline
function add(value: u32, count: u32): void {
  held |= (<u64>value) << heldBits;
  heldBits += count;
  store<u64>(out, held);
  out += heldBits >> 3;
  held >>= heldBits & ~7;
  heldBits &= 7;
}

/** Ends a stream that is read backwards. */
function close(): usize {
  add(1, 1);
  return out + <usize>(heldBits > 0 ? 1 : 0);
}

@inline
function highBit(value: u32): u32 {
  return 31 - clz(value);
}

// States

/** @param norms how many states each symbol has; -1 for one that is rarer than that. */
function makeTable(table: usize, norms: usize, symbols: u32, log: u32): void {
  const size: u32 = 1 << log;
  let high = size - 1;
  let start: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const norm = <i32>load<i8>(norms + s);
    store<u32>(STARTS + 4 * s, start);
    start += norm < 0 ? 1 : norm;
    if (norm < 0) store<u8>(SPREAD + high--, <u8>s);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let at: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++)
    for (let left = <i32>load<i8>(norms + s); left > 0; left--) {
      store<u8>(SPREAD + at, <u8>s);
      do at = (at + step) & (size - 1);
      while (at > high);
    }
  for (let state: u32 = 0; state < size; state++) {
    const place = STARTS + 4 * <usize>load<u8>(SPREAD + state);
    const index = load<u32>(place);
    store<u16>(table + 2 * index, <u16>(size + state));
    store<u32>(place, index + 1);
  }
  let total: i32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const norm = <i32>load<i8>(norms + s);
    const symbol = table + SYMBOLS_AT + 8 * s;
    if (norm === 0) continue;
    if (norm === 1 || norm === -1) {
      store<i32>(symbol, (log << 16) - size);
      store<i32>(symbol, total - 1, 4);
      total++;
      continue;
    }
    const most = log - highBit(norm - 1);
    store<i32>(symbol, (most << 16) - (norm << most));
    store<i32>(symbol, total - norm, 4);
    total += norm;
  }
}

function firstState(table: usize, symbol: u32): u32 {
  const at = table + SYMBOLS_AT + 8 * symbol;
  const delta = load<i32>(at);
  const count = (delta + (1 << 15)) >> 16;
  const value = (count << 16) - delta;
  return load<u16>(table + 2 * <usize>((value >> count) + load<i32>(at, 4)));
}

function nextState(table: usize, state: u32, symbol: u32): u32 {
  const at = table + SYMBOLS_AT + 8 * symbol;
  const count = (state + load<i32>(at)) >> 16;
  add(state & ((1 << count) - 1), count);
  return load<u16>(table + 2 * <usize>(<i32>(state >> count) + load<i32>(at, 4)));
}

function setUp(): void {
  makeTable(LITERAL_LENGTHS, LITERAL_NORMS, 36, 6);
  makeTable(OFFSETS, OFFSET_NORMS, 29, 5);
  makeTable(MATCH_LENGTHS, MATCH_NORMS, 53, 6);
  isReady = true;
}

// Matches

@inline
function hashAt(at: i32): usize {
  return 2 * <usize>((load<u32>(INPUT + at) * <u32>0x9e3779b1) >> 20);
}

function link(length: i32): void {
  memory.fill(HEADS, 0, 2 * 4096);
  for (let at = 0; at + 4 <= length; at++) {
    const head = HEADS + hashAt(at);
    store<u16>(BEFORE + 2 * <usize>at, load<u16>(head));
    store<u16>(head, <u16>(at + 1));
  }
}

function commonLength(a: i32, b: i32, length: i32): i32 {
  let same = 0;
  while (b + same < length && load<u8>(INPUT + a + same) === load<u8>(INPUT + b + same)) same++;
  return same;
}

let rep0: i32 = 1;
let rep1: i32 = 4;
let rep2: i32 = 8;
let foundLength: i32 = 0;
let foundDistance: i32 = 0;
/** Four for each byte, less what the offset takes. */
let foundGain: i32 = 0;

function find(at: i32, length: i32): void {
  foundLength = 0;
  foundGain = 0;
  if (at >= rep0) {
    const same = commonLength(at - rep0, at, length);
    if (same >= 3) {
      foundLength = same;
      foundDistance = rep0;
      foundGain = 4 * same;
    }
  }
  let before = <i32>load<u16>(BEFORE + 2 * <usize>at);
  for (let steps = 0; before > 0 && steps < MOST_STEPS; steps++) {
    const from = before - 1;
    const same = commonLength(from, at, length);
    const gain = 4 * same - highBit(at - from + 3);
    if (same >= 4 && gain > foundGain) {
      foundLength = same;
      foundDistance = at - from;
      foundGain = gain;
    }
    before = <i32>load<u16>(BEFORE + 2 * <usize>from);
  }
}

/** The offset as it is coded: 1 to 3 for those of the last matches. */
function offsetCode(distance: i32, hasLiterals: bool): i32 {
  let code = distance + 3;
  if (hasLiterals) {
    if (distance === rep0) return 1;
    if (distance === rep1) code = 2;
    else if (distance === rep2) code = 3;
  } else if (distance === rep1) code = 1;
  else if (distance === rep2) code = 2;
  else if (distance === rep0 - 1) code = 3;
  if (distance !== rep1) rep2 = rep1;
  rep1 = rep0;
  rep0 = distance;
  return code;
}

let literalCount: i32 = 0;
let sequenceCount: i32 = 0;

/** Divides the text. @param least bytes of a match. @returns false when there is too much for us. */
function parse(length: i32, least: i32): bool {
  literalCount = 0;
  sequenceCount = 0;
  rep0 = 1;
  rep1 = 4;
  rep2 = 8;
  let anchor = 0;
  let at = 1;
  while (at + 4 <= length) {
    find(at, length);
    if (foundLength < least) {
      at++;
      continue;
    }
    let same = foundLength;
    let distance = foundDistance;
    let gain = foundGain;
    while (at + 5 <= length) {
      find(at + 1, length);
      if (foundLength < least || foundGain <= gain + 4) break;
      same = foundLength;
      distance = foundDistance;
      gain = foundGain;
      at++;
    }
    while (at > anchor && at > distance && load<u8>(INPUT + at - 1) === load<u8>(INPUT + at - distance - 1)) {
      at--;
      same++;
    }
    if (sequenceCount === MOST_SEQUENCES) return false;
    const literals = at - anchor;
    memory.copy(LITERALS + literalCount, INPUT + anchor, literals);
    literalCount += literals;
    const sequence = SEQUENCES + 12 * <usize>sequenceCount;
    sequenceCount++;
    store<i32>(sequence, literals);
    store<i32>(sequence, same, 4);
    store<i32>(sequence, offsetCode(distance, literals > 0), 8);
    at += same;
    anchor = at;
  }
  memory.copy(LITERALS + literalCount, INPUT + anchor, length - anchor);
  literalCount += length - anchor;
  return literalCount <= MOST_LITERALS;
}

// Sequences

let code: u32 = 0;
let extra: u32 = 0;
let extraBits: u32 = 0;

/** Sets the code of a length and the bits that follow it. @param single lengths below this are their own codes. */
function codeLength(value: u32, single: u32, bits: usize): void {
  code = value;
  extra = 0;
  extraBits = 0;
  if (value < single) return;
  let base = single;
  let more: usize = 0;
  for (; value >= base + (<u32>1 << load<u8>(bits + more)); more++) base += <u32>1 << load<u8>(bits + more);
  code = single + <u32>more;
  extra = value - base;
  extraBits = load<u8>(bits + more);
}

function writeSequences(at: usize): usize {
  store<u8>(at, <u8>sequenceCount);
  if (sequenceCount === 0) return at + 1;
  // All three by the predefined distributions.
  store<u8>(at, 0, 1);
  open(at + 2);
  let literalState: u32 = 0;
  let offsetState: u32 = 0;
  let matchState: u32 = 0;
  for (let n = sequenceCount - 1; n >= 0; n--) {
    const sequence = SEQUENCES + 12 * <usize>n;
    const offset = load<u32>(sequence, 8);
    const offsetBits = highBit(offset);
    codeLength(load<u32>(sequence), 16, LITERAL_BITS);
    const literalCode = code;
    const literalExtra = extra;
    const literalBits = extraBits;
    codeLength(load<u32>(sequence, 4) - 3, 32, MATCH_BITS);
    if (n === sequenceCount - 1) {
      matchState = firstState(MATCH_LENGTHS, code);
      offsetState = firstState(OFFSETS, offsetBits);
      literalState = firstState(LITERAL_LENGTHS, literalCode);
    } else {
      offsetState = nextState(OFFSETS, offsetState, offsetBits);
      matchState = nextState(MATCH_LENGTHS, matchState, code);
      literalState = nextState(LITERAL_LENGTHS, literalState, literalCode);
    }
    add(literalExtra, literalBits);
    add(extra, extraBits);
    add(offset - (1 << offsetBits), offsetBits);
  }
  add(matchState & 63, 6);
  add(offsetState & 31, 5);
  add(literalState & 63, 6);
  return close();
}

// Literals

function countLiterals(): i32 {
  memory.fill(COUNTS, 0, 4 * 256);
  for (let i = 0; i < literalCount; i++) {
    const count = COUNTS + 4 * <usize>load<u8>(LITERALS + i);
    store<u32>(count, load<u32>(count) + 1);
  }
  let symbols = 0;
  for (let s = 0; s < 256; s++) {
    const count = load<u32>(COUNTS + 4 * s);
    if (count === 0) continue;
    let place = symbols++;
    while (place > 0 && load<u32>(COUNTS + 4 * <usize>load<u8>(ORDER + place - 1)) > count) {
      store<u8>(ORDER + place, load<u8>(ORDER + place - 1));
      place--;
    }
    store<u8>(ORDER + place, <u8>s);
  }
  return symbols;
}

@inline
function node(at: i32): i32 {
  return load<i32>(TREE + 4 * <usize>at);
}

@inline
function setNode(at: i32, value: i32): void {
  store<i32>(TREE + 4 * <usize>at, value);
}

/** How many symbols have codes of each length in a tree without limit (Moffat and Katajainen, in place). */
function growTree(symbols: i32): void {
  for (let i = 0; i < symbols; i++) setNode(i, load<i32>(COUNTS + 4 * <usize>load<u8>(ORDER + i)));
  setNode(0, node(0) + node(1));
  let root = 0;
  let leaf = 2;
  for (let next = 1; next < symbols - 1; next++) {
    if (leaf >= symbols || node(root) < node(leaf)) {
      setNode(next, node(root));
      setNode(root++, next);
    } else setNode(next, node(leaf++));
    if (leaf >= symbols || (root < next && node(root) < node(leaf))) {
      setNode(next, node(next) + node(root));
      setNode(root++, next);
    } else setNode(next, node(next) + node(leaf++));
  }
  setNode(symbols - 2, 0);
  for (let next = symbols - 3; next >= 0; next--) setNode(next, node(node(next)) + 1);
  memory.fill(PER_LENGTH, 0, 4 * 300);
  let free = 1;
  root = symbols - 2;
  for (let depth = 0; free > 0; depth++) {
    let used = 0;
    while (root >= 0 && node(root) === depth) {
      used++;
      root--;
    }
    store<i32>(PER_LENGTH + 4 * <usize>depth, free - used);
    free = 2 * used;
  }
}

/** The longest code's length, if that may be. */
function deepest(): i32 {
  let length = MOST_CODE_BITS;
  while (load<i32>(PER_LENGTH + 4 * <usize>length) === 0) length--;
  return length;
}

@inline
function limited(length: i32): i32 {
  return load<i32>(PER_LIMITED + 4 * <usize>length);
}

@inline
function setLimited(length: i32, count: i32): void {
  store<i32>(PER_LIMITED + 4 * <usize>length, count);
}

/** Sets `LENGTHS` to those of a complete code with at most `most` bits. @returns the longest. */
function limitLengths(symbols: i32, most: i32): i32 {
  let total = 0;
  for (let length = 1; length <= most; length++) {
    let count = load<i32>(PER_LENGTH + 4 * <usize>length);
    if (length === most)
      for (let longer = most + 1; longer < 260; longer++) count += load<i32>(PER_LENGTH + 4 * <usize>longer);
    setLimited(length, count);
    total += count << (most - length);
  }
  for (; total > 1 << most; total--) {
    setLimited(most, limited(most) - 1);
    for (let length = most - 1; length > 0; length--)
      if (limited(length) > 0) {
        setLimited(length, limited(length) - 1);
        setLimited(length + 1, limited(length + 1) + 2);
        break;
      }
  }
  memory.fill(LENGTHS, 0, 256);
  let longest = 0;
  let rank = 0;
  for (let length = most; length > 0; length--)
    for (let left = limited(length); left > 0; left--) {
      store<u8>(LENGTHS + <usize>load<u8>(ORDER + rank++), <u8>length);
      if (length > longest) longest = length;
    }
  return longest;
}

/** Weight of a symbol: 0 for none, otherwise the longest code's length and one, less its own. */
@inline
function weight(symbol: i32, longest: i32): u32 {
  const length = <i32>load<u8>(LENGTHS + symbol);
  return length === 0 ? 0 : longest + 1 - length;
}

/** Weights, two in a byte. @param count all but that of the last symbol. @returns 0 when there are too many. */
function writePlainWeights(at: usize, count: i32, longest: i32): usize {
  if (count > 128) return 0;
  store<u8>(at++, <u8>(127 + count));
  for (let s = 0; s < count; s += 2)
    store<u8>(at++, <u8>((weight(s, longest) << 4) | (s + 1 < count ? weight(s + 1, longest) : 0)));
  return at;
}

/** Shares `1 << log` states among the weights. @returns false where that makes no sense. */
function shareStates(count: i32, longest: i32, log: u32): bool {
  memory.fill(STARTS, 0, 64);
  for (let s = 0; s < count; s++) {
    const place = STARTS + 4 * <usize>weight(s, longest);
    store<i32>(place, load<i32>(place) + 1);
  }
  let left: i32 = 1 << log;
  let largest: usize = 0;
  for (let w: usize = 0; w <= 12; w++) {
    const found = load<i32>(STARTS + 4 * w);
    let states = (found << log) / count;
    // Rounded up where that gains most.
    if ((found << log) % count > count / 2) states++;
    if (found > 0 && states === 0) states = 1;
    store<u8>(NORMS + w, <u8>states);
    left -= states;
    if (found > load<i32>(STARTS + 4 * largest)) largest = w;
  }
  const states = <i32>load<u8>(NORMS + largest) + left;
  if (load<i32>(STARTS + 4 * largest) === count || states < 1) return false;
  store<u8>(NORMS + largest, <u8>states);
  return true;
}

/** The distribution in `NORMS` (section 4.1.1). */
function writeNorms(log: u32): void {
  add(log - 5, 4);
  let remaining: i32 = (1 << log) + 1;
  let threshold: i32 = 1 << log;
  let count = log + 1;
  let symbol: i32 = 0;
  let wasNone = false;
  while (remaining > 1) {
    if (wasNone) {
      let start = symbol;
      while (load<u8>(NORMS + symbol) === 0) symbol++;
      for (; symbol >= start + 3; start += 3) add(3, 2);
      add(symbol - start, 2);
    }
    let value = <i32>load<u8>(NORMS + symbol++);
    const short = 2 * threshold - 1 - remaining;
    remaining -= value;
    wasNone = value === 0;
    value++;
    if (value >= threshold) value += short;
    add(value, value < short ? count - 1 : count);
    while (remaining < threshold) {
      count--;
      threshold >>= 1;
    }
  }
  // To whole bytes.
  if (heldBits > 0) {
    out++;
    held = 0;
    heldBits = 0;
  }
}

/** Weights by two states in turn. @returns 0 when that does not do. */
function writePackedWeights(at: usize, count: i32, longest: i32, log: u32): usize {
  if (count < 2 || !shareStates(count, longest, log)) return 0;
  open(at + 1);
  writeNorms(log);
  makeTable(WEIGHTS_TABLE, NORMS, 13, log);
  let even: u32 = 0;
  let odd: u32 = 0;
  for (let s = count - 1; s >= 0; s--) {
    const w = weight(s, longest);
    const isFirst = s >= count - 2;
    if ((s & 1) === 0) even = isFirst ? firstState(WEIGHTS_TABLE, w) : nextState(WEIGHTS_TABLE, even, w);
    else odd = isFirst ? firstState(WEIGHTS_TABLE, w) : nextState(WEIGHTS_TABLE, odd, w);
  }
  const size: u32 = 1 << log;
  add(odd & (size - 1), log);
  add(even & (size - 1), log);
  const end = close();
  if (end - at - 1 > 127) return 0;
  store<u8>(at, <u8>(end - at - 1));
  return end;
}

/** The shortest form of the weights, at `HEADER`. @returns its bytes; 0 for none. */
function writeWeights(longest: i32): i32 {
  let last = 255;
  while (load<u8>(LENGTHS + last) === 0) last--;
  let bytes: i32 = 0;
  for (let way: u32 = 0; way < 3; way++) {
    const end =
      way === 0 ? writePlainWeights(ATTEMPT, last, longest) : writePackedWeights(ATTEMPT, last, longest, way + 4);
    if (end === 0) continue;
    const attempt = <i32>(end - ATTEMPT);
    if (bytes > 0 && attempt >= bytes) continue;
    bytes = attempt;
    memory.copy(HEADER, ATTEMPT, bytes);
  }
  return bytes;
}

function codedBytes(): i32 {
  let bits = 0;
  for (let s = 0; s < 256; s++) bits += load<i32>(COUNTS + 4 * s) * load<u8>(LENGTHS + s);
  return (bits >> 3) + 1;
}

/** @returns 0 when there is nothing to gain. */
function writeCodedLiterals(at: usize, symbols: i32): usize {
  growTree(symbols);
  let chosen = 0;
  let least = literalCount;
  for (let most = deepest(); most > 2 && 1 << most >= symbols; most--) {
    const longest = limitLengths(symbols, most);
    const weights = writeWeights(longest);
    if (weights === 0) continue;
    const bytes = weights + codedBytes();
    if (bytes < least) {
      least = bytes;
      chosen = most;
    } else if (chosen > most) break;
  }
  if (chosen === 0) return 0;
  const longest = limitLengths(symbols, chosen);
  const weights = writeWeights(longest);
  memory.copy(at + 3, HEADER, weights);
  let value = 0;
  for (let length = longest; length > 0; length--) {
    for (let s = 0; s < 256; s++)
      if (<i32>load<u8>(LENGTHS + s) === length) {
        store<u16>(CODES + 2 * s, <u16>value);
        value++;
      }
    value >>= 1;
  }
  open(at + 3 + weights);
  for (let i = literalCount - 1; i >= 0; i--) {
    const symbol = <usize>load<u8>(LITERALS + i);
    add(load<u16>(CODES + 2 * symbol), load<u8>(LENGTHS + symbol));
  }
  const end = close();
  const header = 2 | (literalCount << 4) | (<i32>(end - at - 3) << 14);
  store<u16>(at, <u16>header);
  store<u8>(at, <u8>(header >> 16), 2);
  return end;
}

function writeLiterals(at: usize): usize {
  const symbols = literalCount === 0 ? 0 : countLiterals();
  if (symbols > 1) {
    const end = writeCodedLiterals(SECTION, symbols);
    const bytes = end - SECTION;
    if (end !== 0 && <i32>bytes < literalCount + 1 + i32(literalCount > 31)) {
      memory.copy(at, SECTION, bytes);
      return at + bytes;
    }
  }
  const isRun = symbols === 1;
  if (literalCount < 32) store<u8>(at++, <u8>((literalCount << 3) | i32(isRun)));
  else {
    store<u16>(at, <u16>((literalCount << 4) | 4 | i32(isRun)));
    at += 2;
  }
  const bytes = isRun ? 1 : literalCount;
  memory.copy(at, LITERALS, bytes);
  return at + bytes;
}

// Frames

function writeFrame(at: usize, length: i32): i32 {
  store<u32>(at, 0xfd2fb528);
  let block = at + 6;
  if (length < 256) {
    store<u8>(at, 0x20, 4);
    store<u8>(at, <u8>length, 5);
  } else {
    store<u8>(at, 0x60, 4);
    store<u16>(at, <u16>(length - 256), 5);
    block++;
  }
  const data = block + 3;
  let bytes = <i32>(writeSequences(writeLiterals(data)) - data);
  // The last block, compressed or as it is.
  let header = 5;
  if (bytes >= length) {
    memory.copy(data, INPUT, length);
    bytes = length;
    header = 1;
  }
  header |= bytes << 3;
  store<u16>(block, <u16>header);
  store<u8>(block, <u8>(header >> 16), 2);
  return <i32>(data - at) + bytes;
}

/** Where the last frame is. */
export function result(): usize {
  return best;
}

/** Compresses the bytes at INPUT. @returns bytes of the frame; -1 when the library should do it. */
export function compress(length: i32): i32 {
  if (length > MOST_INPUT) return -1;
  if (!isReady) setUp();
  link(length);
  let bytes = FRAME_BYTES;
  let lastCount = -1;
  // Short matches, long ones only, none at all: where literals have short codes they may be the better.
  for (let way = 0; way < 3; way++) {
    if (!parse(length, way === 0 ? 4 : way === 1 ? 6 : length + 1)) {
      if (way > 0) continue;
      return -1;
    }
    if (way > 0 && sequenceCount === lastCount) continue;
    lastCount = sequenceCount;
    const other = best === FRAME_A ? FRAME_B : FRAME_A;
    const attempt = writeFrame(other, length);
    if (attempt >= bytes) continue;
    bytes = attempt;
    best = other;
  }
  return bytes;
}
