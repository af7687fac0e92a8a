/** Writing bzip2. */
import type { Pieces } from '../../platform/index.js';
import { BitWriter } from './bit-writer.js';
import { codeLengths } from './code-lengths.js';
import { BLOCK_MARK_HIGH, BLOCK_MARK_LOW, CRC_TABLE, END_MARK_HIGH, END_MARK_LOW, GROUP } from './layout.js';
import { type SortSpace, sortRotations, sortSpace } from './suffix-sort.js';

const DEFAULT_LEVEL = 9;
/** A run of four and its count may come last. */
const SLACK = 19;
/** Rounds in which tables learn which groups they are for. */
const ROUNDS = 4;

/** @yields a stream of blocks. Memory: some arrays of numbers per byte of a block. The same input gives the same output. */
export function* encodeBzip2(pieces: Pieces, level = DEFAULT_LEVEL): Generator<Uint8Array> {
  const size = Math.min(Math.max(Math.trunc(level), 1), 9);
  const bits = new BitWriter();
  for (const byte of [0x42, 0x5a, 0x68, 0x30 + size]) bits.write(8, byte);
  const blocks = new BlockEncoder(size * 100000, bits);
  for (const piece of pieces) {
    blocks.add(piece);
    if (bits.isFull) yield bits.take();
  }
  blocks.finish();
  bits.write(24, END_MARK_HIGH);
  bits.write(24, END_MARK_LOW);
  bits.write32(blocks.total);
  bits.align();
  yield bits.take();
}

class BlockEncoder {
  readonly #bits: BitWriter;
  readonly #block: Uint8Array;
  readonly #most: number;
  readonly #codes: Uint16Array;
  readonly #space: SortSpace;
  #length = 0;
  #crc = -1;
  #run = 0;
  #byte = -1;
  /** CRC of all blocks so far. */
  total = 0;

  constructor(size: number, bits: BitWriter) {
    this.#bits = bits;
    this.#most = size - SLACK;
    this.#block = new Uint8Array(size);
    this.#codes = new Uint16Array(size + 1);
    this.#space = sortSpace(size);
  }

  /** The first run-length coding: four equal bytes and how many more there are. */
  add(piece: Uint8Array): void {
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i] as number;
      if (byte === this.#byte && this.#run < 255) this.#run++;
      else {
        this.#endRun();
        if (this.#length >= this.#most) this.#flush();
        this.#byte = byte;
        this.#run = 1;
      }
      this.#crc = (this.#crc << 8) ^ (CRC_TABLE[(this.#crc >>> 24) ^ byte] as number);
    }
  }

  #endRun(): void {
    const run = this.#run;
    if (run === 0) return;
    const plain = Math.min(run, 4);
    for (let i = 0; i < plain; i++) this.#block[this.#length++] = this.#byte;
    if (run >= 4) this.#block[this.#length++] = run - 4;
    this.#run = 0;
    this.#byte = -1;
  }

  finish(): void {
    this.#endRun();
    if (this.#length > 0) this.#flush();
  }

  #flush(): void {
    const bits = this.#bits;
    const crc = ~this.#crc;
    bits.write(24, BLOCK_MARK_HIGH);
    bits.write(24, BLOCK_MARK_LOW);
    bits.write32(crc);
    bits.write(1, 0);
    const order = sortRotations(this.#block, this.#length, this.#space);
    bits.write(24, order.indexOf(0));
    this.#writeCodes(order);
    this.total = ((this.total << 1) | (this.total >>> 31)) ^ crc;
    this.#length = 0;
    this.#crc = -1;
  }

  #writeCodes(order: Int32Array): void {
    const bits = this.#bits;
    const used = new Uint8Array(256);
    for (let i = 0; i < this.#length; i++) used[this.#block[i] as number] = 1;
    writeUsed(bits, used);
    const front: number[] = [];
    for (let byte = 0; byte < 256; byte++) if (used[byte] === 1) front.push(byte);
    const count = moveToFront(this.#block, this.#length, order, Uint8Array.from(front), this.#codes);
    new CodeWriter(bits, this.#codes.subarray(0, count), front.length + 2).write();
  }
}

function writeUsed(bits: BitWriter, used: Uint8Array): void {
  const rows: number[] = [];
  let map = 0;
  for (let high = 0; high < 16; high++) {
    let row = 0;
    for (let low = 0; low < 16; low++) row = (row << 1) | (used[high * 16 + low] as number);
    map = (map << 1) | (row === 0 ? 0 : 1);
    rows.push(row);
  }
  bits.write(16, map);
  for (const row of rows) if (row !== 0) bits.write(16, row);
}

/** Codes of the last column: runs of what is in front, places of everything else, the end. @returns how many */
function moveToFront(
  block: Uint8Array,
  length: number,
  order: Int32Array,
  front: Uint8Array,
  codes: Uint16Array,
): number {
  let count = 0;
  let run = 0;
  const endRun = (): void => {
    for (; run > 0; run = (run - 1) >> 1) codes[count++] = (run - 1) & 1;
  };
  for (let i = 0; i < length; i++) {
    const start = order[i] as number;
    const byte = block[start === 0 ? length - 1 : start - 1] as number;
    if (front[0] === byte) {
      run++;
      continue;
    }
    if (run > 0) endRun();
    const place = front.indexOf(byte);
    front.copyWithin(1, 0, place);
    front[0] = byte;
    codes[count++] = place + 1;
  }
  if (run > 0) endRun();
  codes[count++] = front.length + 1;
  return count;
}

/** Huffman tables, each group of 50 codes with the one that suits it best. */
class CodeWriter {
  readonly #bits: BitWriter;
  readonly #codes: Uint16Array;
  readonly #symbols: number;

  constructor(bits: BitWriter, codes: Uint16Array, symbols: number) {
    this.#bits = bits;
    this.#codes = codes;
    this.#symbols = symbols;
  }

  write(): void {
    const count = this.#codes.length;
    const tables = count < 200 ? 2 : count < 600 ? 3 : count < 1200 ? 4 : count < 2400 ? 5 : 6;
    let lengths = this.#firstLengths(tables);
    const selectors = new Uint8Array(Math.ceil(count / GROUP));
    for (let round = 0; round < ROUNDS; round++) lengths = this.#improve(lengths, selectors);
    this.#writeTables(lengths, selectors);
    this.#writeCodes(lengths, selectors);
  }

  /** Each table prefers a range of symbols that makes up its share of all codes. */
  #firstLengths(tables: number): Uint8Array[] {
    const frequencies = new Int32Array(this.#symbols);
    for (const code of this.#codes) frequencies[code] = (frequencies[code] as number) + 1;
    const lengths: Uint8Array[] = [];
    let left = this.#codes.length;
    let first = 0;
    for (let table = tables; table > 0; table--) {
      const share = Math.floor(left / table);
      let taken = 0;
      let end = first;
      while (end < this.#symbols && (taken < share || end === first)) taken += frequencies[end++] as number;
      if (table === 1) end = this.#symbols;
      const own = new Uint8Array(this.#symbols).fill(15);
      own.fill(0, first, end);
      lengths.push(own);
      left -= taken;
      first = end;
    }
    return lengths;
  }

  #improve(lengths: readonly Uint8Array[], selectors: Uint8Array): Uint8Array[] {
    const codes = this.#codes;
    const frequencies = lengths.map(() => new Int32Array(this.#symbols));
    for (let group = 0; group < selectors.length; group++) {
      const from = group * GROUP;
      const to = Math.min(from + GROUP, codes.length);
      let best = 0;
      let least = Infinity;
      for (let table = 0; table < lengths.length; table++) {
        const own = lengths[table] as Uint8Array;
        let cost = 0;
        for (let i = from; i < to; i++) cost += own[codes[i] as number] as number;
        if (cost < least) {
          least = cost;
          best = table;
        }
      }
      selectors[group] = best;
      const own = frequencies[best] as Int32Array;
      for (let i = from; i < to; i++) own[codes[i] as number] = (own[codes[i] as number] as number) + 1;
    }
    return frequencies.map(codeLengths);
  }

  #writeTables(lengths: readonly Uint8Array[], selectors: Uint8Array): void {
    const bits = this.#bits;
    bits.write(3, lengths.length);
    bits.write(15, selectors.length);
    const order = lengths.map((_, table) => table);
    for (const table of selectors) {
      const place = order.indexOf(table);
      for (let i = 0; i < place; i++) bits.write(1, 1);
      bits.write(1, 0);
      order.splice(place, 1);
      order.unshift(table);
    }
    for (const own of lengths) {
      let current = own[0] as number;
      bits.write(5, current);
      for (const length of own) {
        for (; current < length; current++) bits.write(2, 2);
        for (; current > length; current--) bits.write(2, 3);
        bits.write(1, 0);
      }
    }
  }

  #writeCodes(lengths: readonly Uint8Array[], selectors: Uint8Array): void {
    const codes = this.#codes;
    const values = lengths.map(canonicalCodes);
    for (let i = 0; i < codes.length; i++) {
      const table = selectors[Math.trunc(i / GROUP)] as number;
      const code = codes[i] as number;
      this.#bits.write(
        (lengths[table] as Uint8Array)[code] as number,
        (values[table] as Int32Array)[code] as number,
      );
    }
  }
}

/** Codes of each length in the order of their symbols. */
function canonicalCodes(lengths: Uint8Array): Int32Array {
  const codes = new Int32Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= 20; bits++) {
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] === bits) codes[symbol] = code++;
    code <<= 1;
  }
  return codes;
}
