import { describe, expect, it } from 'vitest';
import { EntryTable, entryColumns } from '../../../src/dirstate/entry-table.js';

/** A table as after reading: the paths lie in a text with other things between them. */
function read(...paths: string[]): EntryTable {
  const columns = entryColumns(paths.length);
  const starts = new Int32Array(paths.length + 3);
  const ends = new Int32Array(paths.length + 3);
  let text = '';
  paths.forEach((path, slot) => {
    text += `\0\0${String.fromCharCode(path.length)}`;
    starts[slot] = text.length;
    text += path;
    ends[slot] = text.length;
    columns.flags[slot] = slot + 1;
  });
  return new EntryTable(columns, { text, starts, ends, count: paths.length });
}

describe('EntryTable', () => {
  it('finds paths in the text, and none that is part of another', () => {
    const table = read('a/b', 'b', 'a/bc', 'c');
    expect(['a/b', 'b', 'a/bc', 'c'].map((path) => table.slot(path))).toEqual([0, 1, 2, 3]);
    expect(['a', 'bc', '', '/', '\0\0', 'ab'].map((path) => table.slot(path))).toEqual(
      Array(6).fill(undefined),
    );
    expect([table.size, table.slotCount]).toEqual([4, 4]);
  });

  it('gives the same answers whether it searches or not', () => {
    const paths = Array.from({ length: 200 }, (_, i) => `${'d/'.repeat(i % 7)}x${i}`);
    const table = read(...paths);
    for (let round = 0; round < 2; round++)
      for (const [slot, path] of paths.entries()) {
        expect(table.slot(path)).toBe(slot);
        expect(table.slot(`${path}/`)).toBeUndefined();
      }
    const short = read(...paths, 'x');
    expect(short.slot('x')).toBe(200);
  });

  it('gives a path that is there twice its first slot', () => {
    const table = read('a', 'b', 'a');
    expect(table.slot('a')).toBe(0);
    expect(table.sorted()).toEqual(['a', 'b']);
    expect([...table.flags]).toEqual([1, 2, 0]);
    expect(table.size).toBe(2);
  });

  it('sorts paths and their slots, after changes too', () => {
    const table = read('a', 'b', 'd');
    expect(table.sorted()).toEqual(['a', 'b', 'd']);
    expect([...table.sortedSlots()]).toEqual([0, 1, 2]);
    expect(table.add('b')).toBe(1);
    expect(table.add('c')).toBe(3);
    expect(table.sorted()).toEqual(['a', 'b', 'c', 'd']);
    expect([...table.sortedSlots()]).toEqual([0, 1, 3, 2]);
    table.drop('a');
    expect([...table.sortedSlots()]).toEqual([1, 3, 2]);
    expect(table.slot('a')).toBeUndefined();
    expect(table.size).toBe(3);
    expect(table.slotCount).toBe(4);
    expect(table.add('a')).toBe(4);
    expect(table.path(4)).toBe('a');
    const unsorted = read('b', 'a');
    expect(unsorted.sorted()).toEqual(['a', 'b']);
    expect([...unsorted.sortedSlots()]).toEqual([1, 0]);
  });

  it('tells all paths in one text', () => {
    const table = read('one', 'two');
    table.add('three');
    table.drop('one');
    const { text, starts, ends, count } = table.slotPaths;
    expect(Array.from({ length: count }, (_, i) => text.slice(starts[i], ends[i]))).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('forgets all', () => {
    const table = read('a', 'b');
    table.clear();
    expect([table.size, table.slot('a'), table.sorted()]).toEqual([0, undefined, []]);
    expect([...table.flags]).toEqual([0, 0]);
    const slot = table.add('a');
    expect(table.slot('a')).toBe(slot);
    expect(table.flags[slot]).toBe(0);
  });
});
