import { describe, expect, it } from 'vitest';
import { bytesOf, equalBytes, NULL_NODE } from '../../../../src/bytes/index.js';
import { binaryDelta } from '../../../../src/delta/index.js';
import { CorruptionError, LookupError, StateError } from '../../../../src/errors/index.js';
import { MemoryFileSystem, readFile, tryReadFile } from '../../../../src/platform/index.js';
import {
  delayIndex,
  keepNodemap,
  PersistentNodemap,
  Revlog,
  type RevlogOptions,
  type RevlogWriteOptions,
  RevlogWriter,
  stripPoint,
} from '../../../../src/revlog/index.js';
import { platform } from '../../../golden/revlog/fixtures.js';
import { SimpleTransaction } from './simple-transaction.js';

const readOptions: RevlogOptions = { codecs: platform.codecs, hasher: platform.hasher, kind: 'filelog' };
const writeOptions: RevlogWriteOptions = { compression: { engine: 'zlib' } };

/** Bytes that no engine makes smaller. */
function noise(length: number, seed: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0, x = seed + 1; i < length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    out[i] = x >>> 7;
  }
  return out;
}

function same(a: Uint8Array, b: Uint8Array): void {
  expect(equalBytes(a, b)).toBe(true);
}

function open(fs: MemoryFileSystem, path = 'data/a.i', options = readOptions): Revlog {
  return Revlog.open(fs, path, options);
}

function add(writer: RevlogWriter, transaction: SimpleTransaction, ...texts: Uint8Array[]): void {
  writer.writing(transaction, () => {
    for (const text of texts) {
      const p1 = writer.revlog.length - 1;
      writer.addRevision(transaction, { text, linkrev: p1 + 1, p1, p2: -1 });
    }
  });
}

describe('a revlog writer', () => {
  it('reads what it has written to a file that had another name', () => {
    const fs = new MemoryFileSystem();
    const texts = Array.from({ length: 16 }, (_, i) => noise(500_000, i));
    const transaction = new SimpleTransaction(fs);
    add(new RevlogWriter(open(fs), writeOptions), transaction, texts[0] as Uint8Array);
    fs.hardLink('data/a.d', 'clone.d');
    const writer = new RevlogWriter(open(fs), writeOptions);
    writer.writing(transaction, () => {
      same(writer.revlog.text(0), texts[0] as Uint8Array);
      add(writer, transaction, ...texts.slice(1));
      for (const [rev, text] of texts.entries()) same(writer.revlog.text(rev), text);
    });
    expect(fs.stat('clone.d')?.size).toBe(500_001);
    for (const [rev, text] of texts.entries()) same(open(fs).text(rev), text);
  });

  it('creates the file with its directory, inline, and readers see it at the end of the scope', () => {
    const fs = new MemoryFileSystem();
    const created: string[] = [];
    const writer = new RevlogWriter(open(fs, 'data/x/a.i'), {
      ...writeOptions,
      newFile: (name) => created.push(name),
    });
    const transaction = new SimpleTransaction(fs);
    writer.writing(transaction, () => {
      const added = writer.addRevision(transaction, { text: bytesOf('one\n'), linkrev: 5, p1: -1, p2: -1 });
      expect(added).toMatchObject({ rev: 0, isNew: true });
      expect(writer.revlog.text(0)).toEqual(bytesOf('one\n'));
      expect(fs.stat('data/x/a.i')).toBeUndefined();
    });
    expect(created).toEqual(['data/x/a.i']);
    expect(transaction.lengths.get('data/x/a.i')).toBe(0);
    const again = open(fs, 'data/x/a.i');
    expect(again.inline && again.generalDelta && again.length === 1 && again.linkrev(0) === 5).toBe(true);
    expect(again.text(0)).toEqual(bytesOf('one\n'));
    expect([...readFile(fs, 'data/x/a.i').subarray(0, 8)]).toEqual([0, 3, 0, 1, 0, 0, 0, 0]);
  });

  it('skips what is there already', () => {
    const fs = new MemoryFileSystem();
    const writer = new RevlogWriter(open(fs), writeOptions);
    const transaction = new SimpleTransaction(fs);
    const revision = { text: bytesOf('x'), linkrev: 0, p1: -1, p2: -1 };
    const first = writer.addRevision(transaction, revision);
    expect(writer.addRevision(transaction, revision)).toEqual({ ...first, isNew: false });
    expect(writer.revlog.length).toBe(1);
  });

  it('splits at the limit, whether the file is new or not, and an abort brings the old form back', () => {
    const fs = new MemoryFileSystem();
    let transaction = new SimpleTransaction(fs);
    add(new RevlogWriter(open(fs), writeOptions), transaction, noise(100_000, 1));
    transaction.close();
    const before = readFile(fs, 'data/a.i');

    transaction = new SimpleTransaction(fs);
    let writer = new RevlogWriter(open(fs), writeOptions);
    add(writer, transaction, noise(50_000, 2), noise(300, 3));
    expect(writer.revlog.inline).toBe(false);
    same(writer.revlog.text(0), noise(100_000, 1));
    expect(readFile(fs, 'data/a.i')).toHaveLength(192);
    transaction.abort();
    expect(readFile(fs, 'data/a.i')).toEqual(before);
    expect(fs.stat('data/a.d')).toBeUndefined();
    expect(() => add(writer, transaction, noise(1, 1))).toThrow(StateError);

    transaction = new SimpleTransaction(fs);
    writer = new RevlogWriter(open(fs), writeOptions);
    add(writer, transaction, noise(50_000, 2));
    add(writer, transaction, noise(70_000, 3));
    const again = open(fs);
    expect(again.inline).toBe(false);
    same(again.text(1), noise(50_000, 2));
    same(again.text(2), noise(70_000, 3));
    add(writer, new SimpleTransaction(fs), noise(10, 4));
    same(open(fs).text(3), noise(10, 4));
  });

  it('leaves a file that the transaction only knows the length of for the next one to split', () => {
    const fs = new MemoryFileSystem();
    add(new RevlogWriter(open(fs), writeOptions), new SimpleTransaction(fs), noise(20_000, 1));
    const before = readFile(fs, 'data/a.i');
    const transaction = new SimpleTransaction(fs);
    const writer = new RevlogWriter(open(fs), writeOptions);
    add(writer, transaction, noise(50_000, 2));
    add(writer, transaction, noise(90_000, 3));
    expect(writer.revlog.inline).toBe(true);
    same(open(fs).text(2), noise(90_000, 3));
    add(writer, new SimpleTransaction(fs), noise(1, 4));
    expect(open(fs).inline).toBe(false);
    same(open(fs).text(2), noise(90_000, 3));
    expect(before.length).toBe(20_065);
  });

  it('takes groups of deltas and refuses what does not fit', () => {
    const fs = new MemoryFileSystem();
    const source = new RevlogWriter(open(fs, 'data/source.i'), writeOptions);
    const sourceTransaction = new SimpleTransaction(fs);
    add(source, sourceTransaction, bytesOf('a\nb\nc\n'), bytesOf('a\nB\nc\n'), bytesOf('a\nB\nc\nd\n'));
    const { revlog } = source;
    const group = [0, 1, 2].map((rev) => ({
      node: revlog.node(rev),
      p1: revlog.node(rev - 1),
      p2: NULL_NODE,
      linkrev: rev,
      base: revlog.node(rev - 1),
      delta: binaryDelta(revlog.text(rev - 1), revlog.text(rev)),
      flags: 0,
    }));
    const [first, second, third] = group as [(typeof group)[0], (typeof group)[0], (typeof group)[0]];
    const writer = new RevlogWriter(open(fs), writeOptions);
    const transaction = new SimpleTransaction(fs);
    const seen: string[] = [];
    const callbacks = {
      added: (r: number) => seen.push(`+${r}`),
      duplicate: (r: number) => seen.push(`=${r}`),
    };
    expect(writer.addGroup(transaction, [first, second, second, third], callbacks)).toBe(3);
    expect(seen).toEqual(['+0', '+1', '=1', '+2']);
    expect(open(fs).text(2)).toEqual(bytesOf('a\nB\nc\nd\n'));

    const other = new RevlogWriter(open(fs, 'data/b.i'), writeOptions);
    expect(() => other.addGroup(transaction, [second])).toThrow(LookupError);
    expect(() => other.addGroup(transaction, [{ ...first, node: second.node }])).toThrow(CorruptionError);
    expect(other.revlog.length).toBe(0);
  });

  it('hides a delayed index until the end, but shows it to those who ask', () => {
    for (const size of [10, 150_000]) {
      const fs = new MemoryFileSystem();
      const options = { ...readOptions, kind: 'changelog', generalDelta: false } as const;
      const changelog = () => open(fs, '00changelog.i', options);
      add(new RevlogWriter(changelog(), writeOptions), new SimpleTransaction(fs), noise(5, 1));
      const transaction = new SimpleTransaction(fs);
      const writer = new RevlogWriter(changelog(), writeOptions);
      delayIndex(writer, transaction);
      add(writer, transaction, noise(size, 2));
      expect(changelog().length).toBe(1);
      same(writer.revlog.text(1), noise(size, 2));
      expect(transaction.writePending()).toBe(true);
      const pending = open(fs, '00changelog.i.a', options);
      expect(pending.length).toBe(2);
      expect(changelog().length).toBe(1);
      add(writer, transaction, noise(7, 3));
      transaction.close();
      expect(fs.stat('00changelog.i.a')).toBeUndefined();
      same(changelog().text(1), noise(size, 2));
      same(changelog().text(2), noise(7, 3));
      expect(changelog().inline).toBe(size === 10);
    }
  });

  it('strips from the end', () => {
    for (const sizes of [
      [10, 20, 30],
      [100_000, 60_000, 30],
    ]) {
      const fs = new MemoryFileSystem();
      const writer = new RevlogWriter(open(fs), writeOptions);
      add(writer, new SimpleTransaction(fs), ...sizes.map((size, i) => noise(size, i)));
      const before = sizes.map((_, rev) => writer.revlog.node(rev));
      expect(stripPoint(writer.revlog, 1)).toEqual({ rev: 1, kept: [] });
      const transaction = new SimpleTransaction(fs);
      writer.strip(transaction, 1);
      transaction.close();
      expect(writer.revlog.length).toBe(1);
      expect(open(fs).length).toBe(1);
      expect(writer.revlog.tryRev(before[2] as string)).toBeUndefined();
      add(writer, new SimpleTransaction(fs), noise(40, 9));
      same(open(fs).text(1), noise(40, 9));
      same(open(fs).text(0), noise(sizes[0] as number, 0));
      writer.strip(new SimpleTransaction(fs), 0);
      expect(tryReadFile(fs, 'data/a.i')).toBeUndefined();
    }
  });

  it('keeps a node map that finds everything', () => {
    const fs = new MemoryFileSystem();
    const options = { ...readOptions, kind: 'changelog', generalDelta: false } as const;
    const uids = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const revlog = open(fs, '00changelog.i', options);
      const writer = new RevlogWriter(revlog, { compression: { engine: 'none' } });
      const transaction = new SimpleTransaction(fs);
      keepNodemap(revlog, transaction, platform.random);
      add(writer, transaction, noise(round === 0 ? 140_000 : 20, round * 2), noise(9, round * 2 + 1));
      transaction.close();
      const map = PersistentNodemap.open(fs, '00changelog', revlog.index);
      expect(map?.docket.tipRev).toBe(revlog.length - 1);
      uids.add(map?.docket.uid ?? '');
      const again = open(fs, '00changelog.i', options);
      for (let rev = 0; rev < again.length; rev++) expect(again.tryRev(again.node(rev))).toBe(rev);
      const dataFiles = fs.list('').filter((name) => name.endsWith('.nd'));
      expect(dataFiles).toEqual([`00changelog-${map?.docket.uid}.nd`]);
    }
    expect(uids.size).toBeGreaterThan(1);
  });
});
