import { expect, it } from 'vitest';
import { bytesOf, equalBytes, NULL_NODE } from '../../../src/bytes/index.js';
import { createRevlogTexts } from '../../../src/node/revlog-texts.js';
import { MemoryFileSystem, readFile } from '../../../src/platform/index.js';
import { HASH_HEADROOM, Revlog, type RevlogOptions, RevlogWriter } from '../../../src/revlog/index.js';
import { FIXTURES, platform } from '../../golden/revlog/fixtures.js';
import { SimpleTransaction } from '../revlog/writing/simple-transaction.js';

const texts = createRevlogTexts()();

/**
 * What is made of a version; undefined when it is declined or its hash is wrong.
 * @param data where the index is a file of its own.
 */
function quickly(file: Uint8Array, node: string, data?: Uint8Array): Uint8Array | undefined {
  texts.memory.set(file, texts.fileStart);
  if (!texts.find(file.length, node)) return undefined;
  const length = texts.textLength;
  const { dataOffset, dataLength, dataStart } = texts;
  if (dataLength > 0) {
    const chunks = data?.subarray(dataOffset, dataOffset + dataLength);
    if (chunks?.length !== dataLength) return undefined;
    texts.memory.set(chunks, dataStart);
  }
  if (!texts.build()) return undefined;
  const end = texts.textStart + length;
  if (platform.hasher.sha1Hex(texts.memory, texts.textStart - HASH_HEADROOM, end) !== node) return undefined;
  return texts.memory.slice(texts.textStart, end);
}

function history(options: RevlogOptions, engine: 'zstd' | 'none' | 'zlib'): [Uint8Array, Revlog] {
  const fs = new MemoryFileSystem();
  const transaction = new SimpleTransaction(fs);
  const writer = new RevlogWriter(Revlog.open(fs, 'a.i', options), { compression: { engine } });
  const lines = Array.from({ length: 80 }, (_, i) => `line ${i} of eighty, ${i * i}`);
  writer.writing(transaction, () => {
    for (let rev = 0; rev < 60; rev++) {
      lines.splice((rev * 37) % lines.length, rev % 3, `${rev}`, '', `of revision ${rev}`.repeat(rev % 5));
      const text = bytesOf(rev === 7 ? '' : rev % 13 === 5 ? `${rev}` : lines.join('\n'));
      // Both parents, one, the second only, none.
      const p1 = rev % 11 === 4 ? -1 : rev - 1;
      const p2 = rev > 9 && rev % 3 === 1 ? rev - (rev % 7) - 2 : -1;
      writer.addRevision(transaction, { text, linkrev: rev, p1, p2 });
    }
  });
  transaction.close();
  return [readFile(fs, 'a.i'), Revlog.open(fs, 'a.i', options)];
}

const readOptions: RevlogOptions = { codecs: platform.codecs, hasher: platform.hasher, kind: 'filelog' };

it('builds the texts that the core does', () => {
  for (const generalDelta of [true, false])
    for (const engine of ['zstd', 'none'] as const) {
      const [file, revlog] = history({ ...readOptions, generalDelta }, engine);
      for (let rev = 0; rev < revlog.length; rev++)
        expect(
          equalBytes(quickly(file, revlog.node(rev)) as Uint8Array, revlog.text(rev)),
          `${engine} ${rev}`,
        ).toBe(true);
    }
});

it('builds one text after the other of the same file', () => {
  for (const generalDelta of [true, false])
    for (const engine of ['zstd', 'none'] as const) {
      const [file, revlog] = history({ ...readOptions, generalDelta }, engine);
      texts.memory.set(file, texts.fileStart);
      texts.find(file.length, revlog.node(0));
      // To and fro, and the same one twice.
      for (let i = 0; i < 400; i++) {
        const rev = (Math.floor(i / 2) * (i % 4 < 2 ? 37 : 1)) % revlog.length;
        const name = `${engine} ${i} ${rev}`;
        expect(texts.findOther(file.length, revlog.node(rev)) && texts.build(), name).toBe(true);
        const text = revlog.text(rev);
        expect(texts.textLength, name).toBe(text.length);
        const { textStart, memory } = texts;
        expect(equalBytes(memory.subarray(textStart, textStart + text.length), text), name).toBe(true);
        const hash = platform.hasher.sha1Hex(memory, textStart - HASH_HEADROOM, textStart + text.length);
        expect(hash, name).toBe(revlog.node(rev));
      }
    }
});

it('builds what hg has written, or declines', () => {
  const built = new Set<string>();
  for (const { name, index, files, entries } of FIXTURES)
    for (const [, node] of entries) {
      const text = quickly(files.get(index) as Uint8Array, node);
      if (text !== undefined) built.add(name);
    }
  expect(built.size).toBeGreaterThan(0);
});

/** Index and chunks apart, as for longer files. */
function split(file: Uint8Array, revlog: Revlog): [Uint8Array, Uint8Array] {
  const index = new Uint8Array(64 * revlog.length);
  const data = new Uint8Array(file.length - index.length);
  const view = new DataView(file.buffer, file.byteOffset);
  for (let rev = 0, at = 0, to = 0; rev < revlog.length; rev++) {
    const length = view.getUint32(at + 8);
    index.set(file.subarray(at, at + 64), 64 * rev);
    data.set(file.subarray(at + 64, at + 64 + length), to);
    at += 64 + length;
    to += length;
  }
  index[1] = (index[1] as number) & ~1;
  return [index, data];
}

it('builds texts from an index and a file of chunks', () => {
  for (const generalDelta of [true, false]) {
    const [file, revlog] = history({ ...readOptions, generalDelta }, 'zstd');
    const [index, data] = split(file, revlog);
    for (let rev = 0; rev < revlog.length; rev++) {
      const text = quickly(index, revlog.node(rev), data) as Uint8Array;
      expect(equalBytes(text, revlog.text(rev)), `${rev}`).toBe(true);
    }
  }
});

it('makes nothing wrong of damaged indexes and chunks', () => {
  const [file, revlog] = history(readOptions, 'zstd');
  const [index, data] = split(file, revlog);
  const node = revlog.node(50);
  const sound = revlog.text(50);
  const check = (text: Uint8Array | undefined, at: number): void => {
    if (text !== undefined) expect(equalBytes(text, sound), `${at}`).toBe(true);
  };
  for (let at = 0; at < index.length; at++) {
    const copy = index.slice();
    copy[at] = (copy[at] as number) ^ (1 << (at % 8));
    check(quickly(copy, node, data), at);
  }
  for (let at = 0; at < data.length; at += 3) {
    const copy = data.slice(0, at % 5 === 0 ? at : data.length);
    if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << (at % 8));
    check(quickly(index, node, copy), at);
  }
  expect(quickly(index, node, data)).toEqual(sound);
});

it('says what the index says, and leaves room for a text to be compared', () => {
  const [file, revlog] = history(readOptions, 'zstd');
  for (let rev = 0; rev < revlog.length; rev++) {
    texts.memory.set(file, texts.fileStart);
    expect(texts.find(file.length, revlog.node(rev))).toBe(true);
    const text = revlog.text(rev);
    expect([texts.textLength, texts.hasParent]).toEqual([text.length, revlog.parent1(rev) >= 0]);
    texts.memory.set(text, texts.textStart);
    texts.memory[texts.textStart + text.length] = 1;
    const end = texts.textStart + text.length;
    expect(platform.hasher.sha1Hex(texts.memory, texts.textStart - HASH_HEADROOM, end)).toBe(
      revlog.node(rev),
    );
    expect(quickly(file, revlog.node(rev))).toEqual(text);
  }
});

it('declines what is not there, not inline, or not zstd', () => {
  const [file, revlog] = history(readOptions, 'zstd');
  expect(quickly(file, NULL_NODE)).toBeUndefined();
  expect(quickly(file, 'f'.repeat(40))).toBeUndefined();
  expect(quickly(new Uint8Array(0), revlog.node(0))).toBeUndefined();
  const header = (at: number, value: number): Uint8Array => {
    const copy = file.slice();
    copy[at] = value;
    return copy;
  };
  // Not inline, while it is; an unknown flag; another version.
  expect(quickly(header(1, 2), revlog.node(5))).toBeUndefined();
  expect(quickly(header(1, 7), revlog.node(5))).toBeUndefined();
  expect(quickly(header(3, 2), revlog.node(5))).toBeUndefined();
  // Flags of the revision.
  expect(quickly(header(6, 0x80), revlog.node(0))).toBeUndefined();
  const [zlib, other] = history(readOptions, 'zlib');
  expect(quickly(zlib, other.node(59))).toBeUndefined();
});

it('makes nothing wrong of damage, wherever it is', () => {
  const [file, revlog] = history(readOptions, 'zstd');
  const node = revlog.node(50);
  const sound = revlog.text(50);
  for (let at = 0; at < file.length; at++) {
    const copy = file.slice(0, at % 5 === 0 ? at : file.length);
    if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << (at % 8));
    const text = quickly(copy, node);
    if (text !== undefined) expect(equalBytes(text, sound), `${at}`).toBe(true);
  }
  expect(quickly(file, node)).toEqual(sound);
});
