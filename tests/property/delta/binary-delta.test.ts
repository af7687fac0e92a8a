import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { applyDelta, binaryDelta, patchedLength } from '../../../src/delta/index.js';

const line = fc.oneof(
  fc.constantFrom(
    '',
    '}',
    'a',
    'b',
    'c',
    '  return x;',
    'a rather long line that is not like the others, nearly unique',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 90 }),
);
const lines = fc.array(line, { maxLength: 300 });
const edit = fc.record({ at: fc.nat(400), remove: fc.nat(30), insert: fc.array(line, { maxLength: 40 }) });

function textOf(list: readonly string[], ending: string): Uint8Array {
  return bytesOf(list.join('\n') + ending);
}

function word(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

function check(from: Uint8Array, to: Uint8Array): void {
  const delta = binaryDelta(from, to);
  const made = new Uint8Array(patchedLength(delta, 0, delta.length, from.length));
  applyDelta(delta, 0, delta.length, from, 0, from.length, made, 0);
  expect(made).toEqual(to);
  if (from.length === to.length && from.every((byte, i) => byte === to[i])) expect(delta.length).toBe(0);
  const starts = (text: Uint8Array, at: number) => at === 0 || at === text.length || text[at - 1] === 10;
  let shift = 0;
  let last = -1;
  for (let at = 0; at < delta.length; ) {
    const start = word(delta, at);
    const end = word(delta, at + 4);
    const length = word(delta, at + 8);
    // Hunks do not touch, and lie on lines of both texts.
    expect(start).toBeGreaterThan(last);
    for (const edge of [start, end]) expect(starts(from, edge)).toBe(true);
    for (const edge of [start + shift, start + shift + length]) expect(starts(to, edge)).toBe(true);
    shift += length - (end - start);
    last = end;
    at += 12 + length;
  }
}

it('makes the new text of the old one, on lines, for unrelated texts', () => {
  const ending = fc.constantFrom('', '\n');
  fc.assert(
    fc.property(lines, ending, lines, ending, (a, endA, b, endB) => check(textOf(a, endA), textOf(b, endB))),
    { numRuns: 300 },
  );
});

it('makes the new text of the old one, on lines, for edited texts', () => {
  fc.assert(
    fc.property(
      lines,
      fc.array(edit, { maxLength: 12 }),
      fc.constantFrom('', '\n'),
      (list, edits, ending) => {
        const changed = [...list];
        for (const { at, remove, insert } of edits) changed.splice(at, remove, ...insert);
        check(textOf(list, '\n'), textOf(changed, ending));
      },
    ),
    { numRuns: 300 },
  );
});

it('bounds its work for long texts that have little in common', () => {
  const make = (seed: number): Uint8Array => {
    const out: string[] = [];
    for (let i = 0, x = seed; i < 20_000; i++) {
      x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
      out.push(`line ${(x >>> 8) % 900}`);
    }
    return textOf(out, '\n');
  };
  const begin = performance.now();
  check(make(1), make(2));
  expect(performance.now() - begin).toBeLessThan(5000);
});
