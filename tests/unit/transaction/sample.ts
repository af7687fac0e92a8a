/** A small store and a transaction that does everything a commit does, on any file system. */
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import {
  type FileSystem,
  MemoryFileSystem,
  readFile,
  replaceFile,
  writeFile,
} from '../../../src/platform/index.js';
import {
  beginTransaction,
  type Transaction,
  type TransactionOptions,
} from '../../../src/transaction/index.js';

export const UNDO = { changelogLength: 1, branch: 'default' } as const;

export function samplePlaces(fs: FileSystem) {
  return {
    plain: fs,
    store: fs.at('store'),
    encode: (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  };
}

export function sampleRepository(): MemoryFileSystem {
  const fs = new MemoryFileSystem().at('/repo/.hg') as MemoryFileSystem;
  fs.makeDirectory('/repo/.hg/store/data', true);
  const text = (path: string, content: string) => writeFile(fs, path, bytesOf(content));
  text('store/00changelog.i', 'changelog-1.');
  text('store/data/_split.i', 'inline index and data');
  text('store/00manifest.i', 'manifest-1.');
  text('store/data/_a.i', 'filelog-1.');
  text('store/fncache', 'data/A.i\n');
  text('store/phaseroots', '1 x\n');
  text('bookmarks', 'old bookmark\n');
  text('dirstate', 'old dirstate');
  return fs;
}

let serial = 0;

export function begin(fs: FileSystem, extra: Partial<TransactionOptions> = {}): Transaction {
  return beginTransaction({
    places: samplePlaces(fs),
    name: 'commit',
    report: () => undefined,
    random: (count) => new Uint8Array(count).fill(++serial),
    undo: UNDO,
    ...extra,
  });
}

/** Appends to a store file as a revlog writer would. */
export function append(transaction: Transaction, file: string, content: string): void {
  const handle = transaction.openStoreFile(file, 'append');
  try {
    const size = handle.size();
    transaction.add(file, size);
    handle.writeAt(bytesOf(content), size);
  } finally {
    handle.close();
  }
}

/** Appends, creates, generates, backs up, delays and finalizes. */
export function change(transaction: Transaction, fs: FileSystem): void {
  append(transaction, 'data/A.i', 'filelog-2.');
  transaction.add('data/New/B.i', 0);
  const created = transaction.openStoreFile('data/New/B.i', 'append');
  created.writeAt(bytesOf('new filelog.'), 0);
  created.close();
  append(transaction, '00manifest.i', 'manifest-2.');
  // As an inline revlog is split: its index becomes shorter, its data go to a new file.
  append(transaction, 'data/Split.i', 'more');
  transaction.addBackup('data/Split.i');
  transaction.add('data/Split.d', 0);
  replaceFile(fs, 'store/data/_split.i', bytesOf('short'));
  replaceFile(fs, 'store/data/_split.d', bytesOf('inline data and more'));
  transaction.addBackup('obsstore');
  if (fs.stat('store/obsstore') !== undefined) fs.remove('store/obsstore');
  writeFile(fs, 'store/obsstore', bytesOf('marker'));
  transaction.addBackup('fncache');
  fs.remove('store/fncache');
  writeFile(fs, 'store/fncache', bytesOf('data/A.i\ndata/New/B.i\n'));
  transaction.addTemporary('00changelog.i.a');
  writeFile(fs, 'store/00changelog.i.a', bytesOf('changelog-1.changelog-2.'));
  transaction.addFileGenerator('phase', {
    files: ['phaseroots'],
    generate: () => [bytesOf('1 y\n')],
  });
  transaction.addFileGenerator('bookmarks', {
    files: ['bookmarks'],
    location: 'plain',
    order: 'post-finalize',
    generate: () => [bytesOf('new bookmark\n')],
  });
  transaction.addFileGenerator('dirstate', {
    files: ['dirstate'],
    location: 'plain',
    order: 'post-finalize',
    priority: 1,
    generate: () => [bytesOf('new dirstate')],
  });
  transaction.addFinalize('cl-1', (running) => append(running, '00changelog.i', 'changelog-2.'));
}

/** Everything that matters to a reader: not the journal's and undo's own files. */
export function state(fs: FileSystem): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (directory: string) => {
    for (const { name, kind } of fs.listEntries(directory)) {
      const path = directory === '' ? name : `${directory}/${name}`;
      if (kind === 'directory') visit(path);
      else if (!/^(journal|undo)|\.qs-tmp$/.test(name)) found[path] = byteStringOf(readFile(fs, path));
    }
  };
  visit('');
  return Object.fromEntries(Object.entries(found).sort());
}

/** Names of the files of journal and undo. */
export function traces(fs: FileSystem): string[] {
  const names = [...fs.list(''), ...fs.list('store').map((name) => `store/${name}`)];
  return names.filter((name) => /(^|\/)(journal|undo)|qs-tmp|pending/.test(name)).sort();
}
