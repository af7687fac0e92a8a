import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HgError } from '../../../src/errors/index.js';
import { REVLOG_TEXT_SOURCE_SHA256 } from '../../../src/node/revlog-text-code.js';
import { ZstdCodec } from '../../../src/node/zstd-codec.js';
import { loadZstdDecoder } from '../../../src/node/zstd-decoder.js';
import { ZstdLibrary } from '../../../src/node/zstd-library.js';

/** `quicksilver ` twenty times, with a checksum. */
const CHECKSUM = '28b52ffd24f09d000060717569636b73696c766572200100e1532509c15ff4a8';
/** `abc` 400 times. */
const NO_SIZE = '28b52ffd0008550000186162630100aaf8bb21';

const library = new ZstdLibrary();
const decoder = loadZstdDecoder();
const MOST = 4 << 20;
const INPUT = decoder.start + 64;
const OUTPUT = INPUT + MOST + 64;
decoder.memory.grow((2 * MOST) / 65536 + 1);
const memory = new Uint8Array(decoder.memory.buffer);

/** What our own decoder makes of a frame, without the library's help. */
function decode(frame: Uint8Array, room: number): Uint8Array | undefined {
  memory.set(frame, INPUT);
  const length = decoder.decompress(INPUT, frame.length, OUTPUT, room);
  return length < 0 ? undefined : memory.slice(OUTPUT, OUTPUT + length);
}

/** Texts of every kind of compressibility: words, lines that repeat, runs, noise. */
function text(seed: number, length: number, kind: number): Uint8Array {
  const out = new Uint8Array(length);
  let state = seed | 1;
  const random = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
  for (let i = 0; i < length; ) {
    const run = Math.min(length - i, 1 + random(kind === 3 ? 9 : 60));
    if (i > 0 && random(3) > 0) {
      const back = 1 + random(Math.min(i, kind === 1 ? 12 : 70_000));
      for (let j = 0; j < run; j++, i++) out[i] = out[i - back] as number;
    } else
      for (let j = 0; j < run; j++, i++)
        out[i] = kind === 0 ? 97 + random(4) + random(16) : kind === 2 ? random(256) : 32 + random(90);
  }
  return out;
}

describe('the zstd decoder', () => {
  it('was made from the source that is there', () => {
    const hash = createHash('sha256');
    for (const name of ['revlog-text', 'zstd-decoder'])
      hash.update(readFileSync(new URL(`../../../wasm/${name}.ts`, import.meta.url)));
    expect(hash.digest('hex')).toBe(REVLOG_TEXT_SOURCE_SHA256);
  });

  it('decodes what the library makes of texts of all sizes, at all levels', () => {
    const check = (seed: number, length: number, kind: number, level: number): void => {
      const sample = text(seed, length, kind);
      const frame = library.compress(sample, level);
      const got = decode(frame, length);
      expect(got !== undefined && Buffer.compare(got, sample) === 0, `${[seed, length, kind, level]}`).toBe(
        true,
      );
    };
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.oneof(fc.nat(300), fc.nat(5_000), fc.nat(140_000)),
        fc.nat(3),
        fc.integer({ min: 1, max: 19 }),
        check,
      ),
      { numRuns: 300 },
    );
    for (const kind of [0, 1, 2, 3]) check(kind, 1_000_000, kind, 3);
    for (const level of [1, 3, 9, 19]) check(level, 700_000, 0, level);
  });

  it('decodes runs, and nothing at all', () => {
    for (const length of [0, 1, 5, 100, 200_000]) {
      const frame = library.compress(new Uint8Array(length).fill(120), 3);
      expect(decode(frame, length)).toEqual(new Uint8Array(length).fill(120));
    }
  });

  it('says no to every frame cut short, and to too little room', () => {
    for (const kind of [0, 1, 2, 3]) {
      const sample = text(5, 3000, kind);
      const frame = library.compress(sample, 3);
      for (let end = 0; end < frame.length; end++)
        expect(decode(frame.subarray(0, end), 3000)).toBeUndefined();
      expect(decode(frame, 2999)).toBeUndefined();
      expect(decode(frame, 3001)).toEqual(sample);
    }
  });

  it('neither traps nor writes beyond its room, whatever it is given', () => {
    const sample = text(77, 20_000, 0);
    const sources = [1, 3, 19].map((level) => library.compress(sample, level));
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.array(fc.tuple(fc.nat(1e6), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(25_000),
        (which, changes, room) => {
          const frame = (sources[which] as Uint8Array).slice();
          for (const [at, byte] of changes) frame[4 + (at % (frame.length - 4))] = byte;
          memory.fill(0xaa, OUTPUT + room + 64, OUTPUT + room + 400);
          const got = decode(frame, room);
          expect(got === undefined || got.length <= room).toBe(true);
          expect(
            memory.subarray(OUTPUT + room + 64, OUTPUT + room + 400).every((byte) => byte === 0xaa),
          ).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => {
        const got = decode(Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, ...tail]), 10_000);
        expect(got === undefined || got.length <= 10_000).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(decode(library.compress(sample, 3), sample.length)).toEqual(sample);
  });
});

describe('the zstd codec', () => {
  const codec = new ZstdCodec();
  const frame = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

  it('reads frames with a checksum, which the library knows', () => {
    const bytes = frame(CHECKSUM);
    const got = codec.decompress(bytes, 0, bytes.length, 1000);
    expect(Buffer.from(got).toString()).toBe('quicksilver '.repeat(20));
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
    expect(() => codec.decompress(bytes, 0, bytes.length, 1000)).toThrow(HgError);
  });

  it('reads frames that do not tell their size', () => {
    const bytes = frame(NO_SIZE);
    expect(Buffer.from(codec.decompress(bytes, 0, bytes.length, 1200)).toString()).toBe('abc'.repeat(400));
    expect(() => codec.decompress(bytes, 0, bytes.length, 1199)).toThrow(HgError);
  });

  it('refuses a frame that tells another size than it has', () => {
    for (const change of [1, 3]) {
      const bytes = frame(CHECKSUM);
      bytes[5] = (bytes[5] as number) ^ change;
      expect(() => codec.decompress(bytes, 0, bytes.length, 1000)).toThrow(HgError);
      const packed = codec.compress(text(1, 200, 0)).slice();
      packed[5] = (packed[5] as number) ^ change;
      expect(() => codec.decompress(packed, 0, packed.length, 1000)).toThrow(HgError);
    }
  });

  it('makes room for large texts, and works on', () => {
    const small = text(1, 500, 3);
    const large = text(2, 3_000_000, 3);
    for (const sample of [small, large, small]) {
      const packed = codec.compress(sample);
      expect(Buffer.compare(codec.decompress(packed, 0, packed.length, 1 << 23), sample)).toBe(0);
    }
    expect(() => codec.decompress(deflateRawSync(small), 0, 60, 1000)).toThrow(HgError);
  });
});
