import { describe, expect, it } from 'vitest';
import { type FileTime, readDirstate, reliableTime } from '../../../src/dirstate/index.js';
import { InputError } from '../../../src/errors/index.js';
import { MemoryFileSystem } from '../../../src/platform/index.js';

const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(7);
const P1 = '1'.repeat(40);
const P2 = '2'.repeat(40);
const time = (seconds: number, nanoseconds = 0, secondAmbiguous = false): FileTime => ({
  seconds,
  nanoseconds,
  secondAmbiguous,
});

describe('Dirstate', () => {
  it('follows a file from unknown to committed to removed', () => {
    const state = readDirstate(new MemoryFileSystem(), false);
    expect(state.setTracked('a')).toBe(true);
    expect(state.setTracked('a')).toBe(false);
    expect(state.isAdded('a')).toBe(true);
    expect(state.entry('a')).toMatchObject({ state: 'a', size: -1, mtime: -1 });
    state.updateFile('a', {
      tracked: true,
      inParent1: true,
      seen: { mode: 0o100644, size: 3, time: time(9) },
    });
    state.setParents(P1);
    expect(state.entry('a')).toMatchObject({ state: 'n', mode: 0o100644, size: 3, mtime: 9 });
    state.setPossiblyDirty('a');
    expect(state.entry('a')).toMatchObject({ state: 'n', size: 3, mtime: -1 });
    expect(state.setUntracked('a')).toBe(true);
    expect(state.setUntracked('a')).toBe(false);
    expect(state.isRemoved('a')).toBe(true);
    state.updateFile('a', { tracked: false, inParent1: false });
    expect(state.has('a')).toBe(false);
  });

  it('forgets an added file at once, and its copy source', () => {
    const state = readDirstate(new MemoryFileSystem(), false);
    state.setTracked('b');
    state.setCopy('b', 'a');
    expect([...state.copies]).toEqual([['b', 'a']]);
    state.setUntracked('b');
    expect(state.has('b')).toBe(false);
    expect(state.copies.size).toBe(0);
  });

  it('drops what a merge noted when its second parent goes, and tells the copies', () => {
    const state = readDirstate(new MemoryFileSystem(), true);
    state.setParents(P1, P2);
    state.updateFile('m', { tracked: true, inParent1: true, merged: true });
    state.updateFile('o', { tracked: true, inParent1: false, merged: true });
    state.setCopy('o', 'm');
    expect(state.entry('m')).toMatchObject({ state: 'm', size: -2 });
    expect(state.entry('o')).toMatchObject({ state: 'n', size: -2, copiedFrom: 'm' });
    expect(state.isMerged('m')).toBe(true);
    expect([...state.setParents(P1)]).toEqual([['o', 'm']]);
    expect(state.entry('m')).toMatchObject({ state: 'n', size: -1 });
    expect(state.entry('o')).toMatchObject({ state: 'a', copiedFrom: undefined });
  });

  it('knows the directories of tracked files', () => {
    const state = readDirstate(new MemoryFileSystem(), false);
    state.setTracked('d/e/f');
    expect(['', 'd', 'd/e', 'd/e/f'].map((one) => state.hasTrackedDirectory(one))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    state.setUntracked('d/e/f');
    expect(state.hasTrackedDirectory('d')).toBe(false);
    state.setTracked('d/x');
    expect(state.directoriesIn('')).toEqual(['d']);
  });

  it('is made anew from the files of a revision, or only where it disagrees', () => {
    const state = readDirstate(new MemoryFileSystem(), false);
    state.setTracked('added');
    state.rebuild(P1, ['a', 'b'], ['b']);
    expect(state.paths()).toEqual(['added', 'b']);
    state.rebuild(P2, ['a', 'b']);
    expect(state.paths()).toEqual(['a', 'b']);
    expect(state.parents).toEqual([P2, '0'.repeat(40)]);
  });
});

describe('format 2 on disk', () => {
  it('appends while most of the file is of use, then begins a new one', () => {
    const fs = new MemoryFileSystem();
    let id = 0;
    const ids = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(++id);
    const state = readDirstate(fs, true);
    for (let at = 0; at < 50; at++) state.setTracked(`d${at % 5}/f${at}`);
    state.write(fs, ids);
    const names = (): string[] => fs.list('').filter((name) => name.startsWith('dirstate.'));
    expect(names()).toEqual(['dirstate.01010101']);
    const before = fs.stat('dirstate.01010101')?.size as number;
    state.setCopy('d0/f0', 'elsewhere');
    state.write(fs, ids);
    expect(names()).toEqual(['dirstate.01010101']);
    const after = fs.stat('dirstate.01010101')?.size as number;
    // The node, its siblings and those of its directory: not the other forty.
    expect(after - before).toBeLessThan(16 * 44 + 20);
    for (let round = 0; round < 12; round++) {
      for (let at = 0; at < 50; at++) state.setCopy(`d${at % 5}/f${at}`, `source ${round}`);
      state.write(fs, ids);
    }
    expect(names()).toHaveLength(1);
    expect(names()).not.toEqual(['dirstate.01010101']);
    expect(readDirstate(fs, true).copies.size).toBe(50);
  });

  it('remembers when a directory was listed, until one of its files is unknown again', () => {
    const fs = new MemoryFileSystem();
    const state = readDirstate(fs, true);
    state.setTracked('d/sub/a');
    state.setIgnoreHash('f'.repeat(40));
    state.setDirectoryTime('d', { ...time(5, 6), ignoredRecorded: false });
    state.setDirectoryTime('d/sub', { ...time(7, 8), ignoredRecorded: false });
    state.write(fs, random);
    const again = readDirstate(fs, true);
    expect(again.ignoreHash).toBe('f'.repeat(40));
    expect(again.directoryTime('d')).toMatchObject(time(5, 6));
    expect(again.directoryTime('d/sub')).toMatchObject(time(7, 8));
    again.setUntracked('d/sub/a');
    expect(again.directoryTime('d')).toBeUndefined();
    again.write(fs, random);
    expect(readDirstate(fs, true).directoryTime('d/sub')).toBeUndefined();
    state.setIgnoreHash('e'.repeat(40));
    expect(state.directoryTime('d')).toBeUndefined();
  });

  it('refuses paths that it cannot hold', () => {
    const fs = new MemoryFileSystem();
    const state = readDirstate(fs, true);
    state.setTracked('x'.repeat(65_536));
    expect(() => state.write(fs, random)).toThrow(InputError);
    expect(fs.list('')).toEqual([]);
  });
});

describe('reliableTime', () => {
  const at = (mtimeSeconds: number, mtimeNanoseconds: number) => ({ mtimeSeconds, mtimeNanoseconds });

  it('trusts what is older than now, and what is far in the future', () => {
    expect(reliableTime(at(9, 5), time(10, 1))).toEqual(time(9, 5));
    expect(reliableTime(at(10 + 86_401, 5), time(10, 1))).toEqual(time(10 + 86_401, 5));
  });

  it('does not trust what is not older, nor tomorrow', () => {
    expect(reliableTime(at(10, 5), time(10, 5))).toBeUndefined();
    expect(reliableTime(at(10, 6), time(10, 5))).toBeUndefined();
    expect(reliableTime(at(11, 0), time(10, 5))).toBeUndefined();
    expect(reliableTime(at(10, 0), time(10, 5))).toBeUndefined();
  });

  it('trusts the same second only with nanoseconds', () => {
    expect(reliableTime(at(10, 4), time(10, 5))).toEqual(time(10, 4, true));
  });
});
