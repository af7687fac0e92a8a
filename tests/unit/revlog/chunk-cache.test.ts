import { describe, expect, it } from 'vitest';
import { equalBytes } from '../../../src/bytes/index.js';
import { ChunkCache } from '../../../src/revlog/chunk-cache.js';

function chunkOf(rev: number, length: number): Uint8Array {
  const chunk = new Uint8Array(length);
  for (let i = 0; i < length; i++) chunk[i] = rev * 31 + i;
  return chunk;
}

function found(cache: ChunkCache, rev: number): Uint8Array | undefined {
  return cache.find(rev) ? cache.bytes.slice(cache.start, cache.end) : undefined;
}

function holds(cache: ChunkCache, rev: number, length: number): boolean {
  const chunk = found(cache, rev);
  return chunk !== undefined && equalBytes(chunk, chunkOf(rev, length));
}

describe('ChunkCache', () => {
  it('gives back what was added, parts of arrays and empty chunks too', () => {
    const cache = new ChunkCache(10, 32);
    expect(found(cache, 3)).toBeUndefined();
    cache.add(3, chunkOf(3, 100), 10, 25);
    cache.add(0, chunkOf(0, 5), 0, 5);
    cache.add(9, chunkOf(9, 5), 2, 2);
    expect(found(cache, 3)).toEqual(chunkOf(3, 100).slice(10, 25));
    expect(found(cache, 0)).toEqual(chunkOf(0, 5));
    expect(found(cache, 9)).toEqual(new Uint8Array(0));
    cache.clear();
    expect(found(cache, 0)).toBeUndefined();
  });

  it('never gives a chunk that was overwritten, over many laps of the ring', () => {
    const cache = new ChunkCache(5000, 32);
    let seed = 1;
    const lengths: number[] = [];
    let kept = 0;
    for (let rev = 0; rev < 5000; rev++) {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      lengths.push(seed % (rev % 50 === 0 ? 30_000 : 2500));
      cache.add(rev, chunkOf(rev, lengths[rev] as number), 0, lengths[rev] as number);
      const back = seed % 1500;
      if (rev < back) continue;
      const chunk = found(cache, rev - back);
      if (chunk === undefined) continue;
      kept++;
      expect(chunk.length).toBe(lengths[rev - back]);
      expect(equalBytes(chunk, chunkOf(rev - back, chunk.length))).toBe(true);
    }
    // About a megabyte of chunks of 1.5 KB is there at any time.
    expect(kept).toBeGreaterThan(1000);
    expect(kept).toBeLessThan(4500);
    expect(cache.bytes.length).toBe(1 << 20);
  });

  it('grows with the longest text, keeps within its bounds, and leaves out what is too long', () => {
    const cache = new ChunkCache(1000, 4);
    for (let rev = 0; rev < 500; rev++) cache.add(rev, chunkOf(rev, 10_000), 0, 10_000);
    expect(cache.bytes.length).toBe(1 << 20);
    cache.add(501, new Uint8Array(600_000), 0, 600_000);
    expect(found(cache, 501)).toBeUndefined();
    expect(cache.expectText(4 << 20)).toBe(false);
    for (let rev = 500; rev < 1000; rev++) cache.add(rev, chunkOf(rev, 10_000), 0, 10_000);
    for (let rev = 600; rev < 1000; rev++) expect(holds(cache, rev, 10_000)).toBe(true);
    expect(cache.expectText(1 << 30)).toBe(true);
    for (let rev = 0; rev < 1000; rev++) cache.add(rev, chunkOf(rev, 200_000), 0, 200_000);
    expect(cache.bytes.length).toBeLessThanOrEqual(32 << 20);
    expect(holds(cache, 999, 200_000)).toBe(true);
  });

  it('leaves out revisions that came later', () => {
    const cache = new ChunkCache(2, 32);
    cache.add(2, chunkOf(2, 10), 0, 10);
    expect(found(cache, 2)).toBeUndefined();
  });
});
