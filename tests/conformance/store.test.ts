import { byteStringOf, bytesOf, concatBytes } from '../../src/bytes/index.js';
import { createNodePlatform } from '../../src/node/index.js';
import { type FileSystem, MemoryFileSystem, writeFile } from '../../src/platform/index.js';
import { layoutOf, openStore, pathEncoder, type Store } from '../../src/store/index.js';
import { fileStorageConformance } from './file-storage.js';
import { manifestStorageConformance } from './manifest-storage.js';
import { sampleHistory } from './sample-history.js';
import { storeConformance } from './store.js';
import { encodeRevlog, writeRevlogStore } from './write-revlog-store.js';

const platform = createNodePlatform();

/** A `.hg` with the sample history. */
function hgWith(requirements: readonly string[]): FileSystem {
  const fs = new MemoryFileSystem();
  const memory = sampleHistory(platform.hasher, requirements.includes('treemanifest'));
  const hasStore = requirements.includes('store');
  if (hasStore) fs.makeDirectory('store');
  if (requirements.length > 0) writeFile(fs, 'requires', bytesOf(`${requirements.join('\n')}\n`));
  const encode = pathEncoder(layoutOf(new Set(requirements)), platform.hasher);
  writeRevlogStore(hasStore ? fs.at('store') : fs, memory, encode);
  return fs;
}

/** Revision 1 of `a/x` replaced by a tombstone of its length. */
function censor(fs: FileSystem, path: string, isTree: boolean): void {
  const { index } = sampleHistory(platform.hasher, isTree).file('a/x');
  const tombstone = bytesOf('\x01\ncensored: \n\x01\n');
  const text = concatBytes([tombstone, new Uint8Array(Math.max(0, index.text(1).length - tombstone.length))]);
  writeFile(fs, path, encodeRevlog(index, { replace: new Map([[1, { flags: 0x8000, text }]]) }));
  if (byteStringOf(text).length < tombstone.length) throw new Error('tombstone is cut');
}

const STORES: readonly (readonly [string, readonly string[], string])[] = [
  ['revlogs without requirements', [], 'data/a/x.i'],
  ['revlogs, store', ['revlogv1', 'store'], 'store/data/a/x.i'],
  ['revlogs, fncache', ['revlogv1', 'store', 'fncache', 'generaldelta'], 'store/data/a/x.i'],
  ['revlogs, dotencode', ['revlogv1', 'store', 'fncache', 'dotencode', 'generaldelta'], 'store/data/a/x.i'],
  [
    'revlogs, tree manifests',
    ['revlogv1', 'store', 'fncache', 'dotencode', 'generaldelta', 'treemanifest'],
    'store/data/a/x.i',
  ],
];

for (const [name, requirements, file] of STORES) {
  const open = (): Store => openStore(platform, hgWith(requirements));
  const censored = (): Store => {
    const fs = hgWith(requirements);
    censor(fs, file, requirements.includes('treemanifest'));
    return openStore(platform, fs);
  };
  storeConformance(name, open);
  manifestStorageConformance(name, open);
  fileStorageConformance(name, open, censored);
}

for (const isTree of [false, true]) {
  const name = isTree ? 'memory, tree manifests' : 'memory';
  const open = () => sampleHistory(platform.hasher, isTree);
  storeConformance(name, open);
  manifestStorageConformance(name, open);
  fileStorageConformance(name, open, () => {
    const store = open();
    store.file('a/x').censor(1);
    return store;
  });
}
