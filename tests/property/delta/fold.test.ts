import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyDelta, applyInPlace, DeltaFolder, patchedLength } from '../../../src/delta/index.js';
import { HgError } from '../../../src/errors/index.js';

/** A delta that fits a text of `length` bytes, made from arbitrary numbers. */
function deltaFor(length: number, seeds: readonly number[]): Uint8Array {
  const out: number[] = [];
  let at = 0;
  const word = (value: number): void => {
    out.push((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  };
  for (const seed of seeds) {
    const start = at + (seed % 7);
    const end = start + ((seed >>> 3) % 9);
    if (end > length) break;
    const count = (seed >>> 6) % 11;
    word(start);
    word(end);
    word(count);
    for (let i = 0; i < count; i++) out.push((seed + i * 31) & 255);
    at = end;
  }
  return Uint8Array.from(out);
}

const seeds = fc.array(fc.nat(0xffff), { maxLength: 8 });

it('folding a chain gives what applying its deltas one by one gives', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(seeds, { minLength: 1, maxLength: 20 }),
      (base, chain) => {
        const folder = new DeltaFolder();
        let text = base;
        for (const step of chain) {
          const delta = deltaFor(text.length, step);
          folder.add(delta, 0, delta.length);
          const next = new Uint8Array(patchedLength(delta, 0, delta.length, text.length));
          applyDelta(delta, 0, delta.length, text, 0, text.length, next, 0);
          text = next;
        }
        const target = new Uint8Array(folder.fold(base.length));
        folder.apply(base, 0, base.length, target, 0);
        expect(target).toEqual(text);
      },
    ),
    { numRuns: 2000 },
  );
});

it('malformed deltas throw only HgError', () => {
  const wild = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 });
  const nearly = fc.array(
    fc.array(fc.tuple(fc.integer({ min: -3, max: 40 }), fc.integer({ min: -3, max: 40 }), fc.nat(4)), {
      maxLength: 5,
    }),
    { maxLength: 5 },
  );
  const encode = (hunks: readonly (readonly [number, number, number])[]): Uint8Array =>
    Uint8Array.from(
      hunks.flatMap(([start, end, count]) => [
        ...new Uint8Array(new Int32Array([start, end, count]).buffer)
          .reverse()
          .reduce<number[]>((all, byte, i) => {
            all[(2 - (i >> 2)) * 4 + (i & 3)] = byte;
            return all;
          }, []),
        ...new Array<number>(count).fill(7),
      ]),
    );
  const check = (deltas: readonly Uint8Array[]): void => {
    const base = new Uint8Array(30);
    const folder = new DeltaFolder();
    try {
      for (const delta of deltas) folder.add(delta, 0, delta.length);
      const length = folder.fold(base.length);
      folder.apply(base, 0, base.length, new Uint8Array(length), 0);
    } catch (error) {
      expect(error).toBeInstanceOf(HgError);
    }
  };
  fc.assert(fc.property(wild, check), { numRuns: 500 });
  fc.assert(
    fc.property(nearly, (lists) => check(lists.map(encode))),
    { numRuns: 2000 },
  );
});

it('a text patched in place is the text patched elsewhere', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), seeds, fc.nat(5), (base, step, before) => {
      const delta = deltaFor(base.length, step);
      const length = patchedLength(delta, 0, delta.length, base.length);
      const elsewhere = new Uint8Array(length);
      applyDelta(delta, 0, delta.length, base, 0, base.length, elsewhere, 0);
      const room = new Uint8Array(before + Math.max(length, base.length));
      room.set(base, before);
      applyInPlace(delta, 0, delta.length, room, before, before + base.length);
      expect(room.slice(before, before + length)).toEqual(elsewhere);
      expect(room.slice(0, before)).toEqual(new Uint8Array(before));
    }),
    { numRuns: 5000 },
  );
});
