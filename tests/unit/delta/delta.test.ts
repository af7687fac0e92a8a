import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { applyDelta, binaryDelta, DeltaFolder, patchedLength } from '../../../src/delta/index.js';

type Hunk = readonly [start: number, end: number, text: string];

function delta(...hunks: Hunk[]): Uint8Array {
  const parts = hunks.map(([start, end, text]) => {
    const bytes = new Uint8Array(12 + text.length);
    const view = new DataView(bytes.buffer);
    view.setInt32(0, start);
    view.setInt32(4, end);
    view.setInt32(8, text.length);
    bytes.set(bytesOf(text), 12);
    return bytes;
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function applied(text: string, patch: Uint8Array): string {
  const base = bytesOf(`..${text}`);
  const length = patchedLength(patch, 0, patch.length, text.length);
  const target = new Uint8Array(3 + length);
  applyDelta(patch, 0, patch.length, base, 2, base.length, target, 3);
  return byteStringOf(target, 3);
}

function folded(text: string, ...patches: Uint8Array[]): string {
  const folder = new DeltaFolder();
  for (const patch of patches) folder.add(patch, 0, patch.length);
  const length = folder.fold(text.length);
  const target = new Uint8Array(length);
  folder.apply(bytesOf(text), 0, text.length, target, 0);
  return byteStringOf(target);
}

describe('applying one delta', () => {
  it('replaces, inserts and removes', () => {
    expect(applied('abcdef', delta())).toBe('abcdef');
    expect(applied('abcdef', delta([1, 3, 'XYZ']))).toBe('aXYZdef');
    expect(applied('abcdef', delta([0, 0, '<'], [6, 6, '>']))).toBe('<abcdef>');
    expect(applied('abcdef', delta([0, 6, '']))).toBe('');
    expect(applied('', delta([0, 0, 'new']))).toBe('new');
    expect(applied('abcdef', delta([2, 2, 'x'], [2, 4, 'y']))).toBe('abxyef');
  });

  it('copies long runs, too', () => {
    const text = 'abc'.repeat(100);
    expect(applied(text, delta([100, 101, 'z'.repeat(99)]))).toBe(
      text.slice(0, 100) + 'z'.repeat(99) + text.slice(101),
    );
  });

  it.each([
    ['beyond the text', delta([5, 7, ''])],
    ['backwards', delta([3, 2, ''])],
    ['out of order', delta([3, 4, ''], [2, 5, ''])],
    ['negative', delta([-1, 2, ''])],
    ['longer than the delta', delta([0, 1, 'abc']).subarray(0, 14)],
  ])('refuses a hunk %s', (_, patch) => {
    expect(() => patchedLength(patch, 0, patch.length, 6)).toThrow('invalid patch');
    expect(() => folded('abcdef', patch)).toThrow('invalid patch');
    expect(() => folded('abcdef', patch, delta([0, 0, 'x']))).toThrow('invalid patch');
  });

  it('refuses a torn header', () => {
    const patch = delta([0, 1, '']).subarray(0, 11);
    expect(() => patchedLength(patch, 0, patch.length, 6)).toThrow('patch cannot be decoded');
    expect(() => folded('abcdef', patch)).toThrow('patch cannot be decoded');
  });
});

describe('folding', () => {
  it('cuts earlier hunks', () => {
    // The second delta replaces the middle of what the first one wrote.
    expect(folded('abcdef', delta([2, 4, '12345']), delta([3, 5, 'X']))).toBe('ab1X45ef');
    // Swallows a whole hunk, with text on both sides.
    expect(folded('abcdef', delta([2, 4, '12345']), delta([1, 8, '-']))).toBe('a-f');
    // Begins in one hunk and ends in the next.
    expect(folded('abcdef', delta([1, 2, '123'], [4, 5, '789']), delta([2, 7, '|']))).toBe('a1|89f');
    // Touches without overlapping.
    expect(folded('abcdef', delta([2, 4, 'XY']), delta([4, 4, '>']), delta([2, 2, '<']))).toBe('ab<XY>ef');
    expect(folded('abcdef', delta([2, 4, '']), delta([2, 2, '!']))).toBe('ab!ef');
  });

  it('is reusable, and empty it changes nothing', () => {
    const folder = new DeltaFolder();
    for (let round = 0; round < 3; round++) {
      folder.reset();
      expect(folder.fold(4)).toBe(4);
      const target = new Uint8Array(4);
      folder.apply(bytesOf('abcd'), 0, 4, target, 0);
      expect(byteStringOf(target)).toBe('abcd');
      folder.add(delta([0, 1, 'zz']), 0, 14);
      expect(folder.fold(4)).toBe(5);
    }
  });
});

describe('computing', () => {
  const line = (name: number, node: string): string =>
    `src/file-${String(name).padStart(3, '0')}.ts\0${node.repeat(40)}\n`;
  const list = Array.from({ length: 60 }, (_, i) => line(i, 'a'));
  const length = line(0, 'a').length;
  const changed = (changes: Record<number, string>): Uint8Array =>
    bytesOf(list.map((old, i) => changes[i] ?? old).join(''));
  const old = changed({});
  const replaced = (at: number, text: string, count = 1): Hunk => [length * at, length * (at + count), text];

  it.each([0, 1, 30, 58, 59])('writes the one line that was replaced: %i', (at) => {
    expect(binaryDelta(old, changed({ [at]: line(at, 'b') }))).toEqual(delta(replaced(at, line(at, 'b'))));
    expect(binaryDelta(old, changed({ [at]: 'short\n' }))).toEqual(delta(replaced(at, 'short\n')));
    expect(binaryDelta(old, changed({ [at]: '' }))).toEqual(delta(replaced(at, '')));
    const more = line(at, 'a') + line(at, 'c');
    expect(binaryDelta(old, changed({ [at]: more }))).toEqual(
      delta([length * (at + 1), length * (at + 1), line(at, 'c')]),
    );
  });

  it('writes lines that were replaced one for one, together or alone', () => {
    const b = (at: number): string => line(at, 'b');
    expect(binaryDelta(old, changed({ 7: b(7), 8: b(8), 10: b(10), 40: b(40) }))).toEqual(
      delta(replaced(7, b(7) + b(8), 2), replaced(10, b(10)), replaced(40, b(40))),
    );
    const every = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [2 * i, b(2 * i)]));
    expect(binaryDelta(old, changed(every))).toEqual(
      delta(...Object.entries(every).map(([at, text]) => replaced(Number(at), text))),
    );
  });
});
