/** What every {@link ManifestStorage} must do. */
import { describe, expect, it } from 'vitest';
import { NULL_NODE, NULL_REV } from '../../src/bytes/index.js';
import type { Manifest } from '../../src/manifest/index.js';
import { exactMatcher, type Matcher } from '../../src/match/index.js';
import type { Store } from '../../src/store/index.js';

const below = (top: string): Matcher => ({
  matches: (path) => path.startsWith(`${top}/`),
  directory: (path) =>
    path === top || path.startsWith(`${top}/`)
      ? 'all'
      : path === '' || `${top}/`.startsWith(`${path}/`)
        ? 'maybe'
        : 'none',
  files: [],
  isExact: () => false,
  roots: [top],
  always: false,
  exactOnly: false,
  prefix: false,
  describe: () => `below ${top}`,
});

/** @param open a store with the sample history. */
export function manifestStorageConformance(name: string, open: () => Store): void {
  describe(`manifest storage: ${name}`, () => {
    const at = (store: Store, rev: number): Manifest =>
      store.manifests.manifest(store.changelog.changeset(rev).manifestNode);

    it('lists files in byte order of whole paths', () => {
      const store = open();
      expect([...at(store, 0).paths()]).toEqual(['README', 'a-b/y', 'a.txt', 'a/deep/er/z', 'a/x']);
      expect(at(store, 1).size()).toBe(10);
      expect([...at(store, 4).paths()]).not.toContain('a/deep/er/z');
      const entries = [...at(store, 1).entries()];
      expect(entries.map(({ path }) => path)).toEqual([...at(store, 1).paths()]);
      for (const { path, node } of entries) expect(store.file(path).index.revOf(node)).toBeDefined();
    });

    it('finds single paths', () => {
      const store = open();
      const manifest = at(store, 1);
      for (const entry of manifest.entries()) {
        expect(manifest.entry(entry.path)).toEqual(entry);
        expect(manifest.find(entry.path)).toBe(entry.node);
        expect(manifest.flags(entry.path)).toBe(entry.flags);
        expect(manifest.has(entry.path)).toBe(true);
        expect(store.manifests.root.find(1, entry.path)).toBe(entry.node);
      }
      expect(manifest.flags('run')).toBe('x');
      expect(manifest.flags('link')).toBe('l');
      for (const path of [
        '',
        'a',
        'a/',
        'a/deep',
        'zzz',
        'READM',
        'README2',
        'a/x/y',
        'README/x',
        'a/deep/er/zz',
      ]) {
        expect(manifest.find(path)).toBeUndefined();
        expect(manifest.entry(path)).toBeUndefined();
        expect(manifest.has(path)).toBe(false);
        expect(manifest.flags(path)).toBe('');
      }
    });

    it('knows directories', () => {
      const manifest = at(open(), 1);
      for (const path of ['', 'a', 'a-b', 'a/deep', 'a/deep/er'])
        expect(manifest.hasDirectory(path)).toBe(true);
      for (const path of ['a/d', 'README', 'a.txt', 'a/x', 'b'])
        expect(manifest.hasDirectory(path)).toBe(false);
      expect(at(open(), 4).hasDirectory('a/deep')).toBe(false);
    });

    it('selects with a matcher', () => {
      const manifest = at(open(), 0);
      expect([...manifest.paths(below('a'))]).toEqual(['a/deep/er/z', 'a/x']);
      expect([...manifest.entries(below('a/deep'))].map(({ path }) => path)).toEqual(['a/deep/er/z']);
      expect([...manifest.paths(exactMatcher(['a/x', 'nothing', 'README', 'a/x']))]).toEqual([
        'README',
        'a/x',
      ]);
    });

    it('tells the difference of two', () => {
      const store = open();
      for (let left = -1; left < 6; left++)
        for (let right = -1; right < 6; right++) {
          const a = at(store, left);
          const b = at(store, right);
          const lefts = new Map([...a.entries()].map((entry) => [entry.path, entry]));
          const rights = new Map([...b.entries()].map((entry) => [entry.path, entry]));
          const side = (map: typeof lefts, path: string) => {
            const entry = map.get(path);
            return entry && { node: entry.node, flags: entry.flags };
          };
          const expected = [...new Set([...lefts.keys(), ...rights.keys()])]
            .sort()
            .map((path) => ({ path, left: side(lefts, path), right: side(rights, path) }))
            .filter((d) => d.left?.node !== d.right?.node || d.left?.flags !== d.right?.flags);
          expect(a.diff(b)).toEqual(expected);
          expect(a.diff(b, below('a'))).toEqual(expected.filter(({ path }) => path.startsWith('a/')));
        }
      expect(store.manifests.root.diff(0, 1)).toEqual(at(store, 0).diff(at(store, 1)));
    });

    it('reads what a revision changed', () => {
      const { root, isTree } = open().manifests;
      for (let rev = 0; rev < root.index.length; rev++) {
        const { base, changed, directories } = root.readDelta(rev);
        const whole = root.manifest(rev);
        for (const entry of changed.entries()) expect(whole.entry(entry.path)).toEqual(entry);
        if (base !== NULL_REV) expect([root.index.parent1(rev), root.index.parent2(rev)]).toContain(base);
        const before = root.manifest(base);
        const expected = before.diff(whole).flatMap(({ path, right }) => (right === undefined ? [] : [path]));
        const got = [...changed.paths()];
        for (const path of expected) {
          const found =
            isTree && path.includes('/')
              ? directories.some(({ directory }) => path.startsWith(directory))
              : got.includes(path);
          expect([rev, path, found]).toEqual([rev, path, true]);
        }
      }
    });

    it('has an empty manifest for the null node', () => {
      const { manifests } = open();
      const empty = manifests.manifest(NULL_NODE);
      expect([empty.size(), [...empty.entries()], empty.hasDirectory('')]).toEqual([0, [], false]);
      expect(() => manifests.manifest('1'.repeat(40)).size()).toThrow('no node');
    });
  });
}
