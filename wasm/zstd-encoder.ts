// Compresses into one zstd frame of one block (RFC 8878), within this module's memory.
//
// Written for the chunks of revlogs, most of which hold a few hundred bytes: nothing is cleared per call, and the tables that the
// format predefines are made once. Matches are looked for as usual at the library's level 3: one table of 8 bytes, one of 4, the
// last place of each, no second thoughts.
//
// Memory: the addresses below are fixed. The source lies at SOURCE, with readable bytes behind it, the frame goes to TARGET.

/** Longer sources are left to others. */
export const MOST: u32 = 1 << 16;

const LL_TABLE: usize = 8192; // Encoding tables of sequences: states (512 of 16 bits), then symbols (64 of 8 bytes).
const OF_TABLE: usize = 9728;
const ML_TABLE: usize = 11264;
const LL_DEFAULT: usize = 12800;
const OF_DEFAULT: usize = 14336;
const ML_DEFAULT: usize = 15872;
const WEIGHT_TABLE: usize = 17408;
const SYMBOLS_AT: usize = 1024; // of an encoding table
const SPREAD: usize = 18944; // 512 bytes
const CUMULATED: usize = 19456; // 64 of 16 bits
const NORM: usize = 19584; // 64 of 16 bits, signed
const LL_COUNTS: usize = 19712; // 64 of 32 bits
const OF_COUNTS: usize = 19968;
const ML_COUNTS: usize = 20224;
const COUNTS: usize = 20480; // 256 of 32 bits
const LENGTHS: usize = 21504; // 256 bytes: bits of each symbol's Huffman code
const CODES: usize = 21760; // 256 of 32 bits: bits | code << 8
const SORTED: usize = 22784; // 256 of 32 bits: count << 8 | symbol
const NODES: usize = 23808; // 512 of 32 bits: counts of the tree's inner nodes
const PARENTS: usize = 25856; // 512 of 16 bits
const WEIGHTS: usize = 26880; // 256 bytes
const LL_CODE_OF: usize = 27136; // 64 bytes
const ML_CODE_OF: usize = 27200; // 128 bytes
const PER_LENGTH: usize = 27328; // 64 of 32 bits
const BEGINS: usize = 27584; // 64 of 32 bits
const LONG: usize = 32768; // 2^14 of 32 bits
const SHORT: usize = 98304; // 2^14 of 32 bits
const SEQUENCES: usize = 163840; // 16,384 of 16 bytes: literals, offset, match, codes
const LITERALS: usize = 425984; // MOST and slack
export const SOURCE: u32 = 491584;
export const TARGET: u32 = 557184; // MOST, and what does not shrink is never longer than that
const END: u32 = 655360;
const MOST_HASH_LOG: u32 = 14;
const LEAST_HASH_LOG: u32 = 9;

const LL_BITS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
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
/** What the part behind the comma must reach for a small share to be rounded up. */
const ROUND_UP = memory.data<u32>([0, 473195, 504333, 520860, 550000, 700000, 750000, 830000]);

const MODE_DEFAULT: u32 = 0;
const MODE_ONE: u32 = 1;
const MODE_TABLE: u32 = 2;
/** From so many sequences on a table of their own may pay. */
const LEAST_FOR_TABLE: u32 = 24;
const LEAST_FOR_HUFFMAN: u32 = 48;
/** Counts up to here are sorted without comparing. */
const OWN_PLACES: u32 = 47;
const MOST_HUFFMAN_BITS: u32 = 11;

/** Places in the hash tables are counted on from call to call, so that those of earlier sources are told by being lower. */
let base: u32 = 1;
let sequences: usize = SEQUENCES;
let literals: usize = LITERALS;
// Bits on their way: `bitCount` of `bits`, to be stored at `out`.
let bits: u64 = 0;
let bitCount: u32 = 0;
let out: usize = 0;
let norms: u32 = 0;

/** Makes the predefined tables and gets memory; called once. */
export function start(): void {
  memory.grow(<i32>((END >> 16) + 1) - memory.size());
  memory.copy(NORM, LL_DEFAULT_COUNTS, 36 * 2);
  buildTable(LL_DEFAULT, 36, 6);
  memory.copy(NORM, ML_DEFAULT_COUNTS, 53 * 2);
  buildTable(ML_DEFAULT, 53, 6);
  memory.copy(NORM, OF_DEFAULT_COUNTS, 29 * 2);
  buildTable(OF_DEFAULT, 29, 5);
  fillCodes(LL_CODE_OF, 64, LL_BITS, 16);
  fillCodes(ML_CODE_OF, 128, ML_BITS, 32);
}

/** The code of each length below `count`; from code `first` on codes stand for more than one. */
function fillCodes(table: usize, count: u32, extra: usize, first: u32): void {
  let code: u32 = 0;
  let at: u32 = 0;
  while (at < count) {
    let width: u32 = code < first ? 1 : 1 << load<u8>(extra + code);
    while (width-- > 0 && at < count) store<u8>(table + at++, <u8>code);
    code++;
  }
}

@inline
function log2(value: u32): u32 {
  return 31 - clz(value);
}

// --- Finding matches

@inline
function common(a: usize, b: usize, end: usize): u32 {
  const from = a;
  while (a + 8 <= end) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return <u32>(a - from) + (<u32>ctz(difference) >> 3);
    a += 8;
    b += 8;
  }
  while (a < end && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return <u32>(a - from);
}

@inline
function keep(anchor: usize, at: usize, offset: u32, length: u32): void {
  const count = <u32>(at - anchor);
  keepLiterals(anchor, count);
  store<u32>(sequences, count);
  store<u32>(sequences, offset, 4);
  store<u32>(sequences, length - 3, 8);
  sequences += 16;
}

@inline
function keepLiterals(from: usize, count: u32): void {
  const end = literals + count;
  let to = literals;
  do {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  } while (to < end);
  literals = end;
}

@inline
function longPlace(at: usize, shift: u64): usize {
  return LONG + (<usize>((load<u64>(at) * 0xcf1bbcdcb7a56463) >> shift) << 2);
}

@inline
function shortPlace(at: usize, shift: u64): usize {
  return SHORT + (<usize>((<u64>load<u32>(at) * 0x9e3779b185ebca87) >> shift) << 2);
}

/** Takes the source apart into sequences and literals. */
function findMatches(count: u32): void {
  const source = <usize>SOURCE;
  const end = source + count;
  let anchor = source;
  sequences = SEQUENCES;
  literals = LITERALS;
  if (count > 12) {
    if (base > 0x7fff0000) {
      memory.fill(LONG, 0, 1 << (MOST_HASH_LOG + 3));
      base = 1;
    }
    const first = base;
    const toPlace = <u32>source - first;
    const shift: u64 = 64 - max(LEAST_HASH_LOG, min(MOST_HASH_LOG, log2(count) + 1));
    const limit = end - 8;
    let last: u32 = 1;
    let before: u32 = 0;
    let at = source + 1;
    store<u32>(longPlace(source, shift), first);
    store<u32>(shortPlace(source, shift), first);
    while (at <= limit) {
      const place = <u32>(at - toPlace);
      const longAt = longPlace(at, shift);
      const shortAt = shortPlace(at, shift);
      const long = load<u32>(longAt);
      const short = load<u32>(shortAt);
      store<u32>(longAt, place);
      store<u32>(shortAt, place);
      let length: u32;
      if (at + 1 - last >= source && load<u32>(at + 1 - last) == load<u32>(at + 1)) {
        at++;
        length = 4 + common(at + 4, at + 4 - last, end);
        keep(anchor, at, 1, length);
      } else {
        let match: usize;
        if (long >= first && load<u64>(long + toPlace) == load<u64>(at)) {
          match = long + toPlace;
          length = 8 + common(at + 8, match + 8, end);
        } else if (short >= first && load<u32>(short + toPlace) == load<u32>(at)) {
          match = short + toPlace;
          length = 4 + common(at + 4, match + 4, end);
          // A longer one may begin at the next byte.
          if (at < limit) {
            const nextAt = longPlace(at + 1, shift);
            const next = load<u32>(nextAt);
            store<u32>(nextAt, place + 1);
            if (next >= first && load<u64>(next + toPlace) == load<u64>(at + 1)) {
              const longer: u32 = 8 + common(at + 9, next + toPlace + 8, end);
              if (longer > length) {
                at++;
                match = next + toPlace;
                length = longer;
              }
            }
          }
        } else {
          at += ((at - anchor) >> 8) + 1;
          continue;
        }
        const offset = <u32>(at - match);
        while (at > anchor && match > source && load<u8>(at - 1) == load<u8>(match - 1)) {
          at--;
          match--;
          length++;
        }
        before = last;
        last = offset;
        keep(anchor, at, offset + 3, length);
      }
      at += length;
      anchor = at;
      if (at > limit) break;
      const inside = place + toPlace + 2;
      store<u32>(longPlace(inside, shift), place + 2);
      store<u32>(shortPlace(inside, shift), place + 2);
      store<u32>(longPlace(at - 2, shift), <u32>(at - 2 - toPlace));
      store<u32>(shortPlace(at - 1, shift), <u32>(at - 1 - toPlace));
      while (at <= limit && before > 0 && at - before >= source && load<u32>(at) == load<u32>(at - before)) {
        const again: u32 = 4 + common(at + 4, at + 4 - before, end);
        const swapped = before;
        before = last;
        last = swapped;
        store<u32>(longPlace(at, shift), <u32>(at - toPlace));
        store<u32>(shortPlace(at, shift), <u32>(at - toPlace));
        keep(at, at, 1, again);
        at += again;
        anchor = at;
      }
    }
    base = first + count;
  }
  keepLiterals(anchor, <u32>(end - anchor));
}

// --- Bits, written from the last symbol to the first

@inline
function addBits(value: u32, count: u32): void {
  bits |= <u64>value << bitCount;
  bitCount += count;
}

@inline
function flushBits(): void {
  store<u64>(out, bits);
  out += bitCount >> 3;
  bits >>= bitCount & ~7;
  bitCount &= 7;
}

/** Ends with a bit of one. */
function closeBits(): void {
  addBits(1, 1);
  flushBits();
  if (bitCount > 0) out++;
  bits = 0;
  bitCount = 0;
}

// --- Finite state entropy

/** Makes an encoding table from NORM. */
function buildTable(table: usize, symbols: u32, log: u32): void {
  const size: u32 = 1 << log;
  const mask = size - 1;
  const step = (size >> 1) + (size >> 3) + 3;
  let high = mask;
  let sum: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const norm = load<i16>(NORM + (s << 1));
    store<u16>(CUMULATED + (s << 1), <u16>sum);
    if (norm < 0) {
      store<u8>(SPREAD + high--, <u8>s);
      sum++;
    } else sum += norm;
  }
  let position: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    for (let left: i32 = load<i16>(NORM + (s << 1)); left > 0; left--) {
      store<u8>(SPREAD + position, <u8>s);
      do position = (position + step) & mask;
      while (position > high);
    }
  }
  for (let u: u32 = 0; u < size; u++) {
    const at = CUMULATED + (<usize>load<u8>(SPREAD + u) << 1);
    const place = <u32>load<u16>(at);
    store<u16>(at, <u16>(place + 1));
    store<u16>(table + (place << 1), <u16>(size + u));
  }
  let total: i32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const norm: i32 = load<i16>(NORM + (s << 1));
    const at = table + SYMBOLS_AT + (s << 3);
    if (norm == 0) continue;
    if (norm <= 1) {
      store<u32>(at, (log << 16) - size);
      store<i32>(at, total - 1, 4);
      total++;
    } else {
      const most = log - log2(norm - 1);
      store<u32>(at, (most << 16) - (<u32>norm << most));
      store<i32>(at, total - norm, 4);
      total += norm;
    }
  }
}

@inline
function firstState(table: usize, symbol: u32): u32 {
  const at = table + SYMBOLS_AT + (symbol << 3);
  const delta = load<u32>(at);
  const count = (delta + (1 << 15)) >> 16;
  const value = (count << 16) - delta;
  return load<u16>(table + (<usize>(<i32>(value >> count) + load<i32>(at, 4)) << 1));
}

@inline
function nextState(table: usize, state: u32, symbol: u32): u32 {
  const at = table + SYMBOLS_AT + (symbol << 3);
  const count = (state + load<u32>(at)) >> 16;
  addBits(state & ((1 << count) - 1), count);
  return load<u16>(table + (<usize>(<i32>(state >> count) + load<i32>(at, 4)) << 1));
}

/** Shares of `1 << log` by counts, to NORM. False where rounding does not come out even. */
function normalize(counts: usize, symbols: u32, total: u32, log: u32): bool {
  const scale: u64 = 62 - log;
  const step = (<u64>1 << 62) / total;
  const unit = <u64>1 << (scale - 20);
  const low = total >> log;
  let left: i32 = 1 << log;
  let largest: u32 = 0;
  let most: i32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const count = load<u32>(counts + (s << 2));
    let share: i32 = 0;
    if (count > 0) {
      share = 1;
      if (count > low) {
        share = <i32>((<u64>count * step) >> scale);
        if (share < 8 && <u64>count * step - (<u64>share << scale) > unit * load<u32>(ROUND_UP + (share << 2))) share++;
        if (share > most) {
          most = share;
          largest = s;
        }
      }
      left -= share;
    }
    store<i16>(NORM + (s << 1), <i16>share);
  }
  if (most == 0 || -left >= most >> 1) return false;
  store<i16>(NORM + (largest << 1), <i16>(most + left));
  return true;
}

/** Writes NORM at `out`. */
function writeNorm(symbols: u32, log: u32): void {
  let remaining: i32 = (1 << log) + 1;
  let threshold: i32 = 1 << log;
  let width = log + 1;
  let wasZero = false;
  let s: u32 = 0;
  addBits(log - 5, 4);
  while (s < symbols && remaining > 1) {
    if (wasZero) {
      let run: u32 = 0;
      while (s < symbols && load<i16>(NORM + (s << 1)) == 0) {
        s++;
        run++;
      }
      while (run >= 3) {
        addBits(3, 2);
        run -= 3;
        flushBits();
      }
      addBits(run, 2);
    }
    let share: i32 = load<i16>(NORM + (s++ << 1));
    const most: i32 = 2 * threshold - 1 - remaining;
    remaining -= abs(share);
    share++;
    if (share >= threshold) share += most;
    addBits(share, share < most ? width - 1 : width);
    wasZero = share == 1;
    while (remaining < threshold) {
      width--;
      threshold >>= 1;
    }
    flushBits();
  }
  if (bitCount > 0) out++;
  bits = 0;
  bitCount = 0;
}

/** Accuracy that `total` symbols are worth. */
@inline
function tableLog(most: u32, total: u32, symbols: u32): u32 {
  const byTotal = max(log2(total - 1), 2) - 2;
  const least = min(log2(total) + 1, log2(symbols) + 2);
  return max(<u32>5, max(min(most, byTotal), least));
}

/** 256 times the logarithm to base 2, nearly. */
function fineLog2(value: u32): u32 {
  const whole = log2(value);
  const rest = whole < 12 ? (value << (12 - whole)) & 4095 : (value >> (whole - 12)) & 4095;
  return (whole << 8) + ((rest + ((((rest * (4096 - rest)) >> 12) * 351) >> 10)) >> 4);
}

// --- Literals

@inline
function bucket(count: u32): u32 {
  return count <= OWN_PLACES ? count : OWN_PLACES - 4 + log2(count);
}

/** Codes' lengths for COUNTS, to LENGTHS. @returns the longest, or 0 when there are fewer than two symbols. */
function huffmanLengths(symbols: u32): u32 {
  // Sorted: the least frequent first. Nearly all counts have a place of their own.
  memory.fill(PER_LENGTH, 0, 256);
  for (let s: u32 = 0; s < symbols; s++) {
    const count = load<u32>(COUNTS + (s << 2));
    if (count == 0) continue;
    const at = PER_LENGTH + (bucket(count) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let used: u32 = 0;
  for (let i: usize = 0; i < 64; i++) {
    const count = load<u32>(PER_LENGTH + (i << 2));
    store<u32>(PER_LENGTH + (i << 2), used);
    store<u32>(BEGINS + (i << 2), used);
    used += count;
  }
  if (used < 2) return 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const count = load<u32>(COUNTS + (s << 2));
    if (count == 0) continue;
    const own = bucket(count) << 2;
    const key = (count << 8) | s;
    let to = load<u32>(PER_LENGTH + own);
    store<u32>(PER_LENGTH + own, to + 1);
    if (count > OWN_PLACES) {
      const begin = load<u32>(BEGINS + own);
      while (to > begin && load<u32>(SORTED + ((to - 1) << 2)) > key) {
        store<u32>(SORTED + (to << 2), load<u32>(SORTED + ((to - 1) << 2)));
        to--;
      }
    }
    store<u32>(SORTED + (to << 2), key);
  }
  // Two queues, both ascending: symbols, and pairs that were made.
  let leaf: u32 = 0;
  let pair: u32 = 0;
  const pairs = used - 1;
  for (let made: u32 = 0; made < pairs; made++) {
    let sum: u32 = 0;
    for (let k = 0; k < 2; k++) {
      const ofLeaf = leaf < used ? load<u32>(SORTED + (leaf << 2)) >> 8 : 0xffffffff;
      const ofPair = pair < made ? load<u32>(NODES + (pair << 2)) : 0xffffffff;
      if (ofLeaf <= ofPair) {
        sum += ofLeaf;
        store<u16>(PARENTS + (leaf++ << 1), <u16>made);
      } else {
        sum += ofPair;
        store<u16>(PARENTS + 512 + (pair++ << 1), <u16>made);
      }
    }
    store<u32>(NODES + (made << 2), sum);
  }
  // Depths, from the root down, in the place of counts.
  store<u32>(NODES + ((pairs - 1) << 2), 0);
  for (let i: i32 = pairs - 2; i >= 0; i--)
    store<u32>(NODES + (i << 2), load<u32>(NODES + (<u32>load<u16>(PARENTS + 512 + (i << 1)) << 2)) + 1);
  let longest: u32 = 0;
  let sum: i32 = 0;
  for (let i: u32 = 0; i < used; i++) {
    const depth = min(MOST_HUFFMAN_BITS, load<u32>(NODES + (<u32>load<u16>(PARENTS + (i << 1)) << 2)) + 1);
    store<u8>(LENGTHS + (load<u32>(SORTED + (i << 2)) & 255), <u8>depth);
    sum += 1 << (MOST_HUFFMAN_BITS - depth);
    longest = max(longest, depth);
  }
  if (sum == 1 << MOST_HUFFMAN_BITS) return longest;
  // Codes were cut short: those of rare symbols become longer, then what is too much is given back.
  for (let i: u32 = 0; sum > 1 << MOST_HUFFMAN_BITS; i++) {
    const at = LENGTHS + (load<u32>(SORTED + (i << 2)) & 255);
    let depth = <u32>load<u8>(at);
    while (depth < MOST_HUFFMAN_BITS && sum > 1 << MOST_HUFFMAN_BITS) {
      depth++;
      sum -= 1 << (MOST_HUFFMAN_BITS - depth);
    }
    store<u8>(at, <u8>depth);
  }
  longest = 0;
  for (let i: i32 = used - 1; i >= 0; i--) {
    const at = LENGTHS + (load<u32>(SORTED + (i << 2)) & 255);
    let depth = <u32>load<u8>(at);
    while (depth > 1 && (1 << MOST_HUFFMAN_BITS) - sum >= 1 << (MOST_HUFFMAN_BITS - depth)) {
      sum += 1 << (MOST_HUFFMAN_BITS - depth);
      depth--;
    }
    store<u8>(at, <u8>depth);
    longest = max(longest, depth);
  }
  return longest;
}

/** Writes the lengths of Huffman codes at `out`. False where the format has no way to. */
function writeWeights(symbols: u32, longest: u32): bool {
  // The last symbol's weight follows from the others.
  const count = symbols - 1;
  memory.fill(LL_COUNTS, 0, 64);
  let most: u32 = 0;
  let heaviest: u32 = 0;
  for (let s: u32 = 0; s < count; s++) {
    const length = <u32>load<u8>(LENGTHS + s);
    const weight = length == 0 ? 0 : longest + 1 - length;
    store<u8>(WEIGHTS + s, <u8>weight);
    const n = load<u32>(LL_COUNTS + (weight << 2)) + 1;
    store<u32>(LL_COUNTS + (weight << 2), n);
    most = max(most, n);
    heaviest = max(heaviest, weight);
  }
  const begin = out;
  const plain = (count + 1) >> 1;
  if (count > 2 && most < count && most > 1) {
    const log = tableLog(6, count, heaviest);
    if (normalize(LL_COUNTS, heaviest + 1, count, log)) {
      out = begin + 1;
      writeNorm(heaviest + 1, log);
      buildTable(WEIGHT_TABLE, heaviest + 1, log);
      let i: i32 = count - 1;
      let odd: u32 = 0;
      let even: u32 = 0;
      if (i & 1) odd = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + i));
      else even = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + i));
      i--;
      if (i & 1) odd = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + i));
      else even = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + i));
      while (--i >= 0) {
        const weight = <u32>load<u8>(WEIGHTS + i);
        if (i & 1) odd = nextState(WEIGHT_TABLE, odd, weight);
        else even = nextState(WEIGHT_TABLE, even, weight);
        flushBits();
      }
      addBits(odd & ((1 << log) - 1), log);
      addBits(even & ((1 << log) - 1), log);
      closeBits();
      const packed = <u32>(out - begin) - 1;
      if (packed < 128 && (packed < plain || count > 128)) {
        store<u8>(begin, <u8>packed);
        return true;
      }
    }
  }
  if (count > 128) return false;
  store<u8>(begin, <u8>(127 + count));
  store<u8>(WEIGHTS + count, 0);
  for (let s: u32 = 0; s < count; s += 2)
    store<u8>(begin + 1 + (s >> 1), <u8>((load<u8>(WEIGHTS + s) << 4) | load<u8>(WEIGHTS + s + 1)));
  out = begin + 1 + plain;
  return true;
}

/** `[from, end)` by Huffman codes, at `out`. */
function writeStream(from: usize, end: usize): void {
  let left = <u32>(end - from) & 3;
  while (left-- > 0) {
    const code = load<u32>(CODES + (<usize>load<u8>(--end) << 2));
    addBits(code >> 8, code & 255);
  }
  flushBits();
  while (end > from) {
    const a = load<u32>(CODES + (<usize>load<u8>(end - 1) << 2));
    addBits(a >> 8, a & 255);
    const b = load<u32>(CODES + (<usize>load<u8>(end - 2) << 2));
    addBits(b >> 8, b & 255);
    const c = load<u32>(CODES + (<usize>load<u8>(end - 3) << 2));
    addBits(c >> 8, c & 255);
    const d = load<u32>(CODES + (<usize>load<u8>(end - 4) << 2));
    addBits(d >> 8, d & 255);
    end -= 4;
    flushBits();
  }
  closeBits();
}

/** The literals by Huffman codes, with the section's header. False when that would not save anything. */
function writeHuffman(count: u32): bool {
  memory.fill(COUNTS, 0, 1024);
  for (let at = LITERALS; at < literals; at++) {
    const place = COUNTS + (<usize>load<u8>(at) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
  let symbols: u32 = 256;
  while (load<u32>(COUNTS + ((symbols - 1) << 2)) == 0) symbols--;
  memory.fill(LENGTHS, 0, 256);
  const longest = huffmanLengths(symbols);
  if (longest == 0) return false;
  let total: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++)
    total += load<u32>(COUNTS + (s << 2)) * <u32>load<u8>(LENGTHS + s);
  const least = (count >> 6) + 2;
  if ((total >> 3) + 12 + least > count) return false;
  const begin = out;
  const header: u32 = count < 1024 ? 3 : count < 16384 ? 4 : 5;
  out = begin + header;
  if (!writeWeights(symbols, longest)) {
    out = begin;
    return false;
  }
  // Codes: the longest begin with zero, and within a length they follow the symbols.
  memory.fill(PER_LENGTH, 0, 64);
  for (let s: u32 = 0; s < symbols; s++) {
    const at = PER_LENGTH + (<usize>load<u8>(LENGTHS + s) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let next: u32 = 0;
  for (let length: i32 = longest; length > 0; length--) {
    const at = PER_LENGTH + (length << 2);
    const n = load<u32>(at);
    store<u32>(at, next);
    next = (next + n) >> 1;
  }
  for (let s: u32 = 0; s < symbols; s++) {
    const length = <u32>load<u8>(LENGTHS + s);
    if (length == 0) continue;
    const at = PER_LENGTH + (length << 2);
    const code = load<u32>(at);
    store<u32>(at, code + 1);
    store<u32>(CODES + (s << 2), (code << 8) | length);
  }
  const isOne = count < 256;
  if (isOne) writeStream(LITERALS, literals);
  else {
    const sizes = out;
    const part = (count + 3) >> 2;
    out += 6;
    for (let i: u32 = 0; i < 4; i++) {
      const from = out;
      writeStream(LITERALS + i * part, min(LITERALS + (i + 1) * part, literals));
      if (i < 3) store<u16>(sizes + (i << 1), <u16>(out - from));
    }
  }
  const length = <u32>(out - begin) - header;
  if (length + header + least > count) {
    out = begin;
    return false;
  }
  if (header == 3) {
    const value = 2 | (isOne ? 0 : 4) | (count << 4) | (length << 14);
    store<u16>(begin, <u16>value);
    store<u8>(begin, <u8>(value >> 16), 2);
  } else if (header == 4) store<u32>(begin, 2 | (2 << 2) | (count << 4) | (length << 18));
  else {
    const value = <u64>2 | (3 << 2) | (<u64>count << 4) | (<u64>length << 22);
    store<u32>(begin, <u32>value);
    store<u8>(begin, <u8>(value >> 32), 4);
  }
  return true;
}

function writeLiterals(): void {
  const count = <u32>(literals - LITERALS);
  if (count >= LEAST_FOR_HUFFMAN && writeHuffman(count)) return;
  if (count < 32) store<u8>(out++, <u8>(count << 3));
  else if (count < 4096) {
    store<u16>(out, <u16>((count << 4) | 4));
    out += 2;
  } else {
    store<u32>(out, (count << 4) | 12);
    out += 3;
  }
  memory.copy(out, LITERALS, count);
  out += count;
}

// --- Sequences

/**
 * Chooses how the codes of one kind are written, and writes what describes it.
 * @param table the one to make; @param log its accuracy at most, @param defaultLog that of the predefined one.
 */
function chooseMode(counts: usize, symbols: u32, total: u32, table: usize, log: u32, defaults: usize, defaultLog: u32): u32 {
  let last = symbols;
  let most: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const n = load<u32>(counts + (s << 2));
    if (n == 0) continue;
    most = max(most, n);
    last = s;
  }
  if (most == total && total > 2) {
    store<u8>(out++, <u8>last);
    return MODE_ONE;
  }
  if (total < LEAST_FOR_TABLE || most == total) return MODE_DEFAULT;
  // In 256ths of a bit.
  let byDefault: u32 = 0;
  let byTable: u32 = total * fineLog2(total);
  let used: u32 = 0;
  for (let s: u32 = 0; s <= last; s++) {
    const n = load<u32>(counts + (s << 2));
    if (n == 0) continue;
    used++;
    const norm: i32 = load<i16>(defaults + (s << 1));
    byDefault += n * ((defaultLog << 8) - (norm > 1 ? fineLog2(norm) : 0));
    byTable -= n * fineLog2(n);
  }
  // A description takes about five bits for each code that there is.
  if (byTable + used * 1280 + 2048 >= byDefault) return MODE_DEFAULT;
  norms = tableLog(log, total, last);
  if (!normalize(counts, last + 1, total, norms)) return MODE_DEFAULT;
  writeNorm(last + 1, norms);
  buildTable(table, last + 1, norms);
  return MODE_TABLE;
}

function writeSequences(): void {
  const total = <u32>(sequences - SEQUENCES) >> 4;
  if (total < 128) store<u8>(out++, <u8>total);
  else {
    store<u8>(out, <u8>((total >> 8) + 128));
    store<u8>(out, <u8>total, 1);
    out += 2;
  }
  if (total == 0) return;
  memory.fill(LL_COUNTS, 0, 768);
  for (let at = SEQUENCES; at < sequences; at += 16) {
    const ll = load<u32>(at);
    const offset = load<u32>(at, 4);
    const ml = load<u32>(at, 8);
    const llCode = ll < 64 ? <u32>load<u8>(LL_CODE_OF + ll) : log2(ll) + 19;
    const mlCode = ml < 128 ? <u32>load<u8>(ML_CODE_OF + ml) : log2(ml) + 36;
    const ofCode = log2(offset);
    store<u32>(at, llCode | (ofCode << 8) | (mlCode << 16), 12);
    count(LL_COUNTS, llCode);
    count(OF_COUNTS, ofCode);
    count(ML_COUNTS, mlCode);
  }
  const modesAt = out++;
  const llMode = chooseMode(LL_COUNTS, 36, total, LL_TABLE, 9, LL_DEFAULT_COUNTS, 6);
  const llLog = llMode == MODE_TABLE ? norms : llMode == MODE_ONE ? 0 : 6;
  const ofMode = chooseMode(OF_COUNTS, 29, total, OF_TABLE, 8, OF_DEFAULT_COUNTS, 5);
  const ofLog = ofMode == MODE_TABLE ? norms : ofMode == MODE_ONE ? 0 : 5;
  const mlMode = chooseMode(ML_COUNTS, 53, total, ML_TABLE, 9, ML_DEFAULT_COUNTS, 6);
  const mlLog = mlMode == MODE_TABLE ? norms : mlMode == MODE_ONE ? 0 : 6;
  store<u8>(modesAt, <u8>((llMode << 6) | (ofMode << 4) | (mlMode << 2)));
  const llTable = llMode == MODE_TABLE ? LL_TABLE : LL_DEFAULT;
  const ofTable = ofMode == MODE_TABLE ? OF_TABLE : OF_DEFAULT;
  const mlTable = mlMode == MODE_TABLE ? ML_TABLE : ML_DEFAULT;
  let at = sequences - 16;
  let codes = load<u32>(at, 12);
  let llState = firstState(llTable, codes & 255);
  let ofState = firstState(ofTable, (codes >> 8) & 255);
  let mlState = firstState(mlTable, codes >> 16);
  addExtra(at, codes);
  while (at > SEQUENCES) {
    at -= 16;
    codes = load<u32>(at, 12);
    // What is always the same takes no bits.
    if (ofMode != MODE_ONE) ofState = nextState(ofTable, ofState, (codes >> 8) & 255);
    if (mlMode != MODE_ONE) mlState = nextState(mlTable, mlState, codes >> 16);
    if (llMode != MODE_ONE) llState = nextState(llTable, llState, codes & 255);
    flushBits();
    addExtra(at, codes);
  }
  addBits(mlState & ((1 << mlLog) - 1), mlLog);
  addBits(ofState & ((1 << ofLog) - 1), ofLog);
  flushBits();
  addBits(llState & ((1 << llLog) - 1), llLog);
  closeBits();
}

@inline
function count(counts: usize, code: u32): void {
  const at = counts + (code << 2);
  store<u32>(at, load<u32>(at) + 1);
}

@inline
function addExtra(at: usize, codes: u32): void {
  const llBits = <u32>load<u8>(LL_BITS + (codes & 255));
  addBits(load<u32>(at) & ((1 << llBits) - 1), llBits);
  const mlBits = <u32>load<u8>(ML_BITS + (codes >> 16));
  addBits(load<u32>(at, 8) & ((1 << mlBits) - 1), mlBits);
  flushBits();
  const ofBits = (codes >> 8) & 255;
  addBits(load<u32>(at, 4) & ((1 << ofBits) - 1), ofBits);
  flushBits();
}

/**
 * The frame of the `count` bytes at SOURCE, at most MOST of them.
 * @returns bytes at TARGET; 0 when that would not be fewer.
 */
export function compress(count: u32): u32 {
  findMatches(count);
  const target = <usize>TARGET;
  store<u32>(target, 0xfd2fb528);
  out = target + 5;
  if (count < 256) {
    store<u8>(target, 0x20, 4);
    store<u8>(out++, <u8>count);
  } else {
    store<u8>(target, 0x60, 4);
    store<u16>(out, <u16>(count - 256));
    out += 2;
  }
  const header = out;
  out += 3;
  writeLiterals();
  // Not worth going on.
  if (<u32>(out - target) >= count) return 0;
  writeSequences();
  const length = <u32>(out - target);
  if (length >= count) return 0;
  const block = 1 | (2 << 1) | (<u32>(out - header - 3) << 3);
  store<u16>(header, <u16>block);
  store<u8>(header, <u8>(block >> 16), 2);
  return length;
}
