import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { CorruptionError } from '../../../src/errors/index.js';
import {
  AMBIGUOUS_KEY,
  CompactRadixlink,
  dumpRadixlink,
  FixedKeyReader,
  Radixlink,
  radixlinkStatistics,
} from '../../../src/radixlink/index.js';

const KEYS = ['abc', 'a', '', 'abcde', 'abcdg', 'abcd', 'abcxy', 'abcyz', 'b', 'xyz'].map(bytesOf);

function vector(): Radixlink {
  const index = Radixlink.empty();
  KEYS.forEach((key, i) => {
    index.insert(key, i);
  });
  expect(index.rawSize).toBe(1308);
  KEYS.forEach((key, i) => {
    index.insert(key, 10 * i);
  });
  return index;
}

describe('Radixlink', () => {
  it('is 76 zero bytes when empty', () => {
    expect(Radixlink.empty().bytes()).toEqual(new Uint8Array(76));
  });

  it('has the bytes of the test vector', () => {
    const index = vector();
    expect(index.rawSize).toBe(1388);
    const expected = readFileSync(join(import.meta.dirname, '../../fixtures/radixlink-vector.txt'), 'utf8');
    expect(dumpRadixlink(index.bytes())).toBe(expected);
  });

  it('finds what was inserted, newest first, and nothing else', () => {
    const built = vector();
    for (const index of [built, Radixlink.load(built.bytes().slice())]) {
      KEYS.forEach((key, i) => {
        expect(index.values(key)).toEqual([10 * i, i]);
        expect(index.newest(key)).toBe(10 * i);
        expect(index.values(new Uint8Array([...key, 0]))).toEqual([]);
      });
      for (const absent of ['ab', 'abcx', 'x', 'xy', 'c']) {
        expect(index.values(bytesOf(absent))).toEqual([]);
        expect(index.newest(bytesOf(absent))).toBeUndefined();
      }
    }
  });

  it('keeps the size of its source, and does not touch loaded bytes when it changes', () => {
    const bytes = vector().bytes().slice();
    const before = bytes.slice();
    const index = Radixlink.load(bytes);
    index.sourceOfTruthSize = 77;
    index.insert(bytesOf('new'), 5);
    expect(bytes).toEqual(before);
    expect(Radixlink.load(index.bytes()).sourceOfTruthSize).toBe(77);
    expect(Radixlink.load(index.bytes()).values(bytesOf('new'))).toEqual([5]);
  });

  it('answers prefixes of any number of nibbles', () => {
    const index = Radixlink.empty();
    index.insert(new Uint8Array([0x12, 0x34]), 1);
    index.insert(new Uint8Array([0x12, 0x56]), 2);
    index.insert(new Uint8Array([0x9a]), 3);
    const ask = (hex: string): unknown =>
      index.newestByPrefix({
        key: Uint8Array.from(Buffer.from(hex.padEnd(4, '0'), 'hex')),
        nibbles: hex.length,
      });
    expect(ask('')).toBe(AMBIGUOUS_KEY);
    expect(ask('1')).toBe(AMBIGUOUS_KEY);
    expect(ask('12')).toBe(AMBIGUOUS_KEY);
    expect(ask('123')).toBe(1);
    expect(ask('1256')).toBe(2);
    expect(ask('127')).toBeUndefined();
    expect(ask('9')).toBe(3);
    expect(ask('9a0')).toBeUndefined();
    expect(index.shortestPrefix(new Uint8Array([0x12, 0x34]))).toBe(3);
    expect(index.shortestPrefix(new Uint8Array([0x9a]))).toBe(1);
    expect(index.shortestPrefix(new Uint8Array([0x12, 0x57]))).toBe(4);
  });

  it('counts', () => {
    const figures = radixlinkStatistics(vector().bytes());
    expect(figures).toMatchObject({
      bytes: 1388,
      radixEntries: 14,
      leafEntries: 3,
      linkEntries: 20,
      keys: 10,
      unreachable: 0,
    });
  });

  it('says where it is damaged, for every bit', () => {
    const good = vector().bytes().slice();
    for (let bit = 32; bit < good.length * 8; bit++) {
      const bad = good.slice();
      (bad[bit >> 3] as number) ^= 1 << (bit & 7);
      try {
        dumpRadixlink(bad);
        const index = Radixlink.load(bad);
        for (const key of KEYS) index.values(key);
        index.insert(bytesOf('abcde'), 1);
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptionError);
      }
    }
  });

  it('says that it is cut short, at every length', () => {
    const good = vector().bytes();
    for (let length = 0; length < good.length; length++)
      expect(() => dumpRadixlink(good.subarray(0, length))).toThrow(CorruptionError);
  });
});

describe('CompactRadixlink over keys of one length', () => {
  it('needs at most 40% of the bytes, finds every node, and refuses a source that is too short', () => {
    const count = 2000;
    const nodes = new Uint8Array(count * 20);
    for (let i = 0, state = 7; i < nodes.length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      nodes[i] = state >>> 24;
    }
    const keys = new FixedKeyReader(nodes, 0, 20, 20);
    const compact = CompactRadixlink.empty(keys);
    const first = Radixlink.empty();
    const key = (rev: number): Uint8Array => nodes.subarray(rev * 20, rev * 20 + 20);
    for (let rev = 0; rev < count; rev++) {
      compact.insert(rev, rev);
      first.insert(key(rev), rev);
    }
    expect(compact.rawSize).toBeLessThan(first.rawSize * 0.4);
    const loaded = CompactRadixlink.load(compact.bytes().slice(), keys);
    for (let rev = 0; rev < count; rev++) {
      expect(loaded.newest(key(rev))).toBe(rev);
      expect(loaded.shortestPrefix(key(rev))).toBe(first.shortestPrefix(key(rev)));
    }
    const short = CompactRadixlink.load(
      compact.bytes(),
      new FixedKeyReader(nodes.subarray(0, 400), 0, 20, 20),
    );
    expect(() => short.newest(key(count - 1))).toThrow(CorruptionError);
  });
});
