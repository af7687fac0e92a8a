// Compares two texts line by line: the blocks of equal lines that hg finds. Numbers the lines so that equal ones have equal
// numbers, then matches by the rules of src/diff/line-matcher.ts; the search here is that one's, line for line.
//
// Memory: the results' addresses at RESULTS; from TEXTS on the first text, then (16 bytes aligned) the second, then what
// the comparison needs, which grows with the number of lines. Up to 16 bytes behind the texts are read.

/** Six words: addresses of the line starts of both texts and of the blocks, each followed by how many there are. */
export const RESULTS: u32 = 0;
export const TEXTS: u32 = 64;

const NEWLINE: i32 = 10;
const WINDOW: i32 = 30000;
const EMPTY: i32 = -1;

let a: usize = 0; // numbers of the lines of the first text
let b: usize = 0;
let an: i32 = 0;
let bn: i32 = 0;
// Per number: address and bytes of a line with it, its hash.
let starts: usize = 0;
let lengths: usize = 0;
let hashes: usize = 0;
let numbers: i32 = 0;
let table: usize = 0;
let tableMask: i32 = 0;
// Per number: last line of the second text that has it, and in how many it is.
let head: usize = 0;
let occurrences: usize = 0;
// Per line of the second text.
let previous: usize = 0;
let seenAt: usize = 0;
let lengthAt: usize = 0;
let popular: i32 = 0;
// The run that the last search found.
let foundA: i32 = 0;
let foundB: i32 = 0;
let foundLength: i32 = 0;

// @ts-ignore: decorator
@inline
function get(array: usize, at: i32): i32 {
  return load<i32>(array + ((<usize>at) << 2));
}

// @ts-ignore: decorator
@inline
function set(array: usize, at: i32, value: i32): void {
  store<i32>(array + ((<usize>at) << 2), value);
}

/** Where the second text goes when the first has so many bytes. */
export function secondText(length: u32): u32 {
  return (TEXTS + length + 31) & ~15;
}

/** Makes room up to an address; seldom, as every growth is another buffer to the caller. */
export function reserve(end: u32): bool {
  const missing = <i32>(((<u64>end + 65535) >> 16) - memory.size());
  return missing <= 0 || memory.grow(max(missing, max(memory.size(), 32))) >= 0;
}

/** How many lines `[from, end)` has. */
function countLines(from: usize, end: usize): i32 {
  if (from == end) return 0;
  const newlines = i8x16.splat(<i8>NEWLINE);
  let count = load<u8>(end - 1) == NEWLINE ? 0 : 1;
  let at = from;
  for (; at + 16 <= end; at += 16) count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), newlines)));
  for (; at < end; at++) if (load<u8>(at) == NEWLINE) count++;
  return count;
}

/** Writes where the lines of `[from, end)` start, and its length. */
function splitLines(from: usize, end: usize, offsets: usize): void {
  const newlines = i8x16.splat(<i8>NEWLINE);
  let to = offsets;
  if (from < end) {
    store<i32>(to, 0);
    to += 4;
  }
  let at = from;
  for (; at + 16 <= end; at += 16) {
    let marks = i8x16.bitmask(i8x16.eq(v128.load(at), newlines));
    while (marks != 0) {
      store<i32>(to, <i32>(at - from) + ctz(marks) + 1);
      to += 4;
      marks &= marks - 1;
    }
  }
  for (; at < end; at++)
    if (load<u8>(at) == NEWLINE) {
      store<i32>(to, <i32>(at - from) + 1);
      to += 4;
    }
  store<i32>(to, <i32>(end - from));
}

function sameBytes(left: usize, right: usize, length: i32): bool {
  let at: usize = 0;
  const end = <usize>length;
  for (; at + 8 <= end; at += 8) if (load<u64>(left + at) != load<u64>(right + at)) return false;
  for (; at < end; at++) if (load<u8>(left + at) != load<u8>(right + at)) return false;
  return true;
}

/** Numbers the lines `[from, to)` of a text. */
function numberLines(text: usize, offsets: usize, from: i32, to: i32, classes: usize): void {
  for (let line = from; line < to; line++) {
    const start = text + get(offsets, line);
    const length = get(offsets, line + 1) - get(offsets, line);
    let mixed: u64 = 0x9e3779b97f4a7c15;
    let at = start;
    let left = length;
    for (; left >= 8; left -= 8) {
      mixed = (mixed ^ load<u64>(at)) * 0xff51afd7ed558ccd;
      mixed ^= mixed >> 32;
      at += 8;
    }
    if (left > 0) {
      mixed = (mixed ^ (load<u64>(at) << ((8 - left) << 3))) * 0xff51afd7ed558ccd;
      mixed ^= mixed >> 32;
    }
    mixed = (mixed ^ length) * 0xc4ceb9fe1a85ec53;
    const hash = <i32>(mixed >> 32);
    let slot = hash & tableMask;
    let found = get(table, slot);
    while (found != EMPTY) {
      if (get(hashes, found) == hash && get(lengths, found) == length && sameBytes(get(starts, found), start, length))
        break;
      slot = (slot + 1) & tableMask;
      found = get(table, slot);
    }
    if (found == EMPTY) {
      found = numbers++;
      set(table, slot, found);
      set(hashes, found, hash);
      set(lengths, found, length);
      set(starts, found, <i32>start);
    }
    set(classes, line, found);
  }
}

/** Index of the last offset of the first `lines` that is not above `limit`. */
function lastUpTo(offsets: usize, lines: i32, limit: i32): i32 {
  let low = 0;
  let high = lines;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (get(offsets, middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Numbers the lines of both texts; those of the second that are also at the same end of the first are not looked at again.
 */
function numberBoth(textA: usize, aLength: i32, offsetsA: usize, textB: usize, bLength: i32, offsetsB: usize): void {
  numberLines(textA, offsetsA, 0, an, a);
  const shorter = min(aLength, bLength);
  let same: i32 = 0;
  while (same + 8 <= shorter && load<u64>(textA + same) == load<u64>(textB + same)) same += 8;
  while (same < shorter && load<u8>(textA + same) == load<u8>(textB + same)) same++;
  let first = lastUpTo(offsetsA, min(an, bn), same);
  // A last line without a newline.
  if (get(offsetsA, first) != get(offsetsB, first)) first--;
  const most = shorter - get(offsetsA, first);
  same = 0;
  const endA = textA + aLength;
  const endB = textB + bLength;
  while (same + 8 <= most && load<u64>(endA - same - 8) == load<u64>(endB - same - 8)) same += 8;
  while (same < most && load<u8>(endA - same - 1) == load<u8>(endB - same - 1)) same++;
  let last: i32 = 0;
  const mostLines = min(an, bn) - first;
  while (
    last < mostLines &&
    aLength - get(offsetsA, an - last - 1) <= same &&
    aLength - get(offsetsA, an - last - 1) == bLength - get(offsetsB, bn - last - 1)
  )
    last++;
  memory.copy(b, a, (<usize>first) << 2);
  numberLines(textB, offsetsB, first, bn - last, b);
  memory.copy(b + ((<usize>(bn - last)) << 2), a + ((<usize>(an - last)) << 2), (<usize>last) << 2);
}

/**
 * Compares the texts of these lengths, which must be so short that addresses remain below 4 GB.
 * @returns whether there was memory enough; where the results are is at RESULTS then. The blocks are quadruples `a1, a2,
 * b1, b2` as in src/diff/line-matcher.ts.
 */
export function compare(aLength: i32, bLength: i32): bool {
  const textA: usize = TEXTS;
  const textB: usize = secondText(aLength);
  an = countLines(textA, textA + aLength);
  bn = countLines(textB, textB + bLength);
  const lines = an + bn;
  let slots = 64;
  while (slots < 2 * lines) slots *= 2;
  const offsetsA: usize = (textB + bLength + 31) & ~15;
  const offsetsB = offsetsA + ((<usize>(an + 1)) << 2);
  a = offsetsB + ((<usize>(bn + 1)) << 2);
  b = a + ((<usize>an) << 2);
  starts = b + ((<usize>bn) << 2);
  lengths = starts + ((<usize>lines) << 2);
  hashes = lengths + ((<usize>lines) << 2);
  table = hashes + ((<usize>lines) << 2);
  // When all lines have numbers, the table is not needed any more, nor what was kept of each number.
  head = starts;
  occurrences = lengths;
  previous = table + ((<usize>slots) << 2);
  seenAt = previous + ((<usize>bn) << 2);
  lengthAt = seenAt + ((<usize>bn) << 2);
  const blocks = lengthAt + ((<usize>bn) << 2);
  const stack = blocks + ((<usize>(min(an, bn) + 1)) << 4);
  if (!reserve(<u32>stack + (min(an, bn) + 1) * 20)) return false;
  splitLines(textA, textA + aLength, offsetsA);
  splitLines(textB, textB + bLength, offsetsB);
  memory.fill(table, 0xff, (<usize>slots) << 2);
  tableMask = slots - 1;
  numbers = 0;
  numberBoth(textA, aLength, offsetsA, textB, bLength, offsetsB);
  store<u32>(RESULTS, offsetsA, 0);
  store<u32>(RESULTS, an + 1, 4);
  store<u32>(RESULTS, offsetsB, 8);
  store<u32>(RESULTS, bn + 1, 12);
  store<u32>(RESULTS, blocks, 16);
  store<u32>(RESULTS, match(blocks, stack), 20);
  return true;
}

function match(blocks: usize, stack: usize): i32 {
  popular = bn >= 31000 ? bn / 1000 : 1000000 / (bn + 1);
  prepare();
  let count = 0;
  let depth = 0;
  let a1 = 0;
  let a2 = an;
  let b1 = 0;
  let b2 = bn;
  for (;;) {
    if (a1 < a2 && b1 < b2) {
      if (a2 - a1 > WINDOW || !searchAnchored(a1, a2, b1, b2)) search(a1, a2, b1, b2);
      if (foundLength > 0) {
        set(stack, depth++, foundA);
        set(stack, depth++, foundB);
        set(stack, depth++, foundLength);
        set(stack, depth++, a2);
        set(stack, depth++, b2);
        a2 = foundA;
        b2 = foundB;
        continue;
      }
    }
    if (depth == 0) break;
    depth -= 5;
    const lengthOfRun = get(stack, depth + 2);
    const startA = get(stack, depth);
    const startB = get(stack, depth + 1);
    a1 = startA + lengthOfRun;
    b1 = startB + lengthOfRun;
    set(blocks, count++, startA);
    set(blocks, count++, a1);
    set(blocks, count++, startB);
    set(blocks, count++, b1);
    a2 = get(stack, depth + 3);
    b2 = get(stack, depth + 4);
  }
  set(blocks, count++, an);
  set(blocks, count++, an);
  set(blocks, count++, bn);
  set(blocks, count++, bn);
  settle(blocks, count);
  return count;
}

function prepare(): void {
  memory.fill(head, 0xff, (<usize>numbers) << 2);
  memory.fill(occurrences, 0, (<usize>numbers) << 2);
  memory.fill(seenAt, 0, (<usize>bn) << 3); // and lengthAt behind it
  for (let j = 0; j < bn; j++) {
    const line = get(b, j);
    set(previous, j, get(head, line));
    set(head, line, j);
    set(occurrences, line, get(occurrences, line) + 1);
  }
  if (bn > popular)
    for (let line = 0; line < numbers; line++) if (get(occurrences, line) > popular) set(head, line, -1);
}

function searchAnchored(a1: i32, a2: i32, b1: i32, b2: i32): bool {
  const floor = a1 == 0 && get(occurrences, get(a, 0)) > popular ? 1 : a1;
  const halfA = (a1 + a2 - 1) >> 1;
  let best = 0;
  let bestA = a1;
  let bestB = b1;
  let sequence = 0;
  let longestSequence = 0;
  for (let i = a1; i < a2; i++) {
    const line = get(a, i);
    const times = get(occurrences, line);
    if (times > 1) {
      sequence++;
      continue;
    }
    if (sequence > longestSequence) longestSequence = sequence;
    sequence = 0;
    const j = get(head, line);
    if (times == 0 || j < b1 || j >= b2) continue;
    let startA = i;
    let startB = j;
    while (startA > floor && startB > b1 && get(a, startA - 1) == get(b, startB - 1)) {
      startA--;
      startB--;
    }
    let endB = j + 1;
    let last = i;
    let end = i;
    for (i++; i < a2 && endB < b2 && get(a, i) == get(b, endB); i++, endB++) {
      const again = get(occurrences, get(a, i));
      if (again == 1) last = i;
      if (again <= popular) end = i;
    }
    const run = end + 1 - startA;
    if (run > best || (run == best && end <= halfA && end - startA + startB > b1)) {
      best = run;
      bestA = startA;
      bestB = startB;
    }
    sequence = 0;
    i = last;
  }
  if (sequence > longestSequence) longestSequence = sequence;
  if (best <= longestSequence && longestSequence > 0) return false;
  take(bestA, bestB, best, a2, b2);
  return true;
}

/** Notes the run that was found, made longer by the lines behind it. */
function take(startA: i32, startB: i32, length: i32, a2: i32, b2: i32): void {
  while (startA + length < a2 && startB + length < b2 && get(a, startA + length) == get(b, startB + length)) length++;
  foundA = startA;
  foundB = startB;
  foundLength = length;
}

function search(from: i32, a2: i32, b1: i32, b2: i32): void {
  const a1 = a2 - from > WINDOW ? a2 - WINDOW : from;
  const halfA = (a1 + a2 - 1) >> 1;
  const halfB = (b1 + b2 - 1) >> 1;
  let bestA = from;
  let bestB = b1;
  let best = 0;
  for (let i = a1; i < a2; i++) {
    let j = get(head, get(a, i));
    while (j >= b2) j = get(previous, j);
    for (; j >= b1; j = get(previous, j)) {
      let run = 1;
      let otherA = i - 1;
      let otherB = j - 1;
      while (otherA >= a1 && otherB >= b1) {
        if (get(seenAt, otherB) == otherA) {
          run += get(lengthAt, otherB);
          break;
        }
        if (get(a, otherA) != get(b, otherB)) break;
        run++;
        otherA--;
        otherB--;
      }
      set(seenAt, j, i);
      set(lengthAt, j, run);
      if (run > best) {
        bestA = i;
        bestB = j;
        best = run;
      } else if (run == best) {
        if (i > bestA) {
          if (i <= halfA && j > b1) {
            bestA = i;
            bestB = j;
          }
        } else if (bestB > halfB || i == a1) bestB = j;
      }
    }
  }
  if (best > 0) {
    bestA -= best - 1;
    bestB -= best - 1;
  }
  take(bestA, bestB, best, a2, b2);
}

/** Where two neighbouring blocks touch, moves lines from the later to the earlier one. */
function settle(blocks: usize, count: i32): void {
  for (let at = 0; at + 4 < count; at += 4) {
    let endA = get(blocks, at + 1);
    let endB = get(blocks, at + 3);
    let nextA = get(blocks, at + 4);
    let nextB = get(blocks, at + 6);
    if (endA != nextA && endB != nextB) continue;
    while (
      endA < an &&
      endB < bn &&
      nextA < get(blocks, at + 5) &&
      nextB < get(blocks, at + 7) &&
      get(a, endA) == get(b, endB)
    ) {
      endA++;
      endB++;
      nextA++;
      nextB++;
    }
    set(blocks, at + 1, endA);
    set(blocks, at + 3, endB);
    set(blocks, at + 4, nextA);
    set(blocks, at + 6, nextB);
  }
}
