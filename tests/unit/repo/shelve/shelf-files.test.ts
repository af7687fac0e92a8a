import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../../src/bytes/index.js';
import { Config } from '../../../../src/config/index.js';
import { createNodePlatform } from '../../../../src/node/index.js';
import { MemoryFileSystem, readFile, writeFile } from '../../../../src/platform/index.js';
import { createRepository, openRepository, ShelfFiles } from '../../../../src/repo/index.js';

const NODE = '1'.repeat(40);

function begin(maxBackups = 10) {
  const fs = new MemoryFileSystem();
  const { processes: _, ...node } = createNodePlatform();
  const platform = { ...node, openFileSystem: (root: string) => fs.at(root) };
  const config = new Config();
  config.set('shelve', 'maxbackups', String(maxBackups), 'test');
  createRepository(platform, '/r', config);
  const files = new ShelfFiles(openRepository(platform, '/r', { config }));
  const make = (name: string): void =>
    files.write(name, { node: NODE, bundle: [bytesOf('bundle')], patch: bytesOf(`# Node ID ${NODE}\n`) });
  const names = (directory: string): string[] =>
    fs.stat(`/r/.hg/${directory}`) === undefined
      ? []
      : [...fs.listEntries(`/r/.hg/${directory}`)].map(({ name }) => name).sort();
  return { fs, files, make, names };
}

describe('files of shelves', () => {
  it('are three, and a shelf is found when it is whole', () => {
    const { fs, files, make, names } = begin();
    expect(files.list()).toEqual([]);
    make('one');
    expect(names('shelved')).toEqual(['one.hg', 'one.patch', 'one.shelve']);
    expect(readFile(fs, '/r/.hg/shelved/one.shelve')).toEqual(bytesOf(`node=${NODE}\n`));
    writeFile(fs, '/r/.hg/shelved/torn.patch', bytesOf(''));
    writeFile(fs, '/r/.hg/shelved/other', bytesOf(''));
    expect(files.list().map(({ name }) => name)).toEqual(['one']);
    expect([files.has('one'), files.has('torn')]).toEqual([true, false]);
  });

  it('get free names', () => {
    const { files, make } = begin();
    expect(files.freeName('.a/b\\c')).toBe('_a_b_c');
    make('x');
    make('x-01');
    expect(files.freeName('x')).toBe('x-02');
  });

  it('of old shelves say in their patch what they hold, and it is noted', () => {
    const { fs, files, make, names } = begin();
    make('old');
    fs.remove('/r/.hg/shelved/old.shelve');
    expect(files.has('old')).toBe(true);
    expect(files.node('old')).toBe(NODE);
    expect(names('shelved')).toContain('old.shelve');
    writeFile(fs, '/r/.hg/shelved/bad.patch', bytesOf('nothing\n'));
    expect(() => files.node('bad')).toThrow("shelved change 'bad' has no changeset");
  });

  it('go to the backups, each under a name of its own', () => {
    const { files, make, names } = begin();
    for (let times = 0; times < 2; times++) {
      make('x');
      files.retire('x');
    }
    expect(names('shelved')).toEqual([]);
    expect(names('shelve-backup')).toEqual(
      ['hg', 'patch', 'shelve'].flatMap((e) => [`x-1.${e}`, `x.${e}`]).sort(),
    );
  });

  it('are pruned by age; those of the same age stay together', () => {
    const { files, make, names } = begin(1);
    for (const name of ['x', 'y', 'z']) {
      make(name);
      files.retire(name);
    }
    files.prune();
    // Made at once, or within two seconds.
    expect(names('shelve-backup').length).toBeGreaterThanOrEqual(3);
    const none = begin(0);
    none.make('x');
    none.files.retire('x');
    none.files.prune();
    expect(none.names('shelve-backup')).toEqual([]);
  });
});
