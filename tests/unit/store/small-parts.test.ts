import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { MemoryFileSystem, writeFile } from '../../../src/platform/index.js';
import { ByteBoundedCache } from '../../../src/store/byte-bounded-cache.js';
import { contentStart, packMetadata, parseMetadata } from '../../../src/store/filelog-metadata.js';
import { readFncache } from '../../../src/store/fncache.js';
import { listDataFiles, listTrackedPaths, pathEncoder } from '../../../src/store/index.js';
import { insertedBytes } from '../../../src/store/manifest-delta.js';
import { hasher } from './support.js';

function storeWith(files: Readonly<Record<string, string>>): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  for (const [path, content] of Object.entries(files)) {
    const slash = path.lastIndexOf('/');
    if (slash > 0) fs.makeDirectory(path.slice(0, slash), true);
    writeFile(fs, path, bytesOf(content));
  }
  return fs;
}

describe('fncache', () => {
  it('lists paths once, directories decoded', () => {
    const fs = storeWith({ fncache: 'data/a.i\ndata/b.d.hg/x.i\ndata/a.i\nmeta/b/00manifest.i\n' });
    expect([...readFncache(fs)]).toEqual(['data/a.i', 'data/b.d/x.i', 'meta/b/00manifest.i']);
    expect([...readFncache(storeWith({}))]).toEqual([]);
  });
  it.each([
    ['data/a.i', 'fncache does not ends with a newline'],
    ['data/a.i\n\n', 'invalid entry in fncache, line 2'],
    ['\n', 'invalid entry in fncache, line 1'],
  ])('damaged: %j', (text, message) => {
    expect(() => readFncache(storeWith({ fncache: text }))).toThrow(message);
  });
});

describe('files of a store', () => {
  it('are those of fncache that exist, then manifest and changelog', () => {
    const fs = storeWith({
      fncache: 'data/B.i\ndata/a.i\ndata/gone.i\n',
      'data/a.i': '1',
      'data/_b.i': '22',
      '00changelog.i': '333',
      '00manifest.i': '4444',
    });
    const lister = { fs, layout: 'dotencode' as const, encode: pathEncoder('dotencode', hasher) };
    expect([...listDataFiles(lister)]).toEqual([
      { path: 'data/B.i', encodedPath: 'data/_b.i', size: 2 },
      { path: 'data/a.i', encodedPath: 'data/a.i', size: 1 },
      { path: '00manifest.i', encodedPath: '00manifest.i', size: 4 },
      { path: '00changelog.i', encodedPath: '00changelog.i', size: 3 },
    ]);
    expect(listTrackedPaths(lister)).toEqual(['B', 'a', 'gone']);
  });
  it('are found by walking without fncache; names that no path has are told', () => {
    const fs = storeWith({
      'data/_b/c.d.hg/x.i': '1',
      'data/_b/c.d.hg/x.d': '1',
      'data/A.i': '1',
      'data/note': '',
    });
    const lister = { fs, layout: 'store' as const, encode: pathEncoder('store', hasher) };
    expect([...listDataFiles(lister)].map(({ path, encodedPath }) => [path, encodedPath])).toEqual([
      [undefined, 'data/A.i'],
      ['data/B/c.d/x.d', 'data/_b/c.d.hg/x.d'],
      ['data/B/c.d/x.i', 'data/_b/c.d.hg/x.i'],
    ]);
    expect(listTrackedPaths(lister)).toEqual(['B/c.d/x']);
  });
});

describe('metadata of files', () => {
  const parse = (text: string) => parseMetadata(bytesOf(text), 'f', 0);
  it('is read and written', () => {
    expect(parse('text')).toBeUndefined();
    expect(parse('\x01\n\x01\ntext')).toEqual(new Map());
    const metadata = new Map([
      ['copyrev', '1'],
      ['copy', 'a: b'],
    ]);
    const packed = packMetadata(metadata, bytesOf('text'));
    expect(byteStringOf(packed)).toBe('\x01\ncopy: a: b\ncopyrev: 1\n\x01\ntext');
    expect(parse(byteStringOf(packed))).toEqual(metadata);
    expect(byteStringOf(packed.subarray(contentStart(packed, 'f', 0)))).toBe('text');
    expect(byteStringOf(packMetadata(new Map(), bytesOf('\x01\nx')))).toBe('\x01\n\x01\n\x01\nx');
  });
  it('can be damaged', () => {
    expect(() => parse('\x01\n')).toThrow('subsection not found');
    expect(() => parse('\x01\nabc\n\x01\n')).toThrow('not enough values to unpack');
  });
});

describe('deltas', () => {
  it('that are cut are refused', () => {
    const delta = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 65, 66);
    expect(byteStringOf(insertedBytes(delta, 'f', 1))).toBe('AB');
    for (let length = 1; length < delta.length; length++)
      expect(() => insertedBytes(delta.subarray(0, length), 'f', 1)).toThrow('patch cannot be decoded');
  });
});

describe('a cache bounded by bytes', () => {
  it('drops what was not used for longest', () => {
    const cache = new ByteBoundedCache<string>(10);
    cache.set('a', 'A', 4);
    cache.set('b', 'B', 4);
    expect(cache.get('a')).toBe('A');
    cache.set('c', 'C', 4);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
    cache.set('d', 'D', 11);
    expect([cache.get('d'), cache.get('c')]).toEqual([undefined, 'C']);
    cache.set('c', 'CC', 10);
    expect([cache.get('a'), cache.get('c')]).toEqual([undefined, 'CC']);
    cache.clear();
    expect(cache.get('c')).toBeUndefined();
  });
});
