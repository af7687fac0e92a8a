import { describe, expect, it } from 'vitest';
import { NULL_NODE } from '../../../src/bytes/index.js';
import { HgError, InputError, isNotFound, LookupError } from '../../../src/errors/index.js';
import { MemoryFileSystem } from '../../../src/platform/index.js';
import { Revlog } from '../../../src/revlog/index.js';
import { fileSystemOf, fixture, openFixture, platform } from '../../golden/revlog/fixtures.js';

const options = { codecs: platform.codecs, hasher: platform.hasher, kind: 'other' } as const;

describe('a revlog', () => {
  it('is empty without a file, unless it must exist', () => {
    const revlog = Revlog.open(new MemoryFileSystem(), 'data/none.i', options);
    expect(revlog.length).toBe(0);
    expect(revlog.tryRev('12'.repeat(20))).toBeUndefined();
    expect(revlog.partialMatch('12')).toBeUndefined();
    revlog.visitTexts({ text: () => expect.unreachable(), error: () => expect.unreachable() });
    try {
      Revlog.open(new MemoryFileSystem(), 'data/none.i', { ...options, mustExist: true });
      expect.unreachable();
    } catch (error) {
      expect(isNotFound(error)).toBe(true);
    }
  });

  it('has the null revision', () => {
    const revlog = openFixture(fixture('split file'));
    expect(revlog.node(-1)).toBe(NULL_NODE);
    expect(revlog.rev(NULL_NODE)).toBe(-1);
    expect(revlog.parents(-1)).toEqual([-1, -1]);
    expect(revlog.text(-1)).toHaveLength(0);
    expect(revlog.rawText(-1)).toHaveLength(0);
    expect(revlog.rawSize(-1)).toBe(0);
    expect(revlog.linkrev(-1)).toBe(-1);
    expect(revlog.isSnapshot(-1)).toBe(true);
    expect(revlog.partialMatch('000')).toBe(NULL_NODE);
    expect(revlog.shortest(NULL_NODE)).toBe(1);
  });

  it('refuses what is not a revision or a node, in the words of hg', () => {
    const revlog = openFixture(fixture('split file'));
    for (const rev of [-2, revlog.length, 1.5e9]) {
      expect(() => revlog.node(rev)).toThrow(LookupError);
      expect(() => revlog.text(rev)).toThrow('revlog index out of range');
      expect(() => revlog.parent1(rev)).toThrow(LookupError);
      expect(() => revlog.deltaChain(rev)).toThrow(LookupError);
    }
    const unknown = 'ab'.repeat(20);
    expect(() => revlog.rev(unknown)).toThrow(`data/big@${unknown}: no node`);
    expect(() => revlog.shortest(unknown)).toThrow(LookupError);
    expect(() => revlog.partialMatch('xyz')).toThrow(InputError);
    expect(() => revlog.partialMatch('')).toThrow('ambiguous identifier');
    expect(() => revlog.snapshotDepth(-2)).toThrow(HgError);
  });

  it('stops a delta chain where it is told to', () => {
    const revlog = openFixture(fixture('inline file, zlib'));
    const rev = revlog.length - 1;
    const { chain } = revlog.deltaChain(rev);
    const middle = chain[chain.length - 2] as number;
    expect(revlog.deltaChain(rev, middle)).toEqual({ chain: [rev], stopped: true });
    expect(revlog.deltaChain(rev)).toEqual({ chain, stopped: false });
  });

  it('knows its snapshots', () => {
    const revlog = openFixture(fixture('inline manifest, zstd, sparse'));
    const cache = new Map<number, number[]>();
    revlog.findSnapshots(cache, 0, revlog.length);
    for (const [base, revs] of cache) {
      for (const rev of revs) {
        expect(revlog.deltaParent(rev)).toBe(base);
        expect(revlog.snapshotDepth(rev)).toBe(base === -1 ? 0 : revlog.snapshotDepth(base) + 1);
      }
    }
    expect(cache.get(-1)?.[0]).toBe(0);
  });

  it('opens the data file once in a reading scope, and closes it whatever happens', () => {
    const fs = fileSystemOf(fixture('split file'));
    let opened = 0;
    let closed = 0;
    const open = fs.open.bind(fs);
    fs.open = (path, mode) => {
      const handle = open(path, mode);
      if (!path.endsWith('.d')) return handle;
      opened++;
      const close = handle.close.bind(handle);
      handle.close = () => {
        closed++;
        close();
      };
      return handle;
    };
    const revlog = Revlog.open(fs, 'data/big.i', options);
    expect(() =>
      revlog.reading(() => {
        for (let rev = 0; rev < revlog.length; rev++) {
          revlog.clearCache();
          revlog.reading(() => revlog.text(rev));
        }
        expect([opened, closed]).toEqual([1, 0]);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect([opened, closed]).toEqual([1, 1]);
  });

  it('keeps its index usable for appending and forgetting', () => {
    const { index } = openFixture(fixture('split file'));
    const before = index.length;
    const node = 'cd'.repeat(20);
    const entry = {
      offset: 2 ** 40 + 5,
      flags: 0x8000,
      chunkLength: 3,
      textLength: 4,
      base: 1,
      linkrev: 6,
      parent1: 2,
      parent2: -1,
      node,
    };
    for (let i = 0; i < 100; i++) expect(index.append(entry)).toBe(before + i);
    const rev = before + 99;
    expect([index.offset(rev), index.flags(rev), index.chunkLength(rev), index.textLength(rev)]).toEqual([
      2 ** 40 + 5,
      0x8000,
      3,
      4,
    ]);
    expect([index.base(rev), index.linkrev(rev), index.parent1(rev), index.parent2(rev)]).toEqual([
      1, 6, 2, -1,
    ]);
    expect(index.node(rev)).toBe(node);
    expect(index.entryBytes(rev)).toHaveLength(64);
    const generation = index.generation;
    index.deleteFrom(before - 1);
    expect(index.length).toBe(before - 1);
    expect(index.generation).not.toBe(generation);
    expect(() => index.node(before)).toThrow(LookupError);
    expect(index.append({ ...entry, node: 'ef'.repeat(20) })).toBe(before - 1);
    expect(index.node(before - 1)).toBe('ef'.repeat(20));
  });
});
