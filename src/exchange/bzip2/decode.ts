/** Reading bzip2: block by block, with the memory of one block. */
import { HgError } from '../../errors/index.js';
import type { Pieces } from '../../platform/index.js';
import { BitReader } from './bit-reader.js';
import {
  BLOCK_MARK_HIGH,
  BLOCK_MARK_LOW,
  CRC_TABLE,
  END_MARK_HIGH,
  END_MARK_LOW,
  GROUP,
  MOST_CODE_BITS,
  MOST_SYMBOLS,
  MOST_TABLES,
} from './layout.js';

const PIECE_BYTES = 1 << 16;

function damaged(): HgError {
  return new HgError('corruption', 'Invalid data stream');
}

/** Canonical Huffman code: how codes of each length are numbered. */
interface CodeTable {
  readonly shortest: number;
  readonly limit: Int32Array;
  readonly offset: Int32Array;
  readonly symbols: Uint16Array;
}

function codeTable(lengths: Uint8Array): CodeTable {
  const symbols = new Uint16Array(lengths.length);
  const limit = new Int32Array(MOST_CODE_BITS + 2).fill(-1);
  const offset = new Int32Array(MOST_CODE_BITS + 2);
  let shortest = MOST_CODE_BITS + 1;
  let count = 0;
  let code = 0;
  for (let bits = 1; bits <= MOST_CODE_BITS; bits++) {
    offset[bits] = count - code;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== bits) continue;
      if (bits < shortest) shortest = bits;
      symbols[count++] = symbol;
      code++;
    }
    limit[bits] = code - 1;
    code <<= 1;
  }
  return { shortest, limit, offset, symbols };
}

/** @yields the content; what follows the end mark is left unread. False at the end of a stream that is cut. @throws HgError for damage. */
export function* decodeBzip2(pieces: Pieces): Generator<Uint8Array, boolean> {
  const bits = new BitReader(pieces);
  try {
    const isStream = bits.read(8) === 0x42 && bits.read(8) === 0x5a && bits.read(8) === 0x68;
    const level = isStream ? bits.read(8) - 0x30 : 0;
    if (level < 1 || level > 9) throw damaged();
    const columns = new Int32Array(level * 100000);
    let total = 0;
    for (;;) {
      const high = bits.read(24);
      const low = bits.read(24);
      if (high === END_MARK_HIGH && low === END_MARK_LOW) {
        if (bits.read32() !== total) throw damaged();
        return true;
      }
      if (high !== BLOCK_MARK_HIGH || low !== BLOCK_MARK_LOW) throw damaged();
      const crc = bits.read32();
      yield* blockContent(bits, columns, crc);
      total = ((total << 1) | (total >>> 31)) ^ crc;
    }
  } catch (error) {
    if (error !== BitReader.ENDED) throw error;
    return false;
  }
}

function* blockContent(bits: BitReader, columns: Int32Array, crc: number): Generator<Uint8Array> {
  // Randomised blocks have not been made since 1999.
  if (bits.read(1) !== 0) throw damaged();
  const origin = bits.read(24);
  const counts = new Int32Array(256);
  const length = readColumns(bits, columns, counts);
  if (length === 0 || origin >= length) throw damaged();
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] as number;
    counts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const byte = (columns[i] as number) & 0xff;
    const at = counts[byte] as number;
    counts[byte] = at + 1;
    columns[at] = (columns[at] as number) | (i << 8);
  }
  yield* unrolled(columns, length, (columns[origin] as number) >>> 8, crc);
}

/** Undoes the first run-length coding: four equal bytes are followed by how many more there are. */
function* unrolled(
  columns: Int32Array,
  length: number,
  start: number,
  expected: number,
): Generator<Uint8Array> {
  const out = new Uint8Array(PIECE_BYTES + 256);
  let made = 0;
  let crc = -1;
  let at = start;
  let run = 0;
  let previous = -1;
  for (let i = 0; i < length; i++) {
    const entry = columns[at] as number;
    const byte = entry & 0xff;
    at = entry >>> 8;
    if (run === 4) {
      for (let k = 0; k < byte; k++) {
        crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ previous] as number);
        out[made++] = previous;
      }
      run = 0;
      previous = -1;
    } else {
      run = byte === previous ? run + 1 : 1;
      previous = byte;
      crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] as number);
      out[made++] = byte;
    }
    if (made >= PIECE_BYTES) {
      yield out.subarray(0, made);
      made = 0;
    }
  }
  if (made > 0) yield out.subarray(0, made);
  if (~crc !== expected) throw damaged();
}

function readTables(bits: BitReader, symbols: number): { tables: CodeTable[]; selectors: Uint8Array } {
  const count = bits.read(3);
  const selectorCount = bits.read(15);
  if (count < 2 || count > MOST_TABLES || selectorCount === 0) throw damaged();
  const order = Uint8Array.from({ length: count }, (_, i) => i);
  const selectors = new Uint8Array(selectorCount);
  for (let i = 0; i < selectorCount; i++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= count) throw damaged();
    const table = order[place] as number;
    order.copyWithin(1, 0, place);
    order[0] = table;
    selectors[i] = table;
  }
  const tables: CodeTable[] = [];
  for (let table = 0; table < count; table++) {
    const lengths = new Uint8Array(symbols);
    let length = bits.read(5);
    for (let symbol = 0; symbol < symbols; symbol++) {
      for (;;) {
        if (length < 1 || length > MOST_CODE_BITS) throw damaged();
        if (bits.read(1) === 0) break;
        length += bits.read(1) === 0 ? 1 : -1;
      }
      lengths[symbol] = length;
    }
    tables.push(codeTable(lengths));
  }
  return { tables, selectors };
}

/** Reads the last column into the low bytes of `columns`, and counts each byte. @returns its length */
function readColumns(bits: BitReader, columns: Int32Array, counts: Int32Array): number {
  const used = bits.read(16);
  const front: number[] = [];
  for (let high = 0; high < 16; high++) {
    if ((used & (0x8000 >> high)) === 0) continue;
    const row = bits.read(16);
    for (let low = 0; low < 16; low++) if ((row & (0x8000 >> low)) !== 0) front.push(high * 16 + low);
  }
  if (front.length === 0) throw damaged();
  const end = front.length + 1;
  const { tables, selectors } = readTables(bits, Math.min(end + 1, MOST_SYMBOLS));
  const bytes = Uint8Array.from(front);
  let length = 0;
  let run = 0;
  let weight = 1;
  let left = 0;
  let selector = 0;
  let table = tables[0] as CodeTable;
  for (;;) {
    if (left === 0) {
      if (selector >= selectors.length) throw damaged();
      table = tables[selectors[selector++] as number] as CodeTable;
      left = GROUP;
    }
    left--;
    const symbol = readSymbol(bits, table);
    if (symbol <= 1) {
      if (weight > columns.length) throw damaged();
      run += weight << symbol;
      weight <<= 1;
      continue;
    }
    if (run > 0) {
      if (run > columns.length - length) throw damaged();
      const byte = bytes[0] as number;
      columns.fill(byte, length, length + run);
      counts[byte] = (counts[byte] as number) + run;
      length += run;
      run = 0;
      weight = 1;
    }
    if (symbol === end) return length;
    if (length === columns.length) throw damaged();
    const place = symbol - 1;
    const byte = bytes[place] as number;
    bytes.copyWithin(1, 0, place);
    bytes[0] = byte;
    columns[length++] = byte;
    counts[byte] = (counts[byte] as number) + 1;
  }
}

function readSymbol(bits: BitReader, { shortest, limit, offset, symbols }: CodeTable): number {
  if (shortest > MOST_CODE_BITS) throw damaged();
  let length = shortest;
  let code = bits.read(shortest);
  while (code > (limit[length] as number)) {
    if (++length > MOST_CODE_BITS) throw damaged();
    code = (code << 1) | bits.read(1);
  }
  const at = code + (offset[length] as number);
  if (at < 0 || at >= symbols.length) throw damaged();
  return symbols[at] as number;
}
