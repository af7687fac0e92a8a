/** Damaged revlogs: every error is an HgError, and a text that is served is the right one. */
import { describe, expect, it } from 'vitest';
import { CorruptionError, HgError, isNotFound } from '../../src/errors/index.js';
import type { Revlog } from '../../src/revlog/index.js';
import { type Fixture, fixture, openFixture } from '../golden/revlog/fixtures.js';

/** node -> text of the undamaged revlog, as latin1. */
function soundTexts(data: Fixture): Map<string, string> {
  const revlog = openFixture(data);
  const texts = new Map<string, string>();
  for (let rev = 0; rev < revlog.length; rev++) texts.set(revlog.node(rev), latin1(revlog.text(rev)));
  return texts;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof HgError)) throw error;
    return undefined;
  }
}

/** Reads everything there is; true when all of it was as before. */
function survive(data: Fixture, changed: Record<string, Uint8Array>, sound: Map<string, string>): boolean {
  const revlog = attempt(() => openFixture(data, changed));
  if (revlog === undefined) return false;
  let intact = revlog.length === sound.size;
  const check = (node: string | undefined, text: string): void => {
    // A text under a node that existed before must be that node's text: the hash says so.
    const expected = node === undefined ? undefined : sound.get(node);
    expect(expected === undefined || expected === text).toBe(true);
  };
  for (let rev = 0; rev < revlog.length; rev++) {
    const text = attempt(() => latin1(revlog.text(rev)));
    if (text === undefined) intact = false;
    else
      check(
        attempt(() => revlog.node(rev)),
        text,
      );
    attempt(() => [revlog.parents(rev), revlog.isSnapshot(rev), revlog.deltaChain(rev), revlog.chunk(rev)]);
  }
  let visited = 0;
  revlog.visitTexts({
    text: (rev, bytes, start, end) => {
      visited++;
      check(
        attempt(() => revlog.node(rev)),
        latin1(bytes.subarray(start, end)),
      );
    },
    error: (_, error) => {
      visited++;
      expect(error).toBeInstanceOf(HgError);
    },
  });
  expect(visited).toBe(revlog.length);
  return intact;
}

/** The first revisions of an inline fixture, so that every bit can be tried in a moment. */
function shortened(data: Fixture, revisions: number): Fixture {
  const whole = data.files.get(data.index) as Uint8Array;
  const end = (data.entries[revisions]?.[7] as number) + 64 * revisions;
  return {
    ...data,
    files: new Map([[data.index, whole.slice(0, end)]]),
    entries: data.entries.slice(0, revisions),
  };
}

describe.each([
  ['inline, zstd', shortened(fixture('inline manifest, zstd, sparse'), 4)],
  ['inline, zlib', shortened(fixture('inline file, zlib'), 2)],
  ['inline, uncompressed', shortened(fixture('inline manifest, uncompressed'), 4)],
  ['inline, no general delta', shortened(fixture('inline file, no general delta'), 2)],
] as const)('%s', (_, data) => {
  const bytes = data.files.get(data.index) as Uint8Array;
  const sound = soundTexts(data);

  it('survives every flipped bit', () => {
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] as number) ^ (1 << bit);
        survive(data, { [data.index]: damaged }, sound);
      }
    }
  });

  it('says that a cut file is damaged, unless it was cut between revisions', () => {
    const ends = new Set([
      0,
      ...data.entries.map(([, , , , , , , offset, length], rev) => offset + length + 64 * (rev + 1)),
    ]);
    for (let length = 1; length < bytes.length; length++) {
      if (ends.has(length)) continue;
      expect(() => openFixture(data, { [data.index]: bytes.slice(0, length) })).toThrow(CorruptionError);
    }
  });
});

describe('two files', () => {
  const data = fixture('split file');
  const index = data.files.get('data/big.i') as Uint8Array;
  const content = data.files.get('data/big.d') as Uint8Array;
  const sound = soundTexts(data);
  const withWord = (at: number, value: number): Uint8Array => {
    const bytes = index.slice();
    new DataView(bytes.buffer).setInt32(at, value);
    return bytes;
  };
  const open = (bytes: Uint8Array): Revlog => openFixture(data, { 'data/big.i': bytes });

  it('survives flipped bits in the index', () => {
    for (let at = 0; at < index.length; at++) {
      if (at % 64 >= 52) continue; // padding
      for (const bit of [0, 3, 7]) {
        const damaged = index.slice();
        damaged[at] = (damaged[at] as number) ^ (1 << bit);
        survive(data, { 'data/big.i': damaged }, sound);
      }
    }
  });

  it('says where data is missing, in the words of hg', () => {
    const last = data.entries[3] as (typeof data.entries)[0];
    const cut = openFixture(data, { 'data/big.d': content.slice(0, last[7] + 100) });
    expect(() => cut.chunk(3)).toThrow(
      `partial read of revlog data/big.d; expected ${last[8]} bytes from offset ${last[7]}, got 100`,
    );
    expect(cut.text(0).length).toBe(data.entries[0]?.[4]);
    const noData = openFixture(data, { 'data/big.d': new Uint8Array(0) });
    expect(() => noData.text(0)).toThrow('got 0');
  });

  it('lets a missing data file through as what it is', () => {
    const { files, ...rest } = data;
    const without = { ...rest, files: new Map([...files].filter(([name]) => name.endsWith('.i'))) };
    try {
      openFixture(without).text(0);
      expect.unreachable();
    } catch (error) {
      expect(isNotFound(error)).toBe(true);
    }
  });

  it('says what is wrong in the index', () => {
    expect(() => openFixture(data, { 'data/big.i': index.slice(0, 200) })).toThrow(
      'index data/big is corrupted',
    );
    expect(() => open(withWord(64 + 16, 3)).text(1)).toThrow(
      'corrupted revlog, revision base above revision: 1, 3',
    );
    expect(() => open(withWord(64 + 16, -2)).text(1)).toThrow(
      'corrupted revlog, revision base out of range: 1, -2',
    );
    expect(() => open(withWord(64 + 24, 1)).parent1(1)).toThrow(CorruptionError);
    expect(() => open(withWord(64 + 28, -2)).parents(1)).toThrow('parent out of range in data/big: 1, -2');
    expect(() => open(withWord(64 + 28, 0)).text(1)).toThrow('integrity check failed on data/big:1');
    expect(() => open(withWord(64 + 12, 9)).text(1)).toThrow('unpacked size is');
    expect(() => open(withWord(12, 0x7fffffff)).text(0)).toThrow('unpacked size is');
    expect(() => open(withWord(64 + 8, 0x7fffffff)).text(1)).toThrow('partial read of revlog');
    expect(() => open(withWord(64, 0x7fffffff)).text(1)).toThrow('partial read of revlog');
    expect(() => open(withWord(64 + 4, 0x4000)).text(1)).toThrow(HgError);
  });

  it('names what it does not support', () => {
    const header = (word: number): Uint8Array => withWord(0, word);
    expect(() => open(header(0x00000002))).toThrow('unknown version (2) in revlog data/big');
    expect(() => open(header(0x0000d34d))).toThrow('unknown version (54093) in revlog data/big');
    expect(() => open(header(0x00000007))).toThrow('unknown version (7) in revlog data/big');
    expect(() => open(header(0x00040001))).toThrow('unknown flags (0x04) in version 1 revlog data/big');
    expect(() => open(header(0x00010000))).toThrow('unknown flags (0x01) in version 0 revlog data/big');
  });

  it('obeys flags', () => {
    const flagged = (flags: number): Uint8Array => {
      const bytes = index.slice();
      new DataView(bytes.buffer).setUint16(64 + 6, flags);
      return bytes;
    };
    expect(() => open(flagged(0x4000)).text(1)).toThrow("missing processor for flag '0x4000'");
    expect(() => open(flagged(0x2000)).text(1)).toThrow("missing processor for flag '0x2000'");
    expect(() => open(flagged(0x0800)).text(1)).toThrow("incompatible revision flag '0x800'");
    expect(open(flagged(0x8000)).text(1).length).toBe(data.entries[1]?.[4]);
    expect(open(flagged(0x1000)).text(1).length).toBe(data.entries[1]?.[4]);
  });

  it('names unknown and damaged chunks', () => {
    const at = data.entries[0]?.[7] as number;
    const damaged = (change: (bytes: Uint8Array) => void): Revlog => {
      const bytes = content.slice();
      change(bytes);
      return openFixture(data, { 'data/big.d': bytes });
    };
    expect(() => damaged((b) => b.fill(0x51, at, at + 1)).text(0)).toThrow('unknown compression type 51');
    expect(() => damaged((b) => b.fill(0x78, at, at + 1)).text(0)).toThrow(
      /^revlog decompress error: Error -3/,
    );
  });
});
