import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../src/bytes/index.js';
import { HgError } from '../../src/errors/index.js';
import { createNodePlatform } from '../../src/node/index.js';
import { type FileSystem, MemoryFileSystem, readFile, writeFile } from '../../src/platform/index.js';
import { openStore, pathEncoder } from '../../src/store/index.js';
import { sampleHistory } from '../conformance/sample-history.js';
import { writeRevlogStore } from '../conformance/write-revlog-store.js';

const platform = createNodePlatform();

function build(isTree: boolean): FileSystem {
  const fs = new MemoryFileSystem();
  fs.makeDirectory('store');
  const requirements = `dotencode\nfncache\ngeneraldelta\nrevlogv1\nstore\n${isTree ? 'treemanifest\n' : ''}`;
  writeFile(fs, 'requires', bytesOf(requirements));
  writeRevlogStore(
    fs.at('store'),
    sampleHistory(platform.hasher, isTree),
    pathEncoder('dotencode', platform.hasher),
  );
  return fs;
}

/** Everything that hashes cover, as one text. What the index alone says (links, sizes) is read, but not part of it. */
function readAll(fs: FileSystem): string {
  const store = openStore(platform, fs);
  const out: unknown[] = [...store.trackedPaths()];
  const { changelog, manifests } = store;
  for (let rev = 0; rev < changelog.length; rev++) {
    const { manifestNode, user, date, files, description, extra } = changelog.changeset(rev);
    out.push(changelog.node(rev), manifestNode, user, date, files, description, [...extra]);
    for (const { path, node, flags } of manifests.manifest(manifestNode).entries()) {
      const file = store.file(path);
      const fileRev = file.index.rev(node);
      out.push(path, flags, node, [...file.text(fileRev)], file.copySource(fileRev));
      file.size(fileRev);
    }
  }
  for (let rev = 0; rev < manifests.root.index.length; rev++)
    [...manifests.root.readDelta(rev).changed.entries()];
  return JSON.stringify(out);
}

/** The result, or the error, which must be one of ours. */
function attempt(fs: FileSystem): string | HgError {
  try {
    return readAll(fs);
  } catch (error) {
    if (error instanceof HgError) return error;
    throw error;
  }
}

describe.each([
  ['flat', false, ['store/00changelog.i', 'store/00manifest.i', 'store/data/a/x.i', 'store/data/copy.i']],
  ['tree', true, ['store/00manifest.i', 'store/meta/a/00manifest.i']],
] as const)('a damaged store with %s manifests', (_name, isTree, paths) => {
  const fs = build(isTree);
  const sound = readAll(fs);

  it.each([...paths, 'store/fncache', 'requires'])(
    '%s: flipped bits give what was stored, or an error',
    (path) => {
      const bytes = readFile(fs, path);
      let refused = 0;
      for (let bit = 0; bit < bytes.length * 8; bit += 1 + (bit % 4)) {
        const bad = bytes.slice();
        bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7));
        writeFile(fs, path, bad);
        const result = attempt(fs);
        if (typeof result !== 'string') refused++;
        else if (path.endsWith('.i') && result !== sound) {
          // Only what no hash covers may differ: links, and the order and parents of revisions.
          expect(result.length).toBeGreaterThan(0);
        }
      }
      writeFile(fs, path, bytes);
      expect(refused).toBeGreaterThan(0);
    },
  );

  it.each(paths)('%s: every prefix gives an error or fewer revisions', (path) => {
    const bytes = readFile(fs, path);
    for (let length = 0; length < bytes.length; length += 7) {
      writeFile(fs, path, bytes.subarray(0, length));
      const result = attempt(fs);
      if (typeof result === 'string') expect(result.length).toBeLessThan(sound.length);
    }
    writeFile(fs, path, bytes);
    expect(readAll(fs)).toBe(sound);
  });
});
