/** What every {@link FileStorage} must do. */
import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf, NULL_NODE, NULL_REV } from '../../src/bytes/index.js';
import type { FileStorage, Store } from '../../src/store/index.js';

/** @param open a store with the sample history. @param censored the same with `a/x` censored in its revision 1. */
export function fileStorageConformance(name: string, open: () => Store, censored: () => Store): void {
  describe(`file storage: ${name}`, () => {
    const text = (file: FileStorage, rev: number) => byteStringOf(file.text(rev));

    it('numbers revisions and links them', () => {
      const { index } = open().file('a/x');
      expect(index.length).toBe(4);
      expect([0, 1, 2, 3].map((rev) => [index.parent1(rev), index.parent2(rev), index.linkrev(rev)])).toEqual(
        [
          [-1, -1, 0],
          [0, -1, 1],
          [0, -1, 2],
          [1, 2, 3],
        ],
      );
      for (let rev = 0; rev < 4; rev++) {
        expect(index.rev(index.node(rev))).toBe(rev);
        expect(index.revOf(index.node(rev))).toBe(rev);
        expect(index.lookup(index.node(rev))).toBe(rev);
        expect(index.lookup(index.node(rev).slice(0, 12))).toBe(rev);
        expect(index.lookup(String(rev))).toBe(rev);
      }
      expect(index.lookup('-1')).toBe(3);
      expect(index.node(NULL_REV)).toBe(NULL_NODE);
      expect(index.revOf(NULL_NODE)).toBe(NULL_REV);
      expect(index.revOf('1'.repeat(40))).toBeUndefined();
      expect(() => index.rev('1'.repeat(40))).toThrow('no node');
      expect(() => index.lookup('nonsense')).toThrow('no match found');
      expect(() => index.node(4)).toThrow();
    });

    it('walks its graph', () => {
      const { index } = open().file('a/x');
      expect(index.heads()).toEqual([3]);
      expect(index.children(0)).toEqual([1, 2]);
      expect(index.children(NULL_REV)).toEqual([0]);
      expect(index.commonAncestorsHeads(1, 2)).toEqual([0]);
      expect(index.commonAncestorsHeads(3, 1)).toEqual([1]);
      expect([...index.descendants([1])]).toEqual([3]);
      expect([...index.descendants([0])]).toEqual([1, 2, 3]);
    });

    it('is empty for a path that was never tracked', () => {
      const file = open().file('no/such/file');
      expect(file.index.length).toBe(0);
      expect(file.index.heads()).toEqual([NULL_REV]);
      expect(text(file, NULL_REV)).toBe('');
    });

    it('gives content without metadata', () => {
      const store = open();
      expect([0, 1, 2, 3].map((rev) => text(store.file('a/x'), rev))).toEqual([
        'ax\n',
        'ax two\n',
        'ax three\n',
        'ax merged\n',
      ]);
      const mark = store.file('mark');
      expect(text(mark, 0)).toBe('\x01\nlooks like metadata');
      expect(byteStringOf(mark.storedText(0))).toBe('\x01\n\x01\n\x01\nlooks like metadata');
      // hg counts the escape.
      expect(mark.size(0)).toBe(text(mark, 0).length + 4);
      expect(text(store.file('empty'), 0)).toBe('');
      expect(store.file('binary').isBinary(0)).toBe(true);
      expect(store.file('a/x').isBinary(0)).toBe(false);
    });

    it('knows where a copy came from', () => {
      const store = open();
      const copy = store.file('copy');
      expect(copy.copySource(0)).toEqual({ path: 'README', node: store.file('README').index.node(0) });
      expect(text(copy, 0)).toBe('hello\n');
      expect(copy.size(0)).toBe(6);
      expect(store.file('README').copySource(0)).toBeUndefined();
      expect(store.file('mark').copySource(0)).toBeUndefined();
      expect(store.file('a/x').copySource(1)).toBeUndefined();
    });

    it('compares content', () => {
      const store = open();
      for (const path of ['a/x', 'mark', 'copy', 'empty', 'binary']) {
        const file = store.file(path);
        expect(file.equals(0, bytesOf(text(file, 0)))).toBe(true);
        expect(file.equals(0, bytesOf(`${text(file, 0)}x`))).toBe(false);
        expect(file.equals(0, bytesOf('zz\n'))).toBe(false);
      }
    });

    it('refuses censored content in hg words', () => {
      const file = censored().file('a/x');
      const node = file.index.node(1).slice(0, 12);
      expect(file.isCensored(1)).toBe(true);
      expect(file.isCensored(0)).toBe(false);
      expect(file.size(1)).toBe(0);
      expect(() => file.text(1)).toThrow(
        expect.objectContaining({
          message: `censored node: ${node}`,
          hint: 'set censor.policy to ignore errors',
        }),
      );
      expect(text(file, 0)).toBe('ax\n');
      expect(text(file, 3)).toBe('ax merged\n');
    });
  });
}
