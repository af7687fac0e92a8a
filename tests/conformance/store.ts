/** What every {@link Store} must do. */
import { describe, expect, it } from 'vitest';
import { NULL_NODE } from '../../src/bytes/index.js';
import type { Store } from '../../src/store/index.js';

/** @param open a store with the sample history. */
export function storeConformance(name: string, open: () => Store): void {
  describe(`store: ${name}`, () => {
    it('decodes changesets', () => {
      const { changelog } = open();
      expect(changelog.length).toBe(6);
      const changeset = changelog.changeset(2);
      expect(changeset.user).toBe('user 2 <u@example.org>');
      expect(changeset.date).toEqual({ seconds: 1002, offset: 0 });
      expect(changeset.description).toBe('commit 2\n\nwith more');
      expect(changeset.files).toEqual(['a/x', 'copy']);
      expect(changeset.branch).toBe('stable');
      expect(changeset.closesBranch).toBe(true);
      expect([...changeset.extra]).toEqual([
        ['branch', 'stable'],
        ['close', '1'],
        ['odd', 'a\0b\n\\c'],
      ]);
      expect(changelog.changeset(1).date).toEqual({ seconds: 1001, offset: -3600 });
      expect(changelog.changeset(1).branch).toBe('default');
      expect(changelog.changeset(1).closesBranch).toBe(false);
      expect(changelog.changeset(-1).manifestNode).toBe(NULL_NODE);
      expect(changelog.changeset(-1).files).toEqual([]);
    });

    it('is a history', () => {
      const { changelog } = open();
      expect([changelog.parent1(3), changelog.parent2(3)]).toEqual([1, 2]);
      expect(changelog.index.heads()).toEqual([5]);
      for (let rev = 0; rev < 6; rev++) {
        const node = changelog.node(rev);
        expect(changelog.revOf(node)).toBe(rev);
        expect(changelog.nodePrefix(rev)).toBe(Number.parseInt(node.slice(0, 8), 16));
        expect(changelog.index.linkrev(rev)).toBe(rev);
      }
      expect(changelog.revOf(NULL_NODE)).toBe(-1);
      expect(changelog.reading(() => changelog.text(0).length)).toBeGreaterThan(40);
    });

    it('lists tracked paths in byte order', () => {
      expect([...open().trackedPaths()]).toEqual([
        'README',
        'a-b/y',
        'a.txt',
        'a/deep/er/z',
        'a/x',
        'binary',
        'copy',
        'empty',
        'link',
        'mark',
        'run',
      ]);
    });

    it('lists files that are there', () => {
      for (const { size, encodedPath } of open().dataFiles())
        expect([encodedPath, size > 0]).toEqual([encodedPath, true]);
    });
  });
}
