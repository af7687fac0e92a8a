import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZstdCodec } from '../../../src/node/zstd-codec.js';
import { ShortTextEncoder } from '../../../src/node/zstd-encoder.js';
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

function encode(data: Uint8Array): Uint8Array | undefined {
  return new ShortTextEncoder().compress(data);
}

describe('the encoder of short texts', () => {
  it('was made from the source that is there', () => {
    const source = readFileSync(new URL('../../../wasm/zstd-encoder.ts', import.meta.url));
    expect(createHash('sha256').update(source).digest('hex')).toBe(ZSTD_ENCODER_SOURCE_SHA256);
  });

  it('makes frames that the library and our decoder read', () => {
    fc.assert(
      fc.property(fc.oneof(text, noise, fewSymbols), (data) => {
        const frame = encode(data);
        if (frame === undefined) return;
        const room = data.length + 1;
        expect(Buffer.compare(library.decompress(frame, 0, frame.length, room) as Uint8Array, data)).toBe(0);
        expect(Buffer.compare(codec.decompress(frame, 0, frame.length, room), data)).toBe(0);
      }),
      { numRuns: 1500 },
    );
  });

  it('makes them no larger than the library does', () => {
    let own = 0;
    let other = 0;
    fc.assert(
      fc.property(fc.oneof(text, fewSymbols), (data) => {
        const frame = encode(data);
        if (frame === undefined) return;
        const theirs = library.compress(data).length;
        own += frame.length;
        other += theirs;
        expect(frame.length).toBeLessThanOrEqual(theirs + Math.max(3, theirs * 0.04));
      }),
      { numRuns: 500, seed: 4 },
    );
    expect(own).toBeLessThanOrEqual(other);
  });

  it('leaves long texts, and those with many repetitions, to the library', () => {
    expect(encode(new Uint8Array(4097))).toBeUndefined();
    const lines = Array.from({ length: 90 }, (_, n) => `${(n * 7919) % 1000} lines of text, ${n}`).join('\n');
    expect(encode(Buffer.from(lines))).toBeUndefined();
    expect(codec.compressFew(Buffer.from(lines.slice(0, 60)), 19)).toBeUndefined();
  });

  it('leaves all but the first few texts to the library', () => {
    const encoder = new ShortTextEncoder();
    const made = Array.from({ length: 20 }, () =>
      encoder.compress(Buffer.from('a text, and the same text again')),
    );
    expect(made[0]).toBeDefined();
    expect(made[19]).toBeUndefined();
  });
});
