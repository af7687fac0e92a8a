import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteStringOf } from '../../../src/bytes/index.js';
import {
  CompactRadixlink,
  dumpRadixlink,
  type KeyReader,
  type LinkIndex,
  Radixlink,
} from '../../../src/radixlink/index.js';

/** Keys kept in a list: the reference of a key is its place. */
class ListKeys implements KeyReader {
  readonly keys: Uint8Array[] = [];
  readonly #places = new Map<string, number>();
  referenceOf(key: Uint8Array): number {
    const text = byteStringOf(key);
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.keys.push(key) - 1;
      this.#places.set(text, place);
    }
    return place;
  }
  nibbles(reference: number): number {
    const key = this.keys[reference];
    return key === undefined ? -1 : key.length * 2;
  }
  nibble(reference: number, index: number): number {
    const byte = (this.keys[reference] as Uint8Array)[index >> 1] as number;
    return index % 2 === 0 ? byte >> 4 : byte & 15;
  }
}

interface Variant {
  readonly name: string;
  create(): { index: LinkIndex; insert(key: Uint8Array, value: number): void; reload(): LinkIndex };
}

const VARIANTS: readonly Variant[] = [
  {
    name: 'first',
    create() {
      const index = Radixlink.empty();
      return {
        index,
        insert: (key, value) => index.insert(key, value),
        reload: () => {
          expect(dumpRadixlink(index.bytes()).length).toBeGreaterThan(0);
          return Radixlink.load(index.bytes().slice());
        },
      };
    },
  },
  {
    name: 'compact',
    create() {
      const keys = new ListKeys();
      const index = CompactRadixlink.empty(keys);
      return {
        index,
        insert: (key, value) => index.insert(keys.referenceOf(key), value),
        reload: () => CompactRadixlink.load(index.bytes().slice(), keys),
      };
    },
  },
];

/** Reproducible random numbers below a bound. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

/** The shortest prefix by comparison with every key. */
function naiveShortest(keys: readonly Uint8Array[], key: Uint8Array): number {
  const nibbles = (bytes: Uint8Array): number[] => [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
  const own = nibbles(key);
  let shared = -1;
  for (const other of keys.map(nibbles)) {
    if (other.join() === own.join()) continue;
    let same = 0;
    while (same < own.length && same < other.length && own[same] === other[same]) same++;
    shared = Math.max(shared, same);
  }
  return Math.min(shared + 1, own.length);
}

function check(variant: Variant, pairs: readonly (readonly [Uint8Array, number])[]): void {
  const made = variant.create();
  const expected = new Map<string, { key: Uint8Array; values: number[] }>();
  for (const [key, value] of pairs) {
    made.insert(key, value);
    const known = expected.get(byteStringOf(key));
    if (known === undefined) expected.set(byteStringOf(key), { key, values: [value] });
    else known.values.unshift(value);
  }
  const all = [...expected.values()];
  for (const index of [made.index, made.reload()])
    for (const { key, values } of all) {
      expect(index.values(key)).toEqual(values);
      expect(index.newest(key)).toBe(values[0]);
      const longer = new Uint8Array([...key, 0]);
      if (!expected.has(byteStringOf(longer))) expect(index.values(longer)).toEqual([]);
      const shorter = key.subarray(0, -1);
      if (!expected.has(byteStringOf(shorter))) expect(index.values(shorter)).toEqual([]);
    }
  for (const { key } of all.slice(0, 10))
    expect(made.index.shortestPrefix(key)).toBe(
      naiveShortest(
        all.map((one) => one.key),
        key,
      ),
    );
}

for (const variant of VARIANTS)
  describe(`radixlink, ${variant.name} variant`, () => {
    it('keeps dense keys of 0 to 5 bytes', () => {
      const random = randomNumbers(1);
      check(
        variant,
        Array.from(
          { length: 5000 },
          () => [Uint8Array.from({ length: random(6) }, () => random(3)), random(6)] as const,
        ),
      );
    });

    it('keeps keys of 10 bytes of 0 and 1', () => {
      const random = randomNumbers(2);
      check(
        variant,
        Array.from(
          { length: 5000 },
          (_, i) => [Uint8Array.from({ length: 10 }, () => random(2)), i] as const,
        ),
      );
    });

    it('keeps sparse keys of 0 to 1000 bytes', () => {
      const random = randomNumbers(3);
      check(
        variant,
        Array.from(
          { length: 1000 },
          (_, i) => [Uint8Array.from({ length: random(1001) }, () => random(256)), i * 4_000_003] as const,
        ),
      );
    });

    it('agrees with a Map for whatever comes', () => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.uint8Array({ maxLength: 4 }), fc.integer({ min: 0, max: 0xffffffff })), {
            maxLength: 60,
          }),
          (pairs) => check(variant, pairs),
        ),
        { numRuns: 300 },
      );
    });
  });
