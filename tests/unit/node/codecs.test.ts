import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HgError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';

const { codecs, hasher, random } = createNodePlatform();
const samples = [0, 1, 2, 100, 4096, 65535, 65536, 70000, 1_200_000].map((length) => {
  const bytes = random(length);
  // Half of it compresses.
  bytes.fill(7, 0, length >> 1);
  return bytes;
});

describe.each([
  ['zlib', codecs.zlib],
  ['zstd', codecs.zstd],
] as const)('%s', (name, codec) => {
  it('gives back what it was given, from anywhere in a buffer', () => {
    for (const sample of samples) {
      const packed = codec.compress(sample);
      const around = new Uint8Array(packed.length + 20);
      around.set(packed, 11);
      const text = codec.decompress(around, 11, 11 + packed.length, sample.length);
      expect(Buffer.compare(text, sample)).toBe(0);
    }
  });

  it('compresses', () => {
    const text = new Uint8Array(10_000).fill(65);
    expect(codec.compress(text).length).toBeLessThan(200);
    expect(codec.compress(text)[0]).toBe(name === 'zlib' ? 0x78 : 0x28);
  });

  it('refuses more than the caller allows', () => {
    const packed = codec.compress(new Uint8Array(100_000));
    expect(() => codec.decompress(packed, 0, packed.length, 99_999)).toThrow(/more than 99999 bytes/);
    expect(codec.decompress(packed, 0, packed.length, 100_000).length).toBe(100_000);
  });

  it('throws only HgError on damage, and works again afterwards', () => {
    const sample = samples[4] as Uint8Array;
    const good = (packed: Uint8Array): number =>
      Buffer.compare(codec.decompress(packed, 0, packed.length, sample.length), sample);
    const packed = codec.compress(sample);
    for (let at = 0; at < packed.length; at += 1 + (at >> 1)) {
      const damaged = packed.slice();
      damaged[at] = (damaged[at] as number) ^ 0x41;
      try {
        codec.decompress(damaged, 0, damaged.length, 100_000);
      } catch (error) {
        expect(error).toBeInstanceOf(HgError);
      }
      expect(good(packed)).toBe(0);
      for (const end of [0, 1, 4, at]) {
        if (end === packed.length) continue;
        expect(() => codec.decompress(packed, 0, end, 100_000)).toThrow(HgError);
      }
    }
  });
});

describe('zlib', () => {
  it('reads every level', () => {
    const text = new Uint8Array(5000).map((_, i) => (i * i) >> 8);
    for (const level of [0, 1, 6, 9]) {
      const packed = deflateSync(text, { level });
      expect(codecs.zlib.decompress(packed, 0, packed.length, 5000)).toEqual(text);
    }
  });
});

describe('zstd', () => {
  it('sets no memory aside for a size that the input cannot have', () => {
    // A frame header that promises 4 GiB less one.
    const frame = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0xff, 0xff, 0xff, 0xff, 1, 0, 0]);
    expect(() => codecs.zstd.decompress(frame, 0, frame.length, 2 ** 32)).toThrow(/more than/);
  });
});

describe('the hasher', () => {
  it('hashes ranges', () => {
    const bytes = Uint8Array.from([9, 97, 98, 99, 9]);
    const hex = 'a9993e364706816aba3e25717850c26c9cd0d89d';
    expect(hasher.sha1Hex(bytes, 1, 4)).toBe(hex);
    expect(Buffer.from(hasher.sha1(bytes, 1, 4)).toString('hex')).toBe(hex);
  });
});
