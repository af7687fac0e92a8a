import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { CorruptionError } from '../../../src/errors/index.js';
import { createNodeHasher } from '../../../src/node/hasher.js';
import { type FileStat, MemoryFileSystem, readFile, writeFile } from '../../../src/platform/index.js';
import { LinkCache, Radixlink } from '../../../src/radixlink/index.js';

/** A file system that says when its files were written, and counts how often they are opened. */
class Watched extends MemoryFileSystem {
  seconds = 1000;
  opened = 0;
  override stat(path: string): FileStat | undefined {
    const stat = super.stat(path);
    return stat === undefined
      ? undefined
      : { ...stat, mtimeSeconds: this.seconds, mtimeNanoseconds: 0, ctimeSeconds: this.seconds };
  }
  override open(...args: Parameters<MemoryFileSystem['open']>): ReturnType<MemoryFileSystem['open']> {
    this.opened++;
    return super.open(...args);
  }
}

const KEYS = Array.from({ length: 400 }, (_, i) => bytesOf(`key number ${i * 7919}`));

function make(): { cache: LinkCache; fs: MemoryFileSystem; source: Watched; time: { now: number } } {
  const fs = new MemoryFileSystem();
  const source = new Watched();
  const time = { now: 1001 };
  writeFile(source, 'source', bytesOf('what the index was made from'));
  const cache = new LinkCache({
    fs,
    name: 'test.radixlink',
    hasher: createNodeHasher(),
    clock: { now: () => time.now, timeZoneOffset: () => 0 },
    source: { fs: source, path: 'source', coveredBytes: (size) => size },
    leastBytes: 10,
  });
  const index = Radixlink.empty();
  KEYS.forEach((key, i) => {
    index.insert(key, i);
  });
  index.sourceOfTruthSize = 8;
  cache.write(index, bytesOf('what the'));
  return { cache, fs, source, time };
}

describe('LinkCache', () => {
  it('gives back what was written, page by page, and the bytes of the format', () => {
    const { cache, fs } = make();
    const stored = cache.open();
    expect(stored?.sourceOfTruthSize).toBe(8);
    const index = Radixlink.load(stored?.pages as NonNullable<typeof stored>['pages']);
    KEYS.forEach((key, i) => {
      expect(index.values(key)).toEqual([i]);
    });
    expect(Radixlink.load(readFile(fs, 'test.radixlink')).newest(KEYS[3] as Uint8Array)).toBe(3);
    index.insert(bytesOf('more'), 5);
    expect(index.values(bytesOf('more'))).toEqual([5]);
    expect(cache.isWorth(9)).toBe(false);
  });

  it('knows its source by content, then by its looks once it has come to rest', () => {
    const { cache, source, time } = make();
    expect(cache.open()?.isCurrent()).toBe(true);
    // Just written: it may be written again within the same second.
    let before = source.opened;
    expect(cache.open()?.isCurrent()).toBe(true);
    expect(source.opened).toBe(before + 1);
    time.now = 1010;
    expect(cache.open()?.isCurrent()).toBe(true);
    before = source.opened;
    expect(cache.open()?.isCurrent()).toBe(true);
    expect(source.opened).toBe(before);
    // Longer, with the same beginning.
    source.seconds = 1020;
    writeFile(source, 'source', bytesOf('what the index was made from, and more'));
    expect(cache.open()?.isCurrent()).toBe(true);
    source.seconds = 1030;
    writeFile(source, 'source', bytesOf('What the index was made from'));
    expect(cache.open()?.isCurrent()).toBe(false);
    writeFile(source, 'source', bytesOf('what'));
    expect(cache.open()?.isCurrent()).toBe(false);
    source.remove('source');
    expect(cache.open()?.isCurrent()).toBe(false);
  });

  it('notices damage of any page when it is looked at, and of the docket at once', () => {
    const { cache, fs } = make();
    const bytes = readFile(fs, 'test.radixlink');
    for (let at = 1; at < bytes.length; at += 1511) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ 4;
      writeFile(fs, 'test.radixlink', damaged);
      const pages = cache.open()?.pages;
      expect(() => pages?.page(at >> 12)).toThrow(CorruptionError);
      expect(() => pages?.all()).toThrow(CorruptionError);
    }
    writeFile(fs, 'test.radixlink', bytes.subarray(0, 5000));
    expect(() => cache.open()?.pages.page(1)).toThrow(CorruptionError);
    const docket = readFile(fs, 'test.radixlink-docket');
    for (let at = 0; at < docket.length; at++) {
      const damaged = docket.slice();
      damaged[at] = (damaged[at] as number) ^ 1;
      writeFile(fs, 'test.radixlink-docket', damaged);
      expect(cache.open()).toBeUndefined();
      writeFile(fs, 'test.radixlink-docket', docket.subarray(0, at));
      expect(cache.open()).toBeUndefined();
    }
  });
});
