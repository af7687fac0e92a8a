import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/bytes/index.js';
import { HgError } from '../../../src/errors/index.js';
import {
  ByteReader,
  compressBundle,
  decodePartHeader,
  decompressBundle,
  encodePartHeader,
  quoteUrl,
  unquoteUrl,
} from '../../../src/exchange/index.js';
import { createNodePlatform } from '../../../src/node/index.js';

const platform = createNodePlatform();
const ENGINES = ['UN', 'GZ', 'BZ', 'ZS'] as const;

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] as number);
    yield bytes.slice(at, at + size);
    at += size;
  }
}

function bytesIn(pieces: Iterable<Uint8Array>): Uint8Array {
  const all: Uint8Array[] = [];
  for (const piece of pieces) all.push(piece.slice());
  return concatBytes(all);
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
/** Bytes with runs and repetitions, as compression likes them. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.nat(255), fc.nat(700)).map(([byte, count]) => new Uint8Array(count).fill(byte)),
      fc.nat(60).map((n) => Uint8Array.from({ length: n * 9 }, (_, i) => i % (n + 1))),
    ),
    { maxLength: 12 },
  )
  .map(concatBytes);

describe('streams', () => {
  it.each(ENGINES)('come back from %s, however they are cut', (engine) => {
    fc.assert(
      fc.property(content, sizes, sizes, (bytes, before, after) => {
        const packed = bytesIn(compressBundle(engine, cut(bytes, before), platform));
        const back = bytesIn(decompressBundle(engine, cut(packed, after), platform));
        expect(back).toEqual(bytes);
      }),
      { numRuns: 60 },
    );
  });

  it.each(ENGINES.slice(1))('damaged %s is an HgError or other bytes, never anything else', (engine) => {
    fc.assert(
      fc.property(content, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, flip) => {
        const packed = bytesIn(compressBundle(engine, [bytes], platform)).slice();
        const at = place % packed.length;
        packed[at] = (packed[at] as number) ^ flip;
        try {
          bytesIn(decompressBundle(engine, [packed], platform));
        } catch (error) {
          expect(error).toBeInstanceOf(HgError);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('joins parts of zstd that are longer than one', () => {
    let state = 1;
    const bytes = Uint8Array.from({ length: 9_500_000 }, (_, i) => {
      if (i % 64 === 0) state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return i % 64 < 20 ? 0 : (state >>> (i % 24)) & 0xff;
    });
    const packed = bytesIn(compressBundle('ZS', cut(bytes, [70_000]), platform));
    expect(packed.length).toBeLessThan(bytes.length / 2);
    expect(Buffer.compare(bytesIn(decompressBundle('ZS', cut(packed, [60_000]), platform)), bytes)).toBe(0);
    // Without runs that the last offsets could be set by.
    const text = Uint8Array.from({ length: 9_000_000 }, (_, i) => 97 + (((i * i) >> 7) % 23));
    const other = bytesIn(compressBundle('ZS', [text], platform));
    expect(Buffer.compare(bytesIn(decompressBundle('ZS', [other], platform)), text)).toBe(0);
  });

  it('are read the same whatever pieces they come in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), sizes, sizes, (bytes, pieces, takes) => {
        const reader = new ByteReader(cut(bytes, pieces));
        const got: Uint8Array[] = [];
        for (let i = 0; reader.has(1); i++) {
          const wanted = takes[i % takes.length] as number;
          const count = reader.has(wanted) ? wanted : 1;
          reader.take(count);
          got.push(reader.bytes.slice(reader.at, reader.at + count));
        }
        expect(concatBytes(got)).toEqual(bytes);
        expect(reader.position).toBe(bytes.length);
        expect(() => reader.take(1)).toThrow('stream ended unexpectedly (got 0 bytes, expected 1)');
      }),
    );
  });
});

describe('headers of parts', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcxyz:-019'), minLength: 1, maxLength: 20 });
  const value = fc.uint8Array({ maxLength: 40 }).map((bytes) => String.fromCharCode(...bytes));

  it('come back, and damaged ones are HgErrors', () => {
    fc.assert(
      fc.property(
        word,
        fc.boolean(),
        fc.uniqueArray(fc.tuple(word, value, fc.boolean()), { selector: ([key]) => key, maxLength: 6 }),
        fc.nat(),
        (name, wantsMandatory, parameters, place) => {
          const type = name;
          const isMandatory = wantsMandatory && type.toUpperCase() !== type;
          const of = (which: boolean) =>
            new Map(parameters.filter(([, , flag]) => flag === which).map(([key, text]) => [key, text]));
          const header = { type, isMandatory, mandatory: of(true), advisory: of(false) };
          const bytes = encodePartHeader(header, 7).subarray(4);
          expect(decodePartHeader(bytes)).toEqual({ ...header, id: 7 });
          try {
            decodePartHeader(bytes.subarray(0, place % bytes.length));
          } catch (error) {
            expect(error).toBeInstanceOf(HgError);
          }
        },
      ),
    );
  });

  it('quotes', () => {
    fc.assert(fc.property(value, (text) => unquoteUrl(quoteUrl(text)) === text));
  });
});
