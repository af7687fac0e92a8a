import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineDiffer, lineOffsets } from '../../../src/diff/index.js';
import { LINE_BLOCKS_SOURCE_SHA256 } from '../../../src/node/line-blocks-code.js';
import { createLineComparer } from '../../../src/node/line-comparer.js';

const comparer = createLineComparer();
const plain = new LineDiffer();

function expectSame(a: Uint8Array, b: Uint8Array): void {
  const matches = comparer.compare(a, b);
  expect(matches).toBeDefined();
  expect([...(matches?.offsetsA ?? [])]).toEqual([...lineOffsets(a)]);
  expect([...(matches?.offsetsB ?? [])]).toEqual([...lineOffsets(b)]);
  expect([...(matches?.blocks ?? [])]).toEqual([...plain.blocks(a, b)]);
}

const bytes = (text: string) => Buffer.from(text, 'latin1');
/** Few different lines of all lengths around a machine word, the last one with or without an end. */
const text = (alphabet: number, maxLength: number) =>
  fc
    .tuple(fc.array(fc.nat(alphabet - 1), { maxLength, size: 'max' }), fc.constantFrom('', 'x', 'ab'))
    .map(([lines, end]) =>
      bytes(lines.map((line) => `${'ab'.repeat(line).slice(0, (line * 5) % 37)}${line}\n`).join('') + end),
    );

describe('the line comparer on WebAssembly', () => {
  it('was made from the source that is there', () => {
    const source = readFileSync(new URL('../../../wasm/line-blocks.ts', import.meta.url));
    expect(createHash('sha256').update(source).digest('hex')).toBe(LINE_BLOCKS_SOURCE_SHA256);
  });

  it.each([
    [2, 30],
    [6, 60],
    [60, 80],
  ])('finds what the plain code finds, with %i distinct lines', (alphabet, length) => {
    fc.assert(fc.property(text(alphabet, length), text(alphabet, length), expectSame), { numRuns: 300 });
  });

  it('finds it in a text and its changed copy', () => {
    const change = fc.record({
      at: fc.nat(),
      remove: fc.nat(3),
      insert: fc.array(fc.nat(9), { maxLength: 3 }),
    });
    const changes = fc.array(change, { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 300, size: 'max' }), changes, (lines, edits) => {
        const changed = [...lines];
        for (const { at, remove, insert } of edits)
          changed.splice(at % (changed.length + 1), remove, ...insert);
        const of = (all: number[]) => bytes(all.map((line) => `line ${line}\n`).join(''));
        expectSame(of(lines), of(changed));
      }),
      { numRuns: 200 },
    );
  });

  it('knows frequent lines and large texts', () => {
    const ones = '1\n'.repeat(1200);
    expectSame(bytes(ones), bytes(ones));
    expectSame(bytes(`2\n${ones}`), bytes(`3\n${ones}`));
    expectSame(bytes('1\n1\n1\n7\n1\n1\n'), bytes(`${ones}7\n${ones}`));
    let seed = 1;
    const next = (below: number) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 1) % below;
    const many = Array.from({ length: 40_000 }, () => `${next(3) === 0 ? next(4) : next(30_000)}\n`);
    const other = many.filter(() => next(50) > 0);
    expectSame(bytes(many.join('')), bytes(other.join('')));
  });

  it('takes empty texts, and declines those that would need much memory', () => {
    expectSame(bytes(''), bytes(''));
    expectSame(bytes('a\n'), bytes(''));
    expectSame(bytes(''), bytes('\n\n'));
    expect(comparer.compare(new Uint8Array(17 << 20), bytes('a'))).toBeUndefined();
  });
});
