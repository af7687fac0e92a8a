import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, NULL_NODE } from '../../../src/bytes/index.js';
import { LookupError } from '../../../src/errors/index.js';
import {
  encodeManifest,
  FlatManifest,
  type ManifestEntry,
  TreeManifest,
  type TreeSource,
} from '../../../src/manifest/index.js';
import { MemoryManifests } from '../../../src/store/index.js';
import { hasher } from '../store/support.js';

const name = fc
  .array(fc.constantFrom('a', 'b', '-', '.', '0'), { minLength: 1, maxLength: 2 })
  .map((chars) => chars.join(''));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const NODES = ['a'.repeat(40), 'b'.repeat(40)];
/** Files, none of which is a directory of another. */
const files = fc
  .uniqueArray(
    fc.record({ path, node: fc.constantFrom(...NODES), flags: fc.constantFrom('' as const, 'x' as const) }),
    {
      selector: (e) => e.path,
      maxLength: 20,
    },
  )
  .map((list): ManifestEntry[] =>
    list.filter((e) => !list.some((other) => other.path.startsWith(`${e.path}/`))),
  );

describe('tree manifests', () => {
  it('answer as flat ones do', () => {
    fc.assert(
      fc.property(files, files, fc.array(path), (one, two, more) => {
        const store = new MemoryManifests(hasher, true);
        const trees = [one, two].map((list) => store.manifest(store.add(list, 0)));
        const flats = [one, two].map((list) => new FlatManifest(encodeManifest(list)));
        const [tree, otherTree] = trees as [TreeManifest, TreeManifest];
        const [flat, otherFlat] = flats as [FlatManifest, FlatManifest];
        expect([...tree.entries()]).toEqual([...flat.entries()]);
        expect(tree.size()).toBe(flat.size());
        const wanted = flat.diff(otherFlat);
        expect(tree.diff(otherTree)).toEqual(wanted);
        expect(tree.diff(otherFlat)).toEqual(wanted);
        expect(flat.diff(otherTree)).toEqual(wanted);
        for (const p of [...more, ...one.map((e) => e.path)]) {
          expect(tree.entry(p)).toEqual(flat.entry(p));
          expect(tree.has(p)).toBe(flat.has(p));
          expect(tree.hasDirectory(p)).toBe(flat.hasDirectory(p));
        }
        // A flat text in the place of a tree's root.
        const source: TreeSource = {
          read: (directory) => (directory === '' ? flat.text : new Uint8Array(0)),
        };
        const nested = new TreeManifest(source, 'c'.repeat(40));
        expect([...nested.entries()]).toEqual([...flat.entries()]);
        expect(nested.diff(otherTree)).toEqual(wanted);
        for (const p of [...more, ...one.map((e) => e.path)]) {
          expect(nested.entry(p)).toEqual(flat.entry(p));
          expect(nested.hasDirectory(p)).toBe(flat.hasDirectory(p));
        }
      }),
    );
  });

  it('do not read directories that are the same on both sides, nor what is not asked for', () => {
    const store = new MemoryManifests(hasher, true);
    const list = (node: string): ManifestEntry[] => [
      { path: 'same/deep/x', node: NODES[0] as string, flags: '' },
      { path: 'other/y', node, flags: '' },
    ];
    const nodes = NODES.map((node) => store.add(list(node), 0));
    const read: string[] = [];
    const source: TreeSource = {
      read: (directory, node) => {
        read.push(directory);
        return store.read(directory, node);
      },
    };
    const [a, b] = nodes.map((node) => new TreeManifest(source, node)) as [TreeManifest, TreeManifest];
    expect(a.diff(b).map((d) => d.path)).toEqual(['other/y']);
    expect(read.sort()).toEqual(['', '', 'other/', 'other/']);
    read.length = 0;
    expect(a.find('same/deep/x')).toBe(NODES[0]);
    expect(read).toEqual(['same/', 'same/deep/']);
    expect([...a.directories()].map((d) => d.directory)).toEqual(['', 'other/', 'same/', 'same/deep/']);
  });

  it('say which directory is missing or damaged', () => {
    const root = encodeManifest([{ path: 'd', node: NODES[0] as string, flags: 't' }]);
    const missing: TreeSource = {
      read: (directory, node) => {
        if (directory === '') return root;
        throw new LookupError(node, `meta/${directory}00manifest@${node}: no node`);
      },
    };
    expect(() => new TreeManifest(missing, NULL_NODE).find('d/x')).toThrow('meta/d/00manifest@');
    const damaged: TreeSource = { read: (directory) => (directory === '' ? root : bytesOf('rubbish\n')) };
    expect(() => [...new TreeManifest(damaged, NULL_NODE).entries()]).toThrow(
      expect.objectContaining({
        path: 'meta/d/00manifest.i',
        message: 'Manifest had implausibly-short line.',
      }),
    );
  });
});
