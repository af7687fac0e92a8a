import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { FileSystemError } from '../../../src/errors/index.js';
import {
  type FileSystem,
  MemoryFileSystem,
  OverlayFileSystem,
  readFile,
  tryReadText,
  writeFile,
} from '../../../src/platform/index.js';

function put(fs: FileSystem, path: string, text: string): void {
  writeFile(fs, path, bytesOf(text));
}

function make(): { below: MemoryFileSystem; fs: OverlayFileSystem } {
  const below = new MemoryFileSystem();
  below.makeDirectory('store/data', true);
  put(below, 'store/index', '0123456789');
  put(below, 'store/data/a', 'a');
  return { below, fs: new OverlayFileSystem(below) };
}

describe('a file system that keeps changes in memory', () => {
  it('grows, cuts and replaces files without touching those below', () => {
    const { below, fs } = make();
    const handle = fs.open('store/index', 'update');
    handle.writeAt(bytesOf('ABC'), 10);
    expect(tryReadText(fs, 'store/index')).toBe('0123456789ABC');
    handle.writeAt(bytesOf('xy'), 4);
    expect(tryReadText(fs, 'store/index')).toBe('0123xy6789ABC');
    handle.truncate(5);
    handle.truncate(7);
    handle.close();
    expect([...readFile(fs, 'store/index')]).toEqual([...bytesOf('0123x\0\0')]);
    expect(fs.stat('store/index')?.size).toBe(7);
    put(fs, 'store/index', 'new');
    expect(tryReadText(fs, 'store/index')).toBe('new');
    expect(tryReadText(below, 'store/index')).toBe('0123456789');
  });

  it('shows new, renamed and removed names in lists', () => {
    const { below, fs } = make();
    const store = fs.at('store');
    store.makeDirectory('data/deep/er', true);
    put(store, 'data/deep/er/b', 'b');
    store.rename('data/a', 'data/c');
    store.remove('index');
    expect(store.list('data').sort()).toEqual(['c', 'deep']);
    expect(store.list('').sort()).toEqual(['data']);
    expect(store.stat('index')).toBeUndefined();
    expect(() => store.open('index', 'read')).toThrow(FileSystemError);
    expect(tryReadText(fs.at('/store/data'), 'c')).toBe('a');
    store.hardLink('data/c', 'd');
    expect(store.stat('d')?.links).toBe(2);
    expect(() => store.removeDirectory('data/deep/er')).toThrow('Directory not empty');
    expect(below.list('store/data')).toEqual(['a']);
  });

  it('refuses every change once it is frozen', () => {
    const { fs } = make();
    put(fs, 'store/new', 'n');
    fs.freeze('read only');
    expect(tryReadText(fs, 'store/new')).toBe('n');
    const changes = [
      () => put(fs, 'x', ''),
      () => fs.remove('store/new'),
      () => fs.rename('store/new', 'y'),
      () => fs.makeDirectory('z'),
      () => fs.open('store/index', 'append').close(),
    ];
    for (const change of changes) expect(change).toThrow('read only');
  });
});
