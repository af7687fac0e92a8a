/** Flipped bits, cut, missing and overwritten files in repositories of every format. QS_ALL_FLIPS=1 tries every bit. */
import { describe, expect, it } from 'vitest';
import { type MemoryFileSystem, writeFile } from '../../../src/platform/index.js';
import { fixtureInMemory, loadFixture, type RepositoryFixture } from '../../golden/repositories/fixtures.js';
import { type Reading, readEverything, wrongAnswers } from './read-everything.js';

const all = process.env.QS_ALL_FLIPS === '1';
/** Bits tried in each fixture when not all of them are. */
const SAMPLE = 100;

const NAMES = [
  'default-format',
  'treemanifest',
  'revlog-v0',
  'no-requires-v1',
  'uncompressed',
  'share',
  'share-safe',
  'persistent-nodemap',
  'bookmarks-in-store',
  'internal-phases',
  'dirstate-v2',
  'obsstore-v0',
  'obsstore-v1',
  'censored',
  'latin1',
  'stale-caches',
  'null-manifests',
  'split-revlogs',
] as const;

/** One tracked file is much like another. */
const MOST_TRACKED = all ? Number.POSITIVE_INFINITY : 9;

/** Files of the repositories themselves, not of working directories; of the data of tracked files only some. */
function damageable(fixture: RepositoryFixture): [string, string][] {
  const found = [...fixture.files].flatMap(([path, stored]): [string, string][] =>
    typeof stored === 'string' && path.includes('/.hg/') && !path.endsWith('/')
      ? [[path, stored.replaceAll('@ROOT@', '')]]
      : [],
  );
  const tracked = found.filter(([path]) => /\/(data|meta|dh)\//.test(path));
  const step = Math.ceil(tracked.length / MOST_TRACKED);
  const kept = new Set(tracked.filter((_, i) => step < 2 || i % step === 0).map(([path]) => path));
  return found.filter(([path]) => kept.has(path) || !/\/(data|meta|dh)\//.test(path));
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000;
  };
}

const isCache = (path: string): boolean => path.includes('/cache/') || /\.(n|nd)$/.test(path);

/**
 * Nothing in them, nor anything that is quick to read, tells right records from wrong ones: hg believes them too. (Bits of a
 * node map that lead to a wrong revision are found; a block wiped with ones says that nodes do not exist.)
 */
const isUnchecked = (path: string): boolean => /\/cache\/(tags2|rbc-revs|hgtagsfnodes)|\.nd$/.test(path);

describe.each(NAMES)('%s', (name) => {
  const fixture = loadFixture(name);
  const files = damageable(fixture);
  const fs = fixtureInMemory(fixture);
  const roots = new Set(fixture.cases.map(({ repo }) => `/${repo}`));
  const read = (): Reading[] => [...roots].map((root) => readEverything(fs, root));
  const sound = read();

  /** Damages one file, reads all there is, and repairs it. */
  function survive(path: string, content: string, damaged: Uint8Array | undefined): void {
    if (damaged === undefined) fs.remove(path);
    else writeFile(fs as MemoryFileSystem, path, damaged);
    try {
      read().forEach((got, i) => {
        const expected = sound[i] as Reading;
        expect(wrongAnswers(got, expected), path).toEqual([]);
        if (isCache(path)) {
          expect(got.hashed.size, `${path} is only a cache`).toBe(expected.hashed.size);
          if (!isUnchecked(path))
            expect(Object.fromEntries(got.loose), `${path} is only a cache`).toEqual(
              Object.fromEntries(expected.loose),
            );
        }
      });
    } finally {
      writeFile(fs as MemoryFileSystem, path, new Uint8Array(Buffer.from(content, 'latin1')));
    }
  }

  it('is read without complaint as it is', () => {
    for (const { errors, hashed } of sound) {
      if (name !== 'censored') expect(errors).toEqual([]);
      expect(hashed.size).toBeGreaterThan(0);
    }
  });

  it('survives flipped bits', () => {
    const total = files.reduce((sum, [, content]) => sum + content.length * 8, 0);
    const next = random(total);
    for (const [path, content] of files) {
      const bits = content.length * 8;
      // Small files matter as much as large ones.
      const share = Math.max(3, Math.ceil((SAMPLE / 2) * (bits / total) + SAMPLE / 2 / files.length));
      const count = all ? bits : Math.min(bits, share);
      for (let i = 0; i < count; i++) {
        const bit = all ? i : Math.floor(next() * bits);
        const damaged = new Uint8Array(Buffer.from(content, 'latin1'));
        damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
        survive(path, content, damaged);
      }
    }
  });

  it('survives cut, missing, longer and overwritten files', () => {
    for (const [path, content] of files) {
      const bytes = new Uint8Array(Buffer.from(content, 'latin1'));
      survive(path, content, undefined);
      for (const length of [0, 1, content.length >> 1, content.length - 1])
        if (length >= 0 && length < content.length) survive(path, content, bytes.slice(0, length));
      survive(path, content, new Uint8Array(Buffer.from(`${content}\0\xffjunk`, 'latin1')));
      survive(path, content, bytes.slice().fill(0, bytes.length >> 2, bytes.length >> 1));
      survive(path, content, bytes.slice().fill(0xff, bytes.length >> 2, bytes.length >> 1));
    }
  });
});
