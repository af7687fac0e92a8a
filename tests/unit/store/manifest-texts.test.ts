import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { MemoryFileSystem, readFile, writeFile } from '../../../src/platform/index.js';
import { ManifestTexts } from '../../../src/store/manifest-texts.js';

const PATH = 'wcache/manifestfulltextcache';
const node = (n: number): string => n.toString(16).padStart(2, '0').repeat(20);
const text = (n: number): Uint8Array => bytesOf(`file ${n}\n`.repeat(n));
const always = (): boolean => true;

function withTexts(count: number): { fs: MemoryFileSystem; bytes: Uint8Array } {
  const fs = new MemoryFileSystem();
  fs.makeDirectory('wcache');
  for (let n = 1; n <= count; n++) {
    const texts = new ManifestTexts(fs);
    texts.keep(node(n), text(n));
    texts.save();
  }
  return { fs, bytes: readFile(fs, PATH) };
}

describe('texts of manifests', () => {
  it('are kept from one process to the next, the oldest going first', () => {
    const { fs } = withTexts(6);
    const found = [1, 2, 3, 4, 5, 6].filter((n) => {
      const got = new ManifestTexts(fs).get(node(n), always);
      if (got !== undefined) expect(got).toEqual(text(n));
      return got !== undefined;
    });
    expect(found).toEqual([3, 4, 5, 6]);
  });

  it('are compared with their nodes when they come from the file', () => {
    const { fs } = withTexts(2);
    const texts = new ManifestTexts(fs);
    expect(texts.get(node(1), () => false)).toBeUndefined();
    expect(texts.get(node(1), always)).toEqual(text(1));
    expect(texts.get(node(1), () => false)).toEqual(text(1));
  });

  it('are as good as absent when the file is damaged, wherever it is', () => {
    const { fs, bytes } = withTexts(3);
    const intact = (n: number) => (got: Uint8Array) => Buffer.compare(got, text(n)) === 0;
    for (let cut = 0; cut < bytes.length; cut++) {
      for (const damaged of [
        bytes.slice(0, cut),
        bytes.map((byte, at) => (at === cut ? byte ^ 0xff : byte)),
      ]) {
        writeFile(fs, PATH, damaged);
        for (const n of [1, 2, 3]) {
          const got = new ManifestTexts(fs).get(node(n), intact(n));
          if (got !== undefined) expect(got).toEqual(text(n));
        }
        const next = new ManifestTexts(fs);
        next.keep(node(9), text(9));
        next.save();
        expect(new ManifestTexts(fs).get(node(9), always)).toEqual(text(9));
      }
    }
  });

  it('need no place to be kept', () => {
    const texts = new ManifestTexts(new MemoryFileSystem());
    texts.keep(node(1), text(1));
    texts.save();
    expect(texts.get(node(1), always)).toEqual(text(1));
    expect(texts.get(node(2), always)).toBeUndefined();
  });
});
