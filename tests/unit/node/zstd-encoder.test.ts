import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZstdCodec } from '../../../src/node/zstd-codec.js';
import { ZstdEncoder } from '../../../src/node/zstd-encoder.js';
import { ZSTD_ENCODER_SOURCE_SHA256 } from '../../../src/node/zstd-encoder-code.js';
import { ZstdLibrary } from '../../../src/node/zstd-library.js';

const library = new ZstdLibrary();
const codec = new ZstdCodec();

const HEX = '0123456789abcdef';
const hex = fc
  .array(fc.nat(15), { minLength: 40, maxLength: 40 })
  .map((list) => list.map((n) => HEX[n]).join(''));
const word = fc.constantFrom(
  'the',
  'fix',
  'when',
  'Cargo.toml',
  'src/',
  'feature',
  'of',
  'error:',
  '- ',
  'tests',
  '\n',
  'upgrade',
);
const words = fc.array(word, { maxLength: 60 }).map((list) => list.join(' '));
/** As commits have them: names, hashes, sentences, repetitions, and noise. */
const text = fc
  .array(
    fc.oneof(
      hex,
      words,
      fc.string({ maxLength: 30 }),
      fc.nat(90).map((n) => 'a'.repeat(n)),
    ),
    { maxLength: 12 },
  )
  .map((list) => Buffer.from(list.join('\n'), 'utf8').subarray(0, 4096));
const noise = fc.uint8Array({ maxLength: 400 });
const fewSymbols = fc.array(fc.nat(5), { maxLength: 900 }).map((list) => Uint8Array.from(list, (n) => n * n));

const encoder = new ZstdEncoder();

function checkReadable(data: Uint8Array): void {
  const frame = encoder.compress(data);
  const room = data.length + 1;
  expect(Buffer.compare(library.decompress(frame, 0, frame.length, room) as Uint8Array, data)).toBe(0);
  expect(Buffer.compare(codec.decompress(frame, 0, frame.length, room), data)).toBe(0);
}

describe('the encoder', () => {
  it('was made from the source that is there', () => {
    const source = readFileSync(new URL('../../../wasm/zstd-encoder.ts', import.meta.url));
    expect(createHash('sha256').update(source).digest('hex')).toBe(ZSTD_ENCODER_SOURCE_SHA256);
  });

  it('makes frames that the library and our decoder read', () => {
    fc.assert(fc.property(fc.oneof(text, noise, fewSymbols), checkReadable), { numRuns: 1500 });
  });

  it('makes them of every length, of lines, of noise and of what repeats', () => {
    let seed = 7;
    const next = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;
    const lines = Buffer.from(
      Array.from({ length: 9000 }, () => `${next() % 1000} lines of text, ${next()}\n`).join(''),
    );
    const random = Uint8Array.from({ length: 1 << 16 }, () => next());
    // Counts like Fibonacci's numbers make codes longer than the format has.
    const steep = Uint8Array.from({ length: 1 << 16 }, () => Math.clz32((next() << 16) | next()));
    const repeats = Uint8Array.from({ length: 1 << 16 }, (_, i) => (i % 7 === 0 ? 1 : i >> 9));
    for (const source of [lines, random, steep, repeats])
      for (const length of [
        0, 1, 3, 12, 13, 255, 256, 1023, 1024, 4097, 16383, 16384, 20_000, 65_535, 65_536,
      ])
        checkReadable(source.subarray(0, length));
    for (let at = 0; at < 600; at++) checkReadable(lines.subarray(at * 11, at * 11 + at));
  });

  it('makes them no larger than the library does', () => {
    let own = 0;
    let other = 0;
    fc.assert(
      fc.property(fc.oneof(text, fewSymbols), (data) => {
        const theirs = Math.min(library.compress(data).length, data.length + 12);
        const { length } = encoder.compress(data);
        own += length;
        other += theirs;
        expect(length).toBeLessThanOrEqual(theirs + Math.max(12, theirs * 0.06));
      }),
      { numRuns: 500, seed: 4 },
    );
    expect(own).toBeLessThanOrEqual(other * 1.01);
  });

  it('leaves long texts and other levels to the library', () => {
    const long = new Uint8Array(encoder.most + 1);
    expect(codec.decompress(codec.compress(long), 0, codec.compress(long).length, long.length)).toEqual(long);
    const short = Buffer.from('a text, and the same text again, and again the same text');
    expect(codec.compress(short, 19)).toEqual(library.compress(short, 19));
    expect(codec.compress(short)).toEqual(encoder.compress(short));
  });
});
